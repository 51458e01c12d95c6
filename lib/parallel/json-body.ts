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
  for (let index = start; index < bytes.length; index += 1) {
    const byte = bytes[index];
    if (byte === QUOTE) return index;
    if (byte === BACKSLASH) index += 1;
  }
  return bytes.length;
}
