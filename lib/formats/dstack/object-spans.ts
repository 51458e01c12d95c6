const [quote, backslash, open, close] = [0x22, 0x5c, 0x7b, 0x7d] as const;

/**
 * Where each object of a JSON array of objects stands, in bytes. The text must have been parsed: this only counts
 * braces, outside strings.
 */
export function objectSpans(
  bytes: Uint8Array,
): readonly { readonly offset: number; readonly length: number }[] {
  const spans: { offset: number; length: number }[] = [];
  let depth = 0;
  let start = 0;
  let isInString = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (isInString) {
      if (byte === backslash) at++;
      else if (byte === quote) isInString = false;
    } else if (byte === quote) {
      isInString = true;
    } else if (byte === open) {
      if (depth++ === 0) start = at;
    } else if (byte === close && --depth === 0) {
      spans.push({ offset: start, length: at + 1 - start });
    }
  }
  return spans;
}
