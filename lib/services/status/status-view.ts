import { phaseOf } from "@/lib/breaker/breaker-state";
import type { UpstreamState } from "@/lib/collateral/collateral-cache";
import type { JobStatus, ReplicaStatus, UpstreamStatus } from "@/lib/contract/status";
import type { BreakerRow } from "@/lib/store/breakers";
import type { JobRow } from "@/lib/store/jobs";
import type { ReplicaRow } from "@/lib/store/replicas";

/** Two signs of life. */
const SILENT_AFTER_MS = 30_000;
const LATE_AFTER_MS = 60_000;

export function upstreamStatus(
  host: string,
  {
    breaker,
    upstream,
    now,
  }: {
    readonly breaker: BreakerRow | undefined;
    readonly upstream: UpstreamState | undefined;
    readonly now: Date;
  },
): UpstreamStatus {
  return {
    host,
    phase: breaker === undefined ? "closed" : phaseOf(breaker, now),
    since: breaker?.changedAt.toISOString() ?? null,
    failures: breaker?.failures ?? 0,
    openUntil: breaker?.openUntil?.toISOString() ?? null,
    lastFailure: breaker?.lastFailure ?? null,
    reachable: upstream?.reachable ?? null,
    reachableSince: upstream?.since.toISOString() ?? null,
    detail: upstream?.detail ?? null,
  };
}

export function replicaStatus(
  { id, host, pid, version, startedAt, seenAt }: ReplicaRow,
  { self, now }: { readonly self: string; readonly now: Date },
): ReplicaStatus {
  return {
    ...{ id, host, pid, version },
    startedAt: startedAt.toISOString(),
    seenAt: seenAt.toISOString(),
    state: now.getTime() - seenAt.getTime() > SILENT_AFTER_MS ? "silent" : "running",
    isThis: id === self,
  };
}

export function jobStatus(job: JobRow, { words, now }: { words: string; now: Date }): JobStatus {
  const isRunning = job.leaseUntil !== null && job.leaseUntil > now;
  return {
    name: job.name,
    words,
    state: stateOf(job, { isRunning, now }),
    nextAt: job.nextAt.toISOString(),
    startedAt: job.startedAt?.toISOString() ?? null,
    finishedAt: job.finishedAt?.toISOString() ?? null,
    runs: job.runs,
    failures: job.failures,
    lastError: job.lastError,
    runBy: isRunning ? job.leasedBy : null,
  };
}

function stateOf(
  job: JobRow,
  { isRunning, now }: { isRunning: boolean; now: Date },
): JobStatus["state"] {
  if (isRunning) return "running";
  if (jobLagMs(job, now) > LATE_AFTER_MS) return "late";
  return job.failures > 0 ? "failed" : "waiting";
}

/** How long a job has been due that nobody does. */
export function jobLagMs({ nextAt, leaseUntil }: JobRow, now: Date): number {
  if (leaseUntil !== null && leaseUntil > now) return 0;
  return Math.max(0, now.getTime() - nextAt.getTime());
}
