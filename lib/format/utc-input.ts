/** The value of a `datetime-local` input, read as UTC; nothing for an empty one. */
export function fromUtcInput(value: string): string | undefined {
  if (value === "") return undefined;
  return value.length === 16 ? `${value}:00Z` : `${value}Z`;
}

/** A moment as the value of a `datetime-local` input, in UTC and to the minute. */
export function toUtcInput(timestamp: string): string {
  return new Date(timestamp).toISOString().slice(0, 16);
}
