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
  const whole = padding === 0 ? text.length : text.length - 4;
  let at = 0;
  let seen = 0; // values of all letters, or-ed: above 63 when one is not in the alphabet
  for (let index = 0; index < whole; index += 4) {
    const a = valueOf[text.charCodeAt(index)] ?? 255;
    const b = valueOf[text.charCodeAt(index + 1)] ?? 255;
    const c = valueOf[text.charCodeAt(index + 2)] ?? 255;
    const d = valueOf[text.charCodeAt(index + 3)] ?? 255;
    seen |= a | b | c | d;
    bytes[at] = (a << 2) | (b >> 4);
    bytes[at + 1] = (b << 4) | (c >> 2);
    bytes[at + 2] = (c << 6) | d;
    at += 3;
  }
  if (seen > 63) return null;
  return padding === 0 || readTail({ text, at: whole, padding, bytes }) ? bytes : null;
}

/** The last four characters when some are padding; the bits that no byte takes must be zero (section 3.5). */
function readTail(given: { text: string; at: number; padding: 1 | 2; bytes: Uint8Array }): boolean {
  const { text, at, padding, bytes } = given;
  const a = valueOf[text.charCodeAt(at)] ?? 255;
  const b = valueOf[text.charCodeAt(at + 1)] ?? 255;
  const c = padding === 2 ? 0 : (valueOf[text.charCodeAt(at + 2)] ?? 255);
  if ((a | b | c) > 63) return false;
  if (padding === 2) {
    bytes[bytes.length - 1] = (a << 2) | (b >> 4);
    return (b & 15) === 0;
  }
  bytes[bytes.length - 2] = (a << 2) | (b >> 4);
  bytes[bytes.length - 1] = (b << 4) | (c >> 2);
  return (c & 3) === 0;
}

/** RFC 4648 section 5 without padding, as JOSE writes it (RFC 7515 section 2), as strictly as `fromBase64`. */
export function fromBase64Url(text: string): Uint8Array | null {
  if (/[+/=]/.test(text) || text.length % 4 === 1) return null;
  const standard = text.replaceAll("-", "+").replaceAll("_", "/");
  return fromBase64(standard.padEnd(Math.ceil(text.length / 4) * 4, "="));
}

/** RFC 4648 section 5 without padding. */
export function toBase64Url(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
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
