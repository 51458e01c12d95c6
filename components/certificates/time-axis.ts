/** A span of time in milliseconds since 1970. */
export interface TimeSpan {
  readonly start: number;
  readonly end: number;
}

/** Where a bar stands, in per cent of the axis; `cutStart` and `cutEnd` say that it goes on outside. */
export interface BarGeometry {
  readonly left: number;
  readonly width: number;
  readonly cutStart: boolean;
  readonly cutEnd: boolean;
}

export interface Tick {
  readonly at: number;
  readonly position: number;
  readonly label: string;
}

const day = 86_400_000;

/** Span of everything, with a margin of one twentieth at both ends. */
export function fullSpan(items: readonly TimeSpan[], moments: readonly number[]): TimeSpan {
  const start = Math.min(...items.map((item) => item.start), ...moments);
  const end = Math.max(...items.map((item) => item.end), ...moments);
  const margin = Math.max((end - start) / 20, day);
  return { start: start - margin, end: end + margin };
}

/**
 * The span that is worth a look first: roots live for decades and collateral for a month, so on the full span the
 * bars that decide are hair-thin. This one frames the items that live for less than four months, or two years.
 */
export function focusSpan(items: readonly TimeSpan[], judgedAt: number): TimeSpan {
  const short = [120, 2 * 365]
    .map((days) => items.filter((item) => item.end - item.start < days * day))
    .find((candidates) => candidates.length > 0);
  if (short === undefined) return fullSpan(items, [judgedAt]);
  const span = fullSpan(short, [judgedAt]);
  const margin = (span.end - span.start) / 8;
  return { start: span.start - margin, end: span.end + margin };
}

/** Position of a moment in per cent; null when it is not on the axis. */
export function positionOf(at: number, axis: TimeSpan): number | null {
  if (at < axis.start || at > axis.end) return null;
  return ((at - axis.start) / (axis.end - axis.start)) * 100;
}

/** Null when the whole bar lies outside the axis. */
export function barOf(item: TimeSpan, axis: TimeSpan): BarGeometry | null {
  const start = Math.max(item.start, axis.start);
  const end = Math.min(item.end, axis.end);
  if (end < axis.start || start > axis.end || end < start) return null;
  const scale = 100 / (axis.end - axis.start);
  return {
    left: (start - axis.start) * scale,
    width: Math.max((end - start) * scale, 0.4),
    cutStart: item.start < axis.start,
    cutEnd: item.end > axis.end,
  };
}

export type ItemState = "valid" | "not-yet" | "expired";

/** Both ends belong to the validity, as RFC 5280 section 4.1.2.5 has it. */
export function stateAt(item: TimeSpan, at: number): ItemState {
  if (at < item.start) return "not-yet";
  return at > item.end ? "expired" : "valid";
}

/** The span in which everything is valid at once; null when there is none. */
export function commonSpan(items: readonly TimeSpan[]): TimeSpan | null {
  if (items.length === 0) return null;
  const start = Math.max(...items.map((item) => item.start));
  const end = Math.min(...items.map((item) => item.end));
  return start <= end ? { start, end } : null;
}

/** Between three and eight round moments in UTC: days, months or years. */
export function ticksOf(axis: TimeSpan): readonly Tick[] {
  const days = (axis.end - axis.start) / day;
  const moments =
    days > 900 ? years(axis, days) : days > 75 ? months(axis, days) : dates(axis, days);
  return moments.map(({ at, label }) => ({
    at,
    label,
    position: ((at - axis.start) / (axis.end - axis.start)) * 100,
  }));
}

function years(axis: TimeSpan, days: number) {
  const step = [1, 2, 5, 10, 20].find((size) => days / 365 / size <= 8) ?? 50;
  const first = Math.ceil((new Date(axis.start).getUTCFullYear() + 1) / step) * step;
  return within(axis, (index) => {
    const year = first + index * step;
    return { at: Date.UTC(year, 0, 1), label: String(year) };
  });
}

function months(axis: TimeSpan, days: number) {
  const step = [1, 2, 3, 6].find((size) => days / 30 / size <= 8) ?? 12;
  const begin = new Date(axis.start);
  const first = Math.ceil((begin.getUTCFullYear() * 12 + begin.getUTCMonth() + 1) / step) * step;
  return within(axis, (index) => {
    const month = first + index * step;
    const at = Date.UTC(Math.floor(month / 12), month % 12, 1);
    return { at, label: new Date(at).toISOString().slice(0, 7) };
  });
}

function dates(axis: TimeSpan, days: number) {
  const step = [1, 2, 7, 14].find((size) => days / size <= 8) ?? 28;
  const first = Math.ceil(axis.start / day) * day;
  return within(axis, (index) => {
    const at = first + index * step * day;
    return { at, label: new Date(at).toISOString().slice(5, 10) };
  });
}

function within(axis: TimeSpan, tick: (index: number) => { at: number; label: string }) {
  const ticks: { at: number; label: string }[] = [];
  for (let index = 0; ticks.length < 12; index += 1) {
    const next = tick(index);
    if (next.at > axis.end) break;
    ticks.push(next);
  }
  return ticks;
}
