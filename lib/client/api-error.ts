import type { Problem } from "@/lib/contract/problem";

/** What the API answered instead of the thing asked for, or that it did not answer at all. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  /** A reason code; `SERVER_UNREACHABLE` and `ANSWER_UNREADABLE` are the browser's own. */
  readonly code: string;
  readonly detail: string;
  readonly requestId: string | null;
  /** For a request that does not fit its schema: where, as JSON pointers. */
  readonly places: readonly { readonly pointer: string; readonly message: string }[];
  /** Seconds after which asking again makes sense, where the server says so. */
  readonly retryAfterSeconds: number | null;

  constructor(
    problem: Omit<Problem, "type" | "instance"> & { readonly instance: string | null },
    { retryAfterSeconds = null }: { readonly retryAfterSeconds?: number | null } = {},
  ) {
    super(`${problem.title} (${problem.code})`);
    this.status = problem.status;
    this.code = problem.code;
    this.detail = problem.detail;
    this.requestId = problem.instance;
    this.places = problem.errors ?? [];
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Whether this is the API's answer with that code. */
export function hasCode(error: unknown, code: string): error is ApiError {
  return error instanceof ApiError && error.code === code;
}

/** What the API says is wrong with one member of the request's body; null for nothing. */
export function errorAt(error: unknown, name: string): string | null {
  if (!(error instanceof ApiError)) return null;
  const pointer = `/${name}`;
  const place = error.places.find(
    (one) => one.pointer === pointer || one.pointer.startsWith(`${pointer}/`),
  );
  return place?.message ?? null;
}

/** What a screen shows of anything that was thrown. */
export function describeError(error: unknown): {
  readonly code: string | null;
  readonly detail: string;
  readonly requestId: string | null;
} {
  if (error instanceof ApiError) {
    return { code: error.code, detail: error.detail, requestId: error.requestId };
  }
  return {
    code: null,
    detail: error instanceof Error ? error.message : "The page could not be drawn.",
    requestId: null,
  };
}
