import { isUtf8 } from "node:buffer";
import { fail, ok, type Result } from "@/lib/rats/result";

/** Deepest nesting of arrays and objects that a request may have; ours need eight. */
export const MAX_JSON_DEPTH = 64;

/**
 * Reads one JSON document (RFC 8259) from UTF-8. The depth is counted over the bytes before the parser runs, so that a
 * hostile nest costs neither memory nor stack. Failure: `REQUEST_INVALID`.
 */
export function parseJsonBody(bytes: Uint8Array): Result<unknown> {
  if (bytes.length === 0) {
    return fail("REQUEST_INVALID", "The body is empty; send one JSON document.");
  }
  if (!isUtf8(bytes)) return fail("REQUEST_INVALID", "The body is not UTF-8.");
  if (isDeeperThan(bytes, MAX_JSON_DEPTH)) {
    return fail("REQUEST_INVALID", `The document nests deeper than ${MAX_JSON_DEPTH} levels.`);
  }
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  try {
    const value: unknown = JSON.parse(text);
    return ok(value);
  } catch {
    // The parser's own sentence quotes the body, which may hold what must not travel further.
    return fail("REQUEST_INVALID", "The body is not one JSON document.");
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Strings up to this long are walked; further on, looking for the next quote is many times faster. */
const SHORT_STRING = 32;

function isDeeperThan(bytes: Uint8Array, limit: number): boolean {
  let depth = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index];
    if (byte === QUOTE) {
      index = endOfString(bytes, index + 1);
    } else if (byte === 0x7b || byte === 0x5b) {
      depth += 1;
      if (depth > limit) return true;
    } else if (byte === 0x7d || byte === 0x5d) {
      depth -= 1;
    }
  }
  return false;
}

/** Index of the closing quote, or the length when there is none. */
function endOfString(bytes: Uint8Array, start: number): number {
  const near = Math.min(start + SHORT_STRING, bytes.length);
  let index = start;
  for (; index < near; index += 1) {
    const byte = bytes[index];
    if (byte === QUOTE) return index;
    if (byte === BACKSLASH) index += 1;
  }
  // `index` is never in the middle of an escape here.
  let quote = bytes.indexOf(QUOTE, index);
  while (quote !== -1 && isEscaped(bytes, { at: quote, start: index })) {
    quote = bytes.indexOf(QUOTE, quote + 1);
  }
  return quote === -1 ? bytes.length : quote;
}

/** Whether an odd number of backslashes stands before a byte; those before `start` belong to nothing behind it. */
function isEscaped(
  bytes: Uint8Array,
  { at, start }: { readonly at: number; readonly start: number },
): boolean {
  let first = at;
  while (first > start && bytes[first - 1] === BACKSLASH) first -= 1;
  return (at - first) % 2 === 1;
}
