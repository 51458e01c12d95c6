/** Digests that begin with some digits: `low <= digest`, and `digest < high` unless every digit is an f. */
export interface DigestRange {
  readonly low: Uint8Array;
  readonly high: Uint8Array | null;
}

const PREFIX = /^(?:sha256:)?([0-9a-f]{4,128})$/i;

/** Null when the text is no beginning of a digest: at least four hex digits, `sha256:` allowed before them. */
export function digestRange(text: string): DigestRange | null {
  const digits = PREFIX.exec(text.trim())?.[1]?.toLowerCase();
  if (digits === undefined) return null;
  // bytea compares byte by byte, a shorter value first, so an odd last digit is a range of half-bytes.
  const low = Buffer.from(digits.length % 2 === 0 ? digits : `${digits}0`, "hex");
  const last = Buffer.from(digits.length % 2 === 0 ? digits : `${digits}f`, "hex");
  const high = successor(last);
  return { low, high };
}

/** The least value above everything that begins with `bytes`; null when there is none. */
function successor(bytes: Uint8Array): Uint8Array | null {
  for (let end = bytes.length; end > 0; end -= 1) {
    const byte = bytes[end - 1] ?? 0xff;
    if (byte !== 0xff) return Uint8Array.of(...bytes.subarray(0, end - 1), byte + 1);
  }
  return null;
}
