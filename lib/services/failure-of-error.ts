import type { Failure } from "@/lib/rats/result";
import { isDatabaseLost } from "@/lib/store/lost-database";

/** A failover takes longer, an administrator's restart is often over by then. */
const RETRY_AFTER_SECONDS = 5;

const databaseUnavailable: Failure = {
  code: "DATABASE_UNAVAILABLE",
  detail: "The database can't be reached just now, or takes no changes.",
  retryAfterSeconds: RETRY_AFTER_SECONDS,
};

const internalError: Failure = {
  code: "INTERNAL_ERROR",
  detail: "Something broke inside the server.",
};

/** All that a caller hears of an error that no use case expected; the log has the rest. */
export function failureOfError(error: unknown): Failure {
  return isDatabaseLost(error) ? databaseUnavailable : internalError;
}
