import type { z } from "zod";
import { reasonCodeEntry, type ReasonCode } from "@/lib/rats/reason-codes";
import type { Failure } from "@/lib/rats/result";
import type { Problem } from "./problem";

/** A place in a request that its schema refuses. `pointer` is a JSON pointer (RFC 6901); empty: the whole document. */
export interface SchemaError {
  readonly pointer: string;
  readonly message: string;
}

/** A refused document: what `Result` says, and each place. */
export type ParseResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure; readonly errors: readonly SchemaError[] };

/** Largest number of places that one answer lists; a hostile document can have thousands. */
const MAX_ERRORS = 50;

/** Parses with a schema. The failure is `REQUEST_INVALID` with a pointer for each place. */
export function parseRequest<T>(schema: z.ZodType<T>, value: unknown): ParseResult<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const errors = parsed.error.issues.flatMap((issue) => schemaErrors(issue, value));
  const first = errors[0];
  const detail =
    first === undefined
      ? "The document does not fit its schema."
      : `${first.pointer === "" ? "The document" : first.pointer}: ${first.message}`;
  return {
    ok: false,
    failure: { code: "REQUEST_INVALID", detail },
    errors: errors.slice(0, MAX_ERRORS),
  };
}

/**
 * RFC 9457 problem details of a failure. `type` ends in the code; the status is the one that the table of reason codes
 * names, 422 for a code that has none.
 */
export function problemOf(
  failure: Failure,
  { instance, errors }: { instance: string; errors?: readonly SchemaError[] },
): Problem {
  const entry = reasonCodeEntry(failure.code);
  const places = errors ?? placesOf(failure);
  return {
    type: `urn:attestry:problem:${failure.code}`,
    title: entry.message,
    status: entry.httpStatus ?? 422,
    detail: failure.detail,
    instance,
    code: failure.code,
    ...(failure.retryAfterSeconds === undefined
      ? {}
      : { retryAfterSeconds: failure.retryAfterSeconds }),
    ...(places.length === 0 ? {} : { errors: [...places] }),
  };
}

/** The core names a member of the request in the same way where it has no schema for it. */
function placesOf({ at, detail }: Failure): readonly SchemaError[] {
  return at?.startsWith("/") === true ? [{ pointer: at, message: detail }] : [];
}

/** The problem of a refused document or result, with the places that its schema named. */
export function refusedProblem(
  refused: { readonly failure: Failure; readonly errors?: readonly SchemaError[] },
  instance: string,
): Problem {
  const { failure, errors = [] } = refused;
  return problemOf(failure, errors.length > 0 ? { instance, errors } : { instance });
}

/** Statuses that problems of these codes carry, for the API description. */
export function problemStatus(code: ReasonCode): number {
  return reasonCodeEntry(code).httpStatus ?? 422;
}

type Issue = z.core.$ZodIssue;

function schemaErrors(
  issue: Issue,
  value: unknown,
  base: readonly PropertyKey[] = [],
): SchemaError[] {
  const path = [...base, ...issue.path];
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      pointer: jsonPointer([...path, key]),
      message: "this member is not known here",
    }));
  }
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    return closestBranch(issue.errors).flatMap((inner) => schemaErrors(inner, value, path));
  }
  return [{ pointer: jsonPointer(path), message: issue.message }];
}

/** The alternative that was meant: one that the value does not already miss by its kind, with the fewest complaints. */
function closestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  const weight = (issues: readonly Issue[]) =>
    issues.length +
    (issues.some((issue) => issue.code === "invalid_type" && issue.path.length === 0) ? 1000 : 0);
  return branches.reduce((best, next) => (weight(next) < weight(best) ? next : best));
}

/** RFC 6901, section 3: `~` and `/` are escaped. */
function jsonPointer(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
