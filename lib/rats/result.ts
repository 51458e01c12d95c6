import type { ReasonCode } from "./reason-codes";

/** Why something could not be done. `at` names the field or item, for example `quote.header`. */
export interface Failure {
  readonly code: ReasonCode;
  readonly detail: string;
  readonly at?: string;
  /** When asking again can help, for failures that pass by themselves. */
  readonly retryAfterSeconds?: number;
}

/** Hostile input never throws: whatever reads it answers with one of these. */
export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function fail(
  code: ReasonCode,
  detail: string,
  at?: string,
): { readonly ok: false; readonly failure: Failure } {
  return { ok: false, failure: at === undefined ? { code, detail } : { code, detail, at } };
}
