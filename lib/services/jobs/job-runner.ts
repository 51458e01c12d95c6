import type { Runtime } from "@/lib/runtime";
import { addJobs, claimJob, finishJob, renewLease } from "@/lib/store/jobs";
import type { Job } from "./job";

export interface JobRunnerOptions {
  readonly runtime: Runtime;
  readonly jobs: readonly Job[];
  /** This replica. */
  readonly holder: string;
  /** How often it looks for a job that is due. */
  readonly tickMs?: number;
  /** A job whose holder has died is done by another replica after so long. */
  readonly leaseMs?: number;
}

/** What runs beside the requests of a server. */
export interface Background {
  /** Tells what runs to end, waits for it, and gives leases back. */
  stop(): Promise<void>;
}

const TICK_MS = 5_000;
const LEASE_MS = 60_000;

/** Does jobs as they become due, one after the other, each at one replica at a time: a row in the database is its lease. */
export function startJobRunner(options: JobRunnerOptions): Background {
  const { runtime, jobs, holder, tickMs = TICK_MS, leaseMs = LEASE_MS } = options;
  const { log } = runtime;
  const { db } = runtime.database;
  const names = jobs.map(({ name }) => name);
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let known = false;

  async function doWhatIsDue(): Promise<void> {
    if (!known) {
      await addJobs(db, names);
      known = true;
    }
    while (!stopping.signal.aborted) {
      const name = await claimJob(db, { names, holder, leaseMs });
      const job = jobs.find((candidate) => candidate.name === name);
      if (job === undefined) return;
      await run(job);
    }
  }

  async function run(job: Job): Promise<void> {
    const { name, everyMs } = job;
    const lost = new AbortController();
    const signal = AbortSignal.any([stopping.signal, lost.signal]);
    const renewing = setInterval(() => {
      renewLease(db, { name, holder, leaseMs }).then(
        (isMine) => isMine || lost.abort(),
        (error: unknown) => log.warn({ err: error, job: name }, "a lease could not be renewed"),
      );
    }, leaseMs / 3);
    let error: string | null = null;
    try {
      await job.run({ runtime, signal });
    } catch (cause) {
      log.error({ err: cause, job: name }, "a job failed");
      error = cause instanceof Error ? cause.message || cause.name : String(cause);
    } finally {
      clearInterval(renewing);
    }
    await finishJob(db, { name, holder, nextInMs: everyMs, error });
  }

  let running: Promise<void> = Promise.resolve();
  function tick(): void {
    running = doWhatIsDue()
      .catch((error: unknown) => log.warn({ err: error }, "the jobs can't be looked at"))
      .then(() => {
        if (!stopping.signal.aborted) timer = setTimeout(tick, tickMs).unref();
      });
  }
  tick();

  return {
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      await running;
    },
  };
}
