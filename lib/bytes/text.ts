const chunkSize = 8192; // arguments of one call; engines allow some ten thousand
const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const utf8Encoder = new TextEncoder();

/** One character per byte, U+0000 to U+00FF. (`TextDecoder("latin1")` is windows-1252, which is not the same.) */
export function latin1(bytes: Uint8Array): string {
  if (bytes.length <= chunkSize) return String.fromCharCode(...bytes);
  let text = "";
  for (let at = 0; at < bytes.length; at += chunkSize) {
    text += String.fromCharCode(...bytes.subarray(at, at + chunkSize));
  }
  return text;
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
