const twoDigits = Array.from({ length: 60 }, (_, number) => `${number}`.padStart(2, "0"));

/** `YYYY-MM-DDThh:mm:ssZ` of milliseconds since the epoch; for a time that is no date, the text "invalid". */
export function toUtcTimestamp(time: number): string {
  const date = new Date(time);
  const year = date.getUTCFullYear();
  if (Number.isNaN(year)) return "invalid";
  // Written out because `toISOString` prints like C does, five times slower; it knows best how other years are written.
  if (year < 1000 || year > 9999) return `${date.toISOString().split(".")[0] ?? ""}Z`;
  const day = `${year}-${twoDigits[date.getUTCMonth() + 1]}-${twoDigits[date.getUTCDate()]}`;
  return `${day}T${twoDigits[date.getUTCHours()]}:${twoDigits[date.getUTCMinutes()]}:${twoDigits[date.getUTCSeconds()]}Z`;
}
