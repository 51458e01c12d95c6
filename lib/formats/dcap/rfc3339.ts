import { toUtcTimestamp } from "@/lib/x509/utc-timestamp";

export { toUtcTimestamp };

const FORM = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})Z$/;

/**
 * Milliseconds since the epoch of `YYYY-MM-DDThh:mm:ssZ`, the only form that Intel's PCS uses. Null for anything else,
 * also for days that do not exist: an invalid date must never reach a comparison, where NaN would pass.
 */
export function parseUtcTimestamp(text: string): number | null {
  const match = FORM.exec(text);
  if (!match) return null;
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number);
  if (year === undefined || month === undefined || day === undefined) return null;
  if (hour === undefined || minute === undefined || second === undefined) return null;
  const time = Date.UTC(year, month - 1, day, hour, minute, second);
  return toUtcTimestamp(time) === text ? time : null;
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
