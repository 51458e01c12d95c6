/**
 * Values as PostgreSQL reads them in text form. The bulk statements send one array for each column: the text of the
 * statement then does not depend on the number of rows, so it is prepared once.
 */

/** PostgreSQL manual, "Arrays", array input: each element quoted, `"` and `\` escaped. */
export function arrayText(values: readonly (string | null)[]): string {
  const elements = values.map((value) =>
    value === null ? "NULL" : `"${value.replace(/["\\]/g, "\\$&")}"`,
  );
  return `{${elements.join(",")}}`;
}

/** An element of a bytea array. */
export function byteaText(value: Uint8Array): string {
  return `\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("hex")}`;
}

/** PostgreSQL text holds no U+0000; a policy's name may. The result document keeps what was said. */
export function plainText(value: string): string {
  return value.replaceAll("\0", "\uFFFD");
}

const FIRST_MS = Date.parse("1000-01-01T00:00:00.000Z");
const LAST_MS = Date.parse("9999-12-31T23:59:59.999Z");

/** Moments outside the years 1000 to 9999 become the nearest inside; the result document keeps what was said. */
export function momentText(value: Date): string {
  return new Date(Math.min(Math.max(value.getTime(), FIRST_MS), LAST_MS)).toISOString();
}
