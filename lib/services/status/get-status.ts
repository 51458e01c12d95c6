import { performance } from "node:perf_hooks";
import type { Status, UpstreamStatus } from "@/lib/contract/status";
import { listBreakers } from "@/lib/store/breakers";
import { listUpstreams } from "@/lib/store/collateral";
import { databaseHealth } from "@/lib/store/database";
import { databaseClock } from "@/lib/store/database-clock";
import { listJobs } from "@/lib/store/jobs";
import { listReplicas } from "@/lib/store/replicas";
import { VERSION } from "@/lib/version";
import type { ServiceContext } from "../context";
import { RECURRING_JOBS } from "../jobs/recurring-jobs";
import { configuredHosts } from "./configured-hosts";
import { jobStatus, replicaStatus, upstreamStatus } from "./status-view";

/** The health of everything that this installation consists of and stands on. */
export async function getStatus(context: ServiceContext): Promise<Status> {
  const { runtime } = context;
  const { database, replicaId } = runtime;
  const startedAt = performance.now();
  const { now, version } = await databaseClock(database);
  const roundTripMs = Math.round((performance.now() - startedAt) * 100) / 100;
  const clockSkewMs = Math.round(runtime.now().getTime() - roundTripMs / 2 - now.getTime());
  const [health, upstreams, replicas, jobs] = await Promise.all([
    databaseHealth(database),
    upstreamStatuses(context, now),
    listReplicas(database.db),
    listJobs(database.db),
  ]);
  const words = new Map(RECURRING_JOBS.map((job) => [job.name, job.words]));
  return {
    version: VERSION,
    checkedAt: now.toISOString(),
    database: { kind: database.kind, version, migrated: health.migrated, roundTripMs, clockSkewMs },
    upstreams: [...upstreams],
    replicas: replicas.map((replica) => replicaStatus(replica, { self: replicaId, now })),
    // A job of another version is listed under its name alone.
    jobs: jobs.map((job) => jobStatus(job, { words: words.get(job.name) ?? "", now })),
  };
}

/** Every host that is configured or was ever asked, by name. */
export async function upstreamStatuses(
  { runtime }: Pick<ServiceContext, "runtime">,
  now: Date,
): Promise<readonly UpstreamStatus[]> {
  const { db } = runtime.database;
  const [breakers, upstreams] = await Promise.all([listBreakers(db), listUpstreams(db)]);
  const hosts = new Set([
    ...configuredHosts(runtime.config),
    ...breakers.map(({ name }) => name),
    ...upstreams.map(({ host }) => host),
  ]);
  return [...hosts].toSorted().map((host) =>
    upstreamStatus(host, {
      breaker: breakers.find(({ name }) => name === host),
      upstream: upstreams.find((upstream) => upstream.host === host),
      now,
    }),
  );
}
