import type { JsonValue } from "@/lib/bytes/strict-json";

/** Formats that are checked (JSON Schema 2020-12 Validation section 7.3). Texts over 2,048 characters have none. */
export const FORMATS = {
  date: isDate,
  "date-time": (text: string) => {
    const [, day = "", time = ""] = /^(\d{4}-\d{2}-\d{2})[Tt](.{1,40})$/.exec(text) ?? [];
    return isDate(day) && isTime(time);
  },
  uuid: (text: string) =>
    /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text),
  uri: (text: string) =>
    text.length <= 2048 &&
    /^[A-Za-z][A-Za-z0-9+.-]*:[\x21-\x7e]+$/.test(text) &&
    URL.canParse(text),
} as const satisfies Record<string, (text: string) => boolean>;

export type FormatName = keyof typeof FORMATS;

export function isFormat(name: JsonValue): name is FormatName {
  return typeof name === "string" && Object.hasOwn(FORMATS, name);
}

function isDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return false;
  const time = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** RFC 3339 partial-time with an offset; leap seconds are not known. */
function isTime(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/.test(
    text,
  );
}
