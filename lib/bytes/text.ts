const chunkSize = 8192; // arguments of one call; engines allow some ten thousand
const lenientUtf8 = new TextDecoder("utf-8", { ignoreBOM: true });
const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const utf8Encoder = new TextEncoder();

/** One character per byte, U+0000 to U+00FF. (`TextDecoder("latin1")` is windows-1252, which is not the same.) */
export function latin1(bytes: Uint8Array): string {
  if (bytes.subarray(0, 64).every((byte) => byte < 0x80)) {
    // For ASCII, UTF-8 is the same and ten times faster; any other byte shortens the text or is replaced.
    const text = lenientUtf8.decode(bytes);
    if (text.length === bytes.length && !text.includes("\ufffd")) return text;
  }
  if (bytes.length <= chunkSize) return fromCodes(bytes);
  let text = "";
  for (let at = 0; at < bytes.length; at += chunkSize) {
    text += fromCodes(bytes.subarray(at, at + chunkSize));
  }
  return text;
}

/** `String.fromCharCode(...codes)` walks an iterator instead: thirty times slower. */
function fromCodes(codes: Uint8Array): string {
  return Reflect.apply(String.fromCharCode, null, codes);
}

/** Null when a byte is no ASCII character. */
export function ascii(bytes: Uint8Array): string | null {
  for (const byte of bytes) if (byte > 0x7f) return null;
  return lenientUtf8.decode(bytes);
}

/** The text of well-formed UTF-8, a byte order mark included; null for anything else. */
export function utf8(bytes: Uint8Array): string | null {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return null;
  }
}

export function utf8Bytes(text: string): Uint8Array {
  return utf8Encoder.encode(text);
}
