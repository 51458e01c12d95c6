import { randomUUID } from "node:crypto";
import { linkSync, readFileSync, statSync, unlinkSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { z } from "zod";
import { processStart } from "./process-identity";

const holderSchema = z.object({
  /** Different for every acquisition: names one generation of the lock. */
  nonce: z.string(),
  pid: z.int(),
  host: z.string(),
  /** `processStart` of the holder, so that a later process with its number is not taken for it. */
  start: z.string(),
});
type Holder = z.infer<typeof holderSchema>;

const HEARTBEAT_MS = 5_000;
/** A holder on another host can't be asked; without a heartbeat for this long it is taken for dead. */
const FOREIGN_SILENCE_MS = 30_000;

export interface FolderLock {
  release(): void;
}

export type FolderLockOutcome =
  | { readonly acquired: true; readonly lock: FolderLock }
  | { readonly acquired: false; readonly holder: { readonly pid: number; readonly host: string } };

/**
 * An exclusive lock as a file. It is made complete under another name and then linked, so it appears at once and with
 * its content, and of two processes one wins.
 *
 * A lock whose holder is dead is taken over under a second lock that is named for the dead generation. Only its holder
 * may remove that generation, so nobody can remove a newer lock by mistake.
 */
export function acquireFolderLock(path: string): FolderLockOutcome {
  const mine: Holder = {
    nonce: randomUUID(),
    pid: process.pid,
    host: hostname(),
    start: processStart(process.pid) ?? "unknown",
  };
  if (linkLock(path, mine)) return { acquired: true, lock: heldLock(path, mine) };

  const holder = readHolder(path);
  // Released just now; a second try that fails names the new holder.
  if (holder === null) return linkLock(path, mine) ? held(path, mine) : refused(path);
  if (isAlive(path, holder)) return { acquired: false, holder };

  const takeover = acquireFolderLock(`${path}.${holder.nonce}`);
  if (!takeover.acquired) return takeover;
  try {
    if (readHolder(path)?.nonce === holder.nonce) unlinkSync(path);
    return linkLock(path, mine) ? held(path, mine) : refused(path);
  } finally {
    takeover.lock.release();
  }
}

function held(path: string, mine: Holder): FolderLockOutcome {
  return { acquired: true, lock: heldLock(path, mine) };
}

function refused(path: string): FolderLockOutcome {
  return { acquired: false, holder: readHolder(path) ?? { pid: 0, host: hostname() } };
}

function heldLock(path: string, mine: Holder): FolderLock {
  const heartbeat = setInterval(() => {
    const now = new Date();
    try {
      utimesSync(path, now, now);
    } catch {
      // The folder is gone; the database will say so where it matters.
    }
  }, HEARTBEAT_MS);
  heartbeat.unref();
  return {
    release: () => {
      clearInterval(heartbeat);
      if (readHolder(path)?.nonce === mine.nonce) unlinkSync(path);
    },
  };
}

function linkLock(path: string, holder: Holder): boolean {
  const complete = `${path}.${holder.nonce}.new`;
  writeFileSync(complete, JSON.stringify(holder), { flag: "wx", mode: 0o600 });
  try {
    linkSync(complete, path);
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  } finally {
    unlinkSync(complete);
  }
}

function readHolder(path: string): Holder | null {
  try {
    return holderSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  }
}

function isAlive(path: string, holder: Holder): boolean {
  if (holder.host !== hostname()) {
    try {
      return Date.now() - statSync(path).mtimeMs < FOREIGN_SILENCE_MS;
    } catch {
      return false;
    }
  }
  const start = processStart(holder.pid);
  if (start === null) return false;
  return start === "unknown" || holder.start === "unknown" || start === holder.start;
}

function errorCode(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
