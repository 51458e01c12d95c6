/** How long a question that every request asks may take before the database counts as gone. */
const PATIENCE_MS = 10_000;

/** The driver's own words for a connection that was lost or never came about. */
const DRIVER_CODES = new Set([
  "CONNECTION_CLOSED",
  "CONNECTION_DESTROYED",
  "CONNECTION_ENDED",
  "CONNECT_TIMEOUT",
]);
/** Of the system, while a connection is made or used. */
const SYSTEM_CODES = new Set([
  "EAI_AGAIN",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTDOWN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOENT",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
]);
/**
 * PostgreSQL, appendix "Error Codes": class 08 is about connections, 57P01 to 57P03 and 57P05 end or refuse one, 53300 says
 * that there are too many, and 25006 that nothing can be changed: no transaction of ours is read-only by itself.
 */
const SQLSTATES = /^(?:08[0-9A-Z]{3}|25006|57P0[1235]|53300)$/;
/**
 * A standby refuses the unlogged table of token buckets while it plans, before it comes to 25006, with the code of every
 * feature that is not there.
 */
const STANDBY_REFUSAL = { code: "0A000", routine: "get_relation_info" };

/** The database does not answer, or answers and takes no changes. */
export class DatabaseLost extends Error {
  override readonly name = "DatabaseLost";
}

/**
 * Whether an error says that the database can't be reached or takes no changes, and nothing about what it was asked: a
 * primary that was demoted or made read-only is as lost to every request as one that is gone.
 */
export function isDatabaseLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof DatabaseLost) return true;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (DRIVER_CODES.has(code)) return true;
  // The driver notes the query that failed; without one the connection was somebody else's.
  if ("query" in error) {
    if (SYSTEM_CODES.has(code) || SQLSTATES.test(code)) return true;
    const isRoutine = "routine" in error && error.routine === STANDBY_REFUSAL.routine;
    if (isRoutine && code === STANDBY_REFUSAL.code) return true;
  }
  return isDatabaseLost(error.cause);
}

/**
 * Waits for an answer of the database, but not for ever: a connection whose other end has gone without a word stays open
 * for minutes. The error is one of `isDatabaseLost`.
 */
export async function withinPatience<T>(answer: Promise<T>, ms = PATIENCE_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_resolve, reject) => {
    // Made when it is needed: an error notes its stack, which costs more than everything else here, at every request.
    timer = setTimeout(() => reject(new DatabaseLost(`no answer within ${ms / 1000} seconds`)), ms);
  });
  try {
    return await Promise.race([answer, silence]);
  } finally {
    clearTimeout(timer);
  }
}
