const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const asciiDecoder = new TextDecoder();
const letters = new TextEncoder().encode(alphabet);
const pad = 0x3d;
const valueOf = new Uint8Array(256).fill(255);
for (let value = 0; value < 64; value++) valueOf[alphabet.charCodeAt(value)] = value;

/**
 * RFC 4648 section 4, strictly: its alphabet, the padding, zero pad bits (section 3.5), no white space.
 * Own decoder because `atob` and `Buffer` forgive all of these.
 */
export function fromBase64(text: string): Uint8Array | null {
  if (text.length % 4 !== 0) return null;
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  const end = text.length - padding;
  let at = 0;
  let bits = 0;
  let bitCount = 0;
  for (let index = 0; index < end; index++) {
    const value = valueOf[text.charCodeAt(index)] ?? 255;
    if (value === 255) return null;
    bits = ((bits << 6) | value) & 0x3fff; // at most 6 bits left over and 8 more
    bitCount += 6;
    if (bitCount >= 8) {
      bitCount -= 8;
      bytes[at++] = (bits >> bitCount) & 255;
    }
  }
  const padBits = bits & ((1 << bitCount) - 1);
  return padBits === 0 ? bytes : null;
}

/** RFC 4648 section 4 with padding, on one line. */
export function toBase64(bytes: Uint8Array): string {
  const codes = new Uint8Array(Math.ceil(bytes.length / 3) * 4).fill(pad);
  let at = 0;
  for (let index = 0; index < bytes.length; index += 3) {
    const a = bytes[index] ?? 0;
    const b = bytes[index + 1] ?? 0;
    const c = bytes[index + 2] ?? 0;
    codes[at++] = letters[a >> 2] ?? 0;
    codes[at++] = letters[((a & 3) << 4) | (b >> 4)] ?? 0;
    if (index + 1 < bytes.length) codes[at++] = letters[((b & 15) << 2) | (c >> 6)] ?? 0;
    if (index + 2 < bytes.length) codes[at++] = letters[c & 63] ?? 0;
  }
  return asciiDecoder.decode(codes);
}
