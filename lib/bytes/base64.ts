const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const asciiDecoder = new TextDecoder();
const letters = new TextEncoder().encode(alphabet);
const pad = 0x3d;
const valueOf = new Uint8Array(256).fill(255);
for (let value = 0; value < 64; value++) valueOf[alphabet.charCodeAt(value)] = value;
const urlValueOf = valueOf.slice();
urlValueOf["+".charCodeAt(0)] = 255;
urlValueOf["/".charCodeAt(0)] = 255;
urlValueOf["-".charCodeAt(0)] = 62;
urlValueOf["_".charCodeAt(0)] = 63;

/**
 * RFC 4648 section 4, strictly: its alphabet, the padding, zero pad bits (section 3.5), no white space.
 * Own decoder because `atob` and `Buffer` forgive all of these.
 */
export function fromBase64(text: string): Uint8Array | null {
  if (text.length % 4 !== 0) return null;
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  return decode(text, { letters: text.length - padding, values: valueOf });
}

/** RFC 4648 section 5 without padding, as JOSE writes it (RFC 7515 section 2), as strictly as `fromBase64`. */
export function fromBase64Url(text: string): Uint8Array | null {
  return text.length % 4 === 1 ? null : decode(text, { letters: text.length, values: urlValueOf });
}

/** `letters`: how many characters stand for bits; those behind them are padding. */
function decode(
  text: string,
  { letters, values }: { readonly letters: number; readonly values: Uint8Array },
): Uint8Array | null {
  const bytes = new Uint8Array(Math.floor((letters * 3) / 4));
  const rest = letters % 4;
  const whole = letters - rest;
  let at = 0;
  let seen = 0; // values of all letters, or-ed: above 63 when one is not in the alphabet
  for (let index = 0; index < whole; index += 4) {
    const a = values[text.charCodeAt(index)] ?? 255;
    const b = values[text.charCodeAt(index + 1)] ?? 255;
    const c = values[text.charCodeAt(index + 2)] ?? 255;
    const d = values[text.charCodeAt(index + 3)] ?? 255;
    seen |= a | b | c | d;
    bytes[at] = (a << 2) | (b >> 4);
    bytes[at + 1] = (b << 4) | (c >> 2);
    bytes[at + 2] = (c << 6) | d;
    at += 3;
  }
  if (rest === 0) return seen > 63 ? null : bytes;
  const a = values[text.charCodeAt(whole)] ?? 255;
  const b = values[text.charCodeAt(whole + 1)] ?? 255;
  const c = rest === 2 ? 0 : (values[text.charCodeAt(whole + 2)] ?? 255);
  if ((seen | a | b | c) > 63) return null;
  bytes[at] = (a << 2) | (b >> 4);
  if (rest === 3) bytes[at + 1] = (b << 4) | (c >> 2);
  // The bits that no byte takes must be zero (section 3.5).
  return (rest === 2 ? b & 15 : c & 3) === 0 ? bytes : null;
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
