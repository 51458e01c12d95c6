import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { acquireFolderLock, type FolderLockOutcome } from "./folder-lock";
import { processStart } from "./process-identity";

const CONTENDERS = 8;
const program = path.resolve(import.meta.dirname, "../testing/hold-lock.ts");

let folder: string;
let lockFile: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "attestry-lock-"));
  lockFile = path.join(folder, "attestry.lock");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function contender() {
  const child = spawn(process.execPath, ["--import", "tsx", program, lockFile], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const [said] = await once(createInterface({ input: child.stdout }), "line");
  return {
    pid: child.pid ?? 0,
    said: String(said),
    end: async (signal?: "SIGKILL") => {
      if (signal === undefined) child.stdin.end();
      else child.kill(signal);
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    },
  };
}

function writeHolder(holder: Partial<Record<"pid" | "host" | "start" | "nonce", unknown>>): void {
  const alive = {
    nonce: "other",
    pid: process.pid,
    host: hostname(),
    start: processStart(process.pid),
  };
  writeFileSync(lockFile, JSON.stringify({ ...alive, ...holder }));
}

function release(outcome: FolderLockOutcome): boolean {
  if (outcome.acquired) outcome.lock.release();
  return outcome.acquired;
}

describe("the lock of a data folder", () => {
  it("goes to one of many processes that try at once, and is free after its end", async () => {
    const all = await Promise.all(Array.from({ length: CONTENDERS }, contender));
    const winners = all.filter(({ said }) => said === "acquired");
    expect(winners).toHaveLength(1);
    for (const { said } of all.filter((one) => !winners.includes(one))) {
      expect(said).toBe(`refused by ${winners[0]?.pid}`);
    }
    await Promise.all(all.map(({ end }) => end()));
    expect(readdirSync(folder)).toEqual([]);
    expect(release(acquireFolderLock(lockFile))).toBe(true);
  });

  it("is taken over from a killed process by one of many that try at once", async () => {
    const killed = await contender();
    await killed.end("SIGKILL");
    expect(readdirSync(folder)).toEqual(["attestry.lock"]);
    const all = await Promise.all(Array.from({ length: CONTENDERS }, contender));
    expect(all.filter(({ said }) => said === "acquired")).toHaveLength(1);
    await Promise.all(all.map(({ end }) => end()));
    expect(readdirSync(folder)).toEqual([]);
  });

  it("is not given twice within one process", () => {
    const first = acquireFolderLock(lockFile);
    expect(acquireFolderLock(lockFile)).toMatchObject({
      acquired: false,
      holder: { pid: process.pid },
    });
    release(first);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("is not kept by a process that has only inherited the number of the dead one", () => {
    writeHolder({ start: "an earlier boot/1" });
    expect(release(acquireFolderLock(lockFile))).toBe(true);
  });

  it("is kept while its holder runs", () => {
    writeHolder({});
    expect(acquireFolderLock(lockFile).acquired).toBe(false);
    expect(readFileSync(lockFile, "utf8")).toContain('"other"');
  });

  it("is kept by another host while that shows signs of life, and no longer", () => {
    writeHolder({ host: "elsewhere", pid: 1, start: "unknown" });
    expect(acquireFolderLock(lockFile).acquired).toBe(false);
    const longAgo = new Date(Date.now() - 3_600_000);
    utimesSync(lockFile, longAgo, longAgo);
    expect(release(acquireFolderLock(lockFile))).toBe(true);
  });

  it("leaves a successor's lock alone when it is released late", () => {
    const first = acquireFolderLock(lockFile);
    writeHolder({ nonce: "successor" });
    release(first);
    expect(readFileSync(lockFile, "utf8")).toContain('"successor"');
  });
});
