const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const asciiDecoder = new TextDecoder();
const encoder = new TextEncoder();
const letters = encoder.encode(alphabet);
const pad = 0x3d;
/** Evidence and certificates fit in here: an array of their size costs more than writing them. */
const scratch = new Uint8Array(8192);
/** Set in the value of everything that is no letter. */
const foreign = 1 << 24;
const standard = placesOf(alphabet);
const forUrls = placesOf(alphabet.replace("+", "-").replace("/", "_"));

/** For each of the four letters of a group: the value of each byte, at its place in the group's 24 bits. */
function placesOf(values: string): readonly [Int32Array, Int32Array, Int32Array, Int32Array] {
  const placed = (shift: number) => {
    const table = new Int32Array(256).fill(foreign);
    for (let value = 0; value < 64; value++) table[values.charCodeAt(value)] = value << shift;
    return table;
  };
  return [placed(18), placed(12), placed(6), placed(0)];
}

/**
 * RFC 4648 section 4, strictly: its alphabet, the padding, zero pad bits (section 3.5), no white space.
 * Own decoder because `atob` and `Buffer` forgive all of these.
 */
export function fromBase64(text: string): Uint8Array | null {
  if (text.length % 4 !== 0) return null;
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  return decode(text, { letters: text.length - padding, places: standard });
}

/** RFC 4648 section 5 without padding, as JOSE writes it (RFC 7515 section 2), as strictly as `fromBase64`. */
export function fromBase64Url(text: string): Uint8Array | null {
  return text.length % 4 === 1 ? null : decode(text, { letters: text.length, places: forUrls });
}

/** `letters`: how many characters stand for bits; those behind them are padding. */
function decode(
  text: string,
  { letters, places }: { readonly letters: number; readonly places: typeof standard },
): Uint8Array | null {
  // As bytes, because reading a typed array is twice as fast as asking a string for its characters.
  const codes = text.length > scratch.length ? new Uint8Array(text.length) : scratch;
  const { read, written } = encoder.encodeInto(text, codes);
  if (read !== text.length || written !== text.length) return null;
  const [first, second, third, fourth] = places;
  const bytes = new Uint8Array(Math.floor((letters * 3) / 4));
  const rest = letters % 4;
  const whole = letters - rest;
  const group = (index: number) =>
    (first[codes[index] ?? 0] ?? foreign) | (second[codes[index + 1] ?? 0] ?? foreign);
  let at = 0;
  let seen = 0; // all groups, or-ed: reaches `foreign` when a character is not in the alphabet
  for (let index = 0; index < whole; index += 4) {
    const bits =
      group(index) |
      (third[codes[index + 2] ?? 0] ?? foreign) |
      (fourth[codes[index + 3] ?? 0] ?? foreign);
    seen |= bits;
    bytes[at] = bits >> 16;
    bytes[at + 1] = bits >> 8;
    bytes[at + 2] = bits;
    at += 3;
  }
  if (rest === 0) return seen >= foreign ? null : bytes;
  const last = group(whole) | (rest === 2 ? 0 : (third[codes[whole + 2] ?? 0] ?? foreign));
  if ((seen | last) >= foreign) return null;
  bytes[at] = last >> 16;
  if (rest === 3) bytes[at + 1] = last >> 8;
  // The bits that no byte takes must be zero (section 3.5).
  return (last & (rest === 2 ? 0xffff : 0xff)) === 0 ? bytes : null;
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
