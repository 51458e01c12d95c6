import { z } from "zod";
import { timestampSchema } from "./scalars";

/** A service that collateral comes from, with its circuit breaker. */
export const upstreamStatusSchema = z.object({
  host: z.string(),
  /** `half-open`: the wait is over, and one replica tries whether it answers again. */
  phase: z.enum(["closed", "open", "half-open"]),
  /** Since when it is closed or not; null for one that never failed. */
  since: timestampSchema.nullable(),
  /** In a row. */
  failures: z.int(),
  /** When it is asked again. */
  openUntil: timestampSchema.nullable(),
  lastFailure: z.string().nullable(),
  /** Whether its last answer could be used; null for one that was never asked. */
  reachable: z.boolean().nullable(),
  reachableSince: timestampSchema.nullable(),
  /** What was wrong with its last answer. */
  detail: z.string().nullable(),
});
export type UpstreamStatus = z.infer<typeof upstreamStatusSchema>;

export const replicaStatusSchema = z.object({
  id: z.string(),
  host: z.string(),
  pid: z.int(),
  version: z.string(),
  startedAt: timestampSchema,
  seenAt: timestampSchema,
  /** `silent`: it has missed two of its signs of life. */
  state: z.enum(["running", "silent"]),
  /** It made this answer. */
  isThis: z.boolean(),
});
export type ReplicaStatus = z.infer<typeof replicaStatusSchema>;

export const jobStatusSchema = z.object({
  name: z.string(),
  /** What it does. */
  words: z.string(),
  /** `late`: it has been due for a minute and nobody does it. */
  state: z.enum(["waiting", "running", "late", "failed"]),
  nextAt: timestampSchema,
  startedAt: timestampSchema.nullable(),
  finishedAt: timestampSchema.nullable(),
  runs: z.int(),
  /** In a row. */
  failures: z.int(),
  lastError: z.string().nullable(),
  /** The replica that does it just now. */
  runBy: z.string().nullable(),
});
export type JobStatus = z.infer<typeof jobStatusSchema>;

export const statusSchema = z.object({
  version: z.string(),
  /** By the database's clock. */
  checkedAt: timestampSchema,
  database: z.object({
    kind: z.enum(["embedded", "server"]),
    /** Of PostgreSQL. */
    version: z.string(),
    migrated: z.boolean(),
    /** One question and its answer. */
    roundTripMs: z.number(),
    /** How far this replica's clock is ahead of the database's. */
    clockSkewMs: z.int(),
  }),
  upstreams: z.array(upstreamStatusSchema),
  replicas: z.array(replicaStatusSchema),
  jobs: z.array(jobStatusSchema),
});
export type Status = z.infer<typeof statusSchema>;

export const breakerParamsSchema = z.strictObject({
  host: z.string().min(1).max(300).meta({ description: "The host of an upstream" }),
});
