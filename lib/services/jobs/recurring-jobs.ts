import type { Runtime } from "@/lib/runtime";
import {
  foldCounters,
  removeEndedChallenges,
  removeEndedSessions,
  removeFullBuckets,
  removeGoneReplicas,
  removeOldFailures,
  removeOldIdempotencyKeys,
} from "@/lib/store/housekeeping";
import { sealAuditTrails } from "../audit/seal-trail";
import type { Job } from "./job";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Every job of a server. */
export const RECURRING_JOBS: readonly Job[] = [
  {
    name: "audit-seals",
    words: "Seals what has been added to audit trails",
    everyMs: MINUTE_MS,
    run: ({ runtime, signal }) => sealAuditTrails(runtime, signal),
  },
  tidying("sessions", {
    words: "Removes sessions that have ended",
    everyMs: HOUR_MS,
    remove: ({ database }) => removeEndedSessions(database.db),
  }),
  tidying("sign-in-challenges", {
    words: "Removes the state of sign-ins that were not finished",
    everyMs: HOUR_MS,
    remove: ({ database }) => removeEndedChallenges(database.db),
  }),
  tidying("sign-in-failures", {
    words: "Forgets failed sign-ins of more than a day ago",
    everyMs: HOUR_MS,
    remove: ({ database }) => removeOldFailures(database.db),
  }),
  tidying("idempotency-keys", {
    words: "Removes idempotency keys that are older than a day",
    everyMs: 10 * MINUTE_MS,
    remove: ({ database }) => removeOldIdempotencyKeys(database),
  }),
  tidying("counters", {
    words: "Makes one row of the counts of each hour that is over",
    everyMs: 10 * MINUTE_MS,
    remove: ({ database }) => foldCounters(database),
  }),
  tidying("limit-buckets", {
    words: "Removes buckets of limits that are full again",
    everyMs: 10 * MINUTE_MS,
    remove: ({ database }) => removeFullBuckets(database.db),
  }),
  tidying("replicas", {
    words: "Removes replicas that ended without a word",
    everyMs: MINUTE_MS,
    remove: ({ database }) => removeGoneReplicas(database.db),
  }),
];

function tidying(
  name: string,
  {
    remove,
    ...job
  }: Pick<Job, "words" | "everyMs"> & { readonly remove: (runtime: Runtime) => Promise<number> },
): Job {
  return {
    name,
    ...job,
    async run({ runtime }) {
      const removed = await remove(runtime);
      runtime.log.debug({ job: name, removed }, "tidied up");
    },
  };
}
