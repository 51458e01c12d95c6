import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { jobs as jobsTable } from "@/drizzle/schema";
import { readConfig } from "@/lib/config";
import { createRuntime } from "@/lib/process-runtime";
import type { Runtime } from "@/lib/runtime";
import type { Database } from "@/lib/store/database";
import { addJobs, claimJob, listJobs, type JobRow } from "@/lib/store/jobs";
import { testDatabases, type TestPlace } from "@/lib/store/testing/databases";
import type { Job } from "./job";
import { type Background, startJobRunner } from "./job-runner";

describe.each(testDatabases)("the job runner on $name", ({ create }) => {
  let place: TestPlace;
  let runtime: Runtime;
  let database: Database;
  let runners: Background[] = [];
  /** Of the job of each test; the application may remove none. */
  let name = "";
  beforeEach(() => {
    name = randomUUID();
  });
  beforeAll(async () => {
    place = await create();
    runtime = await createRuntime(
      readConfig({ ...place.environment, ATTESTRY_LOG_LEVEL: "silent" }),
    );
    ({ database } = runtime);
  });
  afterAll(async () => {
    await database.close();
    await place.remove();
  });
  afterEach(async () => {
    await Promise.all(runners.map((runner) => runner.stop()));
    runners = [];
  });

  /** A replica of its own that looks for work all the time. */
  const start = (jobs: readonly Job[], leaseMs = 60_000) => {
    const holder = randomUUID();
    const runner = startJobRunner({ runtime, jobs, holder, tickMs: 5, leaseMs });
    runners.push(runner);
    return { runner, holder };
  };
  const job = (run: Job["run"], everyMs = 3_600_000): Job => ({
    ...{ name, words: "Tests", everyMs, run },
  });
  const row = async (): Promise<JobRow> => {
    const found = (await listJobs(database.db)).find((one) => one.name === name);
    if (found === undefined) throw new Error("there is no such job");
    return found;
  };
  const until = async (isSo: (found: JobRow) => boolean): Promise<JobRow> => {
    for (;;) {
      const found = (await listJobs(database.db)).find((one) => one.name === name);
      if (found !== undefined && isSo(found)) return found;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };

  it("does a job once, however many replicas look for it, and says when it is next due", async () => {
    let runs = 0;
    let most = 0;
    let running = 0;
    const work = job(async () => {
      runs += 1;
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 50));
      running -= 1;
    });
    for (let replica = 0; replica < 4; replica += 1) start([work]);
    const done = await until(({ finishedAt }) => finishedAt !== null);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect({ runs, most }).toEqual({ runs: 1, most: 1 });
    expect(done).toMatchObject({ runs: 1, failures: 0, lastError: null, leasedBy: null });
    expect(done.nextAt.getTime() - (done.finishedAt?.getTime() ?? 0)).toBe(3_600_000);
  });

  it("does it again when it is due", async () => {
    start([job(() => Promise.resolve(), 10)]);
    expect(await until(({ runs }) => runs >= 3)).toMatchObject({ failures: 0 });
  });

  it("does a job whose holder was killed once the lease has ended, and not before", async () => {
    await addJobs(database.db, [name]);
    const killed = randomUUID();
    await claimJob(database.db, { names: [name], holder: killed, leaseMs: 60_000 });
    let runs = 0;
    const { holder } = start([
      job(() => {
        runs += 1;
        return Promise.resolve();
      }),
    ]);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(runs).toBe(0);
    expect(await row()).toMatchObject({ leasedBy: killed });
    await database.db
      .update(jobsTable)
      .set({ leaseUntil: sql`now() - interval '1 second'` })
      .where(eq(jobsTable.name, name));
    expect(await until(({ runs: finished }) => finished === 1)).toMatchObject({ leasedBy: null });
    expect(runs).toBe(1);
    expect(holder).not.toBe(killed);
  });

  it("keeps the lease of a job that takes longer than one", async () => {
    let runs = 0;
    const slow = job(async () => {
      runs += 1;
      await new Promise((resolve) => setTimeout(resolve, 700));
    });
    start([slow], 200);
    start([slow], 200);
    await until(({ runs: finished }) => finished === 1);
    expect(runs).toBe(1);
  });

  it("tells what went wrong, goes on, and forgets it when all is well again", async () => {
    let attempts = 0;
    start([
      job(() => {
        attempts += 1;
        return attempts < 3 ? Promise.reject(new Error(`attempt ${attempts}`)) : Promise.resolve();
      }, 10),
    ]);
    await until(({ failures, lastError }) => failures === 2 && lastError === "attempt 2");
    expect(await until(({ runs }) => runs >= 3)).toMatchObject({ failures: 0, lastError: null });
  });

  it("ends what runs when it is stopped, and gives the lease back", async () => {
    const ended: boolean[] = [];
    const { runner } = start([
      job(async ({ signal }) => {
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        ended.push(signal.aborted);
      }),
    ]);
    await until(({ leasedBy }) => leasedBy !== null);
    await runner.stop();
    expect(ended).toEqual([true]);
    expect(await row()).toMatchObject({ leasedBy: null, runs: 1 });
  });
});
