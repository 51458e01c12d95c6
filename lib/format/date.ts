const pad = (value: number): string => String(value).padStart(2, "0");

/** `2025-08-13 10:04:05 UTC`; text that is no date stays as it is. */
export function formatUtc(timestamp: string): string {
  const date = new Date(timestamp);
  if (Number.isNaN(date.getTime())) return timestamp;
  return `${formatUtcDate(timestamp)} ${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())}:${pad(date.getUTCSeconds())} UTC`;
}

/** `2025-08-13` */
export function formatUtcDate(timestamp: string): string {
  const date = new Date(timestamp);
  if (Number.isNaN(date.getTime())) return timestamp;
  return `${date.getUTCFullYear()}-${pad(date.getUTCMonth() + 1)}-${pad(date.getUTCDate())}`;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const steps = [
  { from: 365 * DAY, unit: 365 * DAY, name: "y" },
  { from: 60 * DAY, unit: 30 * DAY, name: "mo" },
  { from: DAY, unit: DAY, name: "d" },
  { from: HOUR, unit: HOUR, name: "h" },
  { from: MINUTE, unit: MINUTE, name: "min" },
  { from: 0, unit: 1, name: "s" },
] as const;

/** `4 s ago`, `in 6 d`, `just now`. */
export function formatRelative(timestamp: string, nowMs: number): string {
  const seconds = (new Date(timestamp).getTime() - nowMs) / 1000;
  if (Number.isNaN(seconds)) return timestamp;
  const size = Math.abs(seconds);
  // A server's clock may run a little ahead of the browser's: the near future of something that happened is now.
  if (size < 2 || (seconds > 0 && size < 10)) return "just now";
  const step = steps.find(({ from }) => size >= from) ?? steps[5];
  const amount = `${Math.floor(size / step.unit)} ${step.name}`;
  return seconds < 0 ? `${amount} ago` : `in ${amount}`;
}
