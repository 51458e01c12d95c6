import { DrizzleQueryError } from "drizzle-orm/errors";

/** What the log keeps of an error: where it happened and what kind it is. */
export interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly stack?: string | undefined;
  /** SQLSTATE, or the code of a system call. */
  readonly code?: string | undefined;
  /** The statement that failed, with `$1` for its values. */
  readonly query?: string;
  readonly cause?: LoggedError;
}

/**
 * Members that are not named here stay out: PostgreSQL tells in `detail` of a whole row that it refuses, and drizzle writes
 * the values of a failed statement into its message. Sessions, addresses and evidence are among those.
 */
export function loggedError(error: unknown): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: "not an error" };
  if (error instanceof DrizzleQueryError) {
    const { query, cause } = error;
    return { ...loggedError(cause ?? new Error("a query failed")), query };
  }
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  return {
    type: error.constructor.name,
    message: error.message,
    stack: error.stack,
    code,
    ...(error.cause === undefined ? {} : { cause: loggedError(error.cause) }),
  };
}
