/** Bytes on one line of the grid. */
export const BYTES_PER_ROW = 16;

/** Half-open: `end` is the first byte after the range. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export function rangeOf(part: { readonly offset: number; readonly length: number }): ByteRange {
  return { start: part.offset, end: part.offset + part.length };
}

/**
 * Which of the 16 bytes of a line lie in any of the ranges, lowest bit first. A number, so that a line whose mask did
 * not change is not drawn again.
 */
export function rowMask(ranges: readonly (ByteRange | null)[], row: number): number {
  const first = row * BYTES_PER_ROW;
  let mask = 0;
  for (const range of ranges) {
    if (range === null) continue;
    const from = Math.max(range.start - first, 0);
    const to = Math.min(range.end - first, BYTES_PER_ROW);
    for (let column = from; column < to; column += 1) mask |= 1 << column;
  }
  return mask;
}

export function hexByte(value: number): string {
  return value.toString(16).padStart(2, "0");
}

export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, hexByte).join("");
}

/** `0178` style: at least four digits, without a prefix, as the ruler shows it. */
export function hexOffset(offset: number): string {
  return offset.toString(16).padStart(4, "0");
}

/** Printable ASCII, everything else a middle dot. */
export function asciiOf(value: number): string {
  return value >= 0x20 && value < 0x7f ? String.fromCharCode(value) : "·";
}

/** Reads `376` or `0x178`; null when it is no offset inside the evidence. */
export function parseOffset(text: string, size: number): number | null {
  const trimmed = text.trim();
  if (!/^(?:0x[0-9a-f]{1,8}|[0-9]{1,9})$/i.test(trimmed)) return null;
  const offset = Number(trimmed);
  return offset < size ? offset : null;
}

/** Reads digits with blanks, colons and `0x` between them; null unless they make whole bytes. */
export function parseHexPattern(text: string): Uint8Array | null {
  const digits = text.replaceAll(/0x|[\s:,]/gi, "");
  if (digits === "" || digits.length % 2 !== 0 || !/^[0-9a-f]+$/i.test(digits)) return null;
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** Offsets at which the pattern begins, in order, at most `limit` of them. */
export function findBytes(bytes: Uint8Array, pattern: Uint8Array, limit: number): number[] {
  const found: number[] = [];
  if (pattern.length === 0) return found;
  const last = bytes.length - pattern.length;
  for (let at = 0; at <= last && found.length < limit; at += 1) {
    let matched = 0;
    while (matched < pattern.length && bytes[at + matched] === pattern[matched]) matched += 1;
    if (matched === pattern.length) found.push(at);
  }
  return found;
}

export const SLICE_FORMATS = ["hex", "base64", "c", "python"] as const;
export type SliceFormat = (typeof SLICE_FORMATS)[number];

/** A slice as text to paste into a terminal or a test. */
export function formatSlice(bytes: Uint8Array, format: SliceFormat): string {
  switch (format) {
    case "hex":
      return hexOf(bytes);
    case "base64":
      return btoa(Array.from(bytes, (value) => String.fromCharCode(value)).join(""));
    case "c": {
      const values = Array.from(bytes, (value) => `0x${hexByte(value)}`);
      const lines: string[] = [];
      for (let at = 0; at < values.length; at += 12) {
        lines.push(`  ${values.slice(at, at + 12).join(", ")},`);
      }
      return `const uint8_t slice[${bytes.length}] = {\n${lines.join("\n")}\n};`;
    }
    case "python":
      return `bytes.fromhex("${hexOf(bytes)}")`;
  }
}
