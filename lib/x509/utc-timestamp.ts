/** `YYYY-MM-DDThh:mm:ssZ` of milliseconds since the epoch; for a time that is no date, the text "invalid". */
export function toUtcTimestamp(time: number): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return "invalid";
  return `${date.toISOString().slice(0, 19)}Z`;
}
