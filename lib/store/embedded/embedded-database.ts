import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseOpenError } from "../database-open-error";
import { projectRoot } from "../project-root";
import { acquireFolderLock, type FolderLock } from "./folder-lock";

/** A PostgreSQL inside this process: PGlite on a thread of its own, behind a unix socket. */
export interface EmbeddedDatabase {
  readonly socketPath: string;
  close(): Promise<void>;
}

/** sun_path has 104 bytes on macOS and 108 on Linux, with a zero at the end. */
const MAX_SOCKET_PATH_BYTES = 100;

/** Throws `DatabaseOpenError` when the folder is in use or can't be written. */
export async function startEmbeddedDatabase(dataDir: string): Promise<EmbeddedDatabase> {
  const folder = ensureFolder(dataDir);
  const outcome = acquireFolderLock(path.join(folder, "attestry.lock"));
  if (!outcome.acquired) {
    const { pid, host } = outcome.holder;
    throw new DatabaseOpenError(
      `The data folder ${folder} is in use by process ${pid} on ${host}. ` +
        "Stop that process, or name another folder in ATTESTRY_DATA_DIR, or a PostgreSQL server in DATABASE_URL.",
    );
  }
  try {
    return await startWorker(folder, outcome.lock);
  } catch (error) {
    outcome.lock.release();
    throw error;
  }
}

function ensureFolder(dataDir: string): string {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    return realpathSync(dataDir);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DatabaseOpenError(
      `The data folder ${dataDir} can't be made (${reason}). Name a folder that this user may write to in ATTESTRY_DATA_DIR.`,
    );
  }
}

async function startWorker(folder: string, lock: FolderLock): Promise<EmbeddedDatabase> {
  const { socketPath, removeSocket } = socketIn(folder);
  const file = path.join(projectRoot(), "lib/store/embedded/embedded-worker.mjs");
  // Asked for at run time: Next's bundler rewrites a Worker that it sees imported, and then looks for the file in vain.
  const { Worker } = process.getBuiltinModule("node:worker_threads");
  const worker = new Worker(file, {
    workerData: { clusterDir: path.join(folder, "postgres"), socketPath },
    // Loaders of the parent (tsx, vitest) have no business here.
    execArgv: [],
  });
  await new Promise<void>((resolve, reject) => {
    worker.once("message", () => resolve());
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`the embedded database ended with ${code}`)));
  });

  let isClosing = false;
  worker.removeAllListeners();
  worker.once("exit", (code) => {
    // A process without its database serves nobody: whoever watches it starts another.
    if (!isClosing) throw new Error(`the embedded database ended with ${code}`);
  });

  return {
    socketPath,
    close: async () => {
      isClosing = true;
      const closed = new Promise((resolve) => worker.once("message", resolve));
      worker.postMessage("close");
      await closed;
      await worker.terminate();
      removeSocket();
      lock.release();
    },
  };
}

/** A socket in the folder when its path is short enough, else in a private one of the system's temporary folder. */
function socketIn(folder: string): { socketPath: string; removeSocket: () => void } {
  const inFolder = path.join(folder, "database.sock");
  if (Buffer.byteLength(inFolder) <= MAX_SOCKET_PATH_BYTES) {
    // Left over from a process that was killed: the lock is ours, so nobody listens.
    rmSync(inFolder, { force: true });
    return { socketPath: inFolder, removeSocket: () => rmSync(inFolder, { force: true }) };
  }
  const temporary = mkdtempSync(path.join(tmpdir(), "attestry-"));
  return {
    socketPath: path.join(temporary, "database.sock"),
    removeSocket: () => rmSync(temporary, { recursive: true, force: true }),
  };
}
