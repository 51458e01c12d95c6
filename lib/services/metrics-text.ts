import type { BreakerPhase } from "@/lib/breaker/breaker-state";
import { databaseClock } from "@/lib/store/database-clock";
import { listJobs } from "@/lib/store/jobs";
import type { ServiceContext } from "./context";
import { upstreamStatuses } from "./status/get-status";
import { jobLagMs } from "./status/status-view";

/** Prometheus text, with the gauges as they stand at this moment. */
export async function metricsText(context: ServiceContext): Promise<string> {
  const { metrics, slots } = context.state;
  metrics.queueDepth.set(slots.queued);
  metrics.judgements.set(slots.running);
  try {
    await setSharedGauges(context);
  } catch (error) {
    // A database that does not answer is seen elsewhere; the numbers of this process are still good.
    context.runtime.log.warn({ err: error }, "metrics without what the database knows");
    metrics.breakerState.reset();
    metrics.jobLag.reset();
  }
  return metrics.registry.metrics();
}

const PHASES = { closed: 0, "half-open": 1, open: 2 } satisfies Record<BreakerPhase, number>;

async function setSharedGauges(context: ServiceContext): Promise<void> {
  const { database } = context.runtime;
  const { breakerState, jobLag } = context.state.metrics;
  const { now } = await databaseClock(database);
  const [upstreams, jobs] = await Promise.all([
    upstreamStatuses(context, now),
    listJobs(database.db),
  ]);
  for (const { host, phase } of upstreams) breakerState.set({ upstream: host }, PHASES[phase]);
  for (const job of jobs) jobLag.set({ job: job.name }, jobLagMs(job, now) / 1000);
}
