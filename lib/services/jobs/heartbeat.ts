import { hostname } from "node:os";
import type { Runtime } from "@/lib/runtime";
import { beat, leave } from "@/lib/store/replicas";
import { VERSION } from "@/lib/version";
import type { Background } from "./job-runner";

const BEAT_MS = 15_000;

/** Keeps this process in the list of replicas for as long as it runs. */
export function startHeartbeat({ database, log, replicaId }: Runtime): Background {
  const replica = { id: replicaId, host: hostname(), pid: process.pid, version: VERSION };
  let last = Promise.resolve();
  const say = () => {
    last = beat(database.db, replica).catch((error: unknown) =>
      log.warn({ err: error }, "the list of replicas can't be reached"),
    );
  };
  say();
  const timer = setInterval(say, BEAT_MS).unref();
  return {
    async stop() {
      clearInterval(timer);
      await last;
      await leave(database.db, replicaId);
    },
  };
}
