import { toUtcTimestamp } from "@/lib/x509/utc-timestamp";

export { toUtcTimestamp };

/** No year below 100, which `Date` itself reads in two ways. */
const FORM = /^(?!00)\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;

/**
 * Milliseconds since the epoch of `YYYY-MM-DDThh:mm:ssZ`, the only form that Intel's PCS uses. Null for anything else,
 * also for days that do not exist: an invalid date must never reach a comparison, where NaN would pass.
 */
export function parseUtcTimestamp(text: string): number | null {
  if (!FORM.test(text)) return null;
  const time = Date.parse(text);
  // A day that its month does not have becomes one of the next month; a month that does not exist is no date.
  return new Date(time).getUTCDate() === Number(text.slice(8, 10)) ? time : null;
}

/** A validity: both ends, and its text, which is written once because it is shown at every judgement. */
export interface TimeWindow {
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly text: string;
}

export function timeWindow(notBefore: number, notAfter: number): TimeWindow {
  const text = `${toUtcTimestamp(notBefore)} to ${toUtcTimestamp(notAfter)}`;
  return { notBefore, notAfter, text };
}
