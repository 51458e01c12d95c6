import { acquireFolderLock } from "../embedded/folder-lock";

/** A process that tries for the lock named on its command line, says how that ended, and holds on until stdin ends. */
const outcome = acquireFolderLock(process.argv[2] ?? "");
console.log(outcome.acquired ? "acquired" : `refused by ${outcome.holder.pid}`);
process.stdin.resume();
process.stdin.once("end", () => {
  if (outcome.acquired) outcome.lock.release();
});
