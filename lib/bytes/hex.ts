const asciiDecoder = new TextDecoder();
const pairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** The two letters of each byte as one number, whichever way round this machine stores it. */
const pairCodes = new Uint16Array(new TextEncoder().encode(pairs.join("")).slice().buffer);

/** The value of each character code that is a hex digit; 255 for all others. */
const valueOf = new Uint8Array(256).fill(255);
for (let value = 0; value < 16; value++) {
  valueOf[value.toString(16).charCodeAt(0)] = value;
  valueOf[value.toString(16).toUpperCase().charCodeAt(0)] = value;
}

/** Lower-case hex. */
export function toHex(bytes: Uint8Array): string {
  if (bytes.length > 8) return longHex(bytes);
  let text = "";
  for (const byte of bytes) text += pairs[byte];
  return text;
}

/** Measurements and digests fit in here: making an array of their size costs more than writing their letters. */
const scratch = new Uint16Array(128);

/** Writes the letters first and makes one string of them: joining many short strings is slower. */
function longHex(bytes: Uint8Array): string {
  const { length } = bytes;
  const codes = length > scratch.length ? new Uint16Array(length) : scratch.subarray(0, length);
  for (let index = 0; index < length; index++) {
    codes[index] = pairCodes[bytes[index] ?? 0] ?? 0;
  }
  return asciiDecoder.decode(codes);
}

/** Strict: an even number of hex digits of either case and nothing else; exactly `byteLength` bytes when given. */
export function fromHex(text: string, byteLength?: number): Uint8Array | null {
  if (text.length % 2 !== 0) return null;
  if (byteLength !== undefined && text.length !== byteLength * 2) return null;
  const bytes = new Uint8Array(text.length / 2);
  for (let index = 0; index < bytes.length; index++) {
    const high = valueOf[text.charCodeAt(index * 2)] ?? 255;
    const low = valueOf[text.charCodeAt(index * 2 + 1)] ?? 255;
    if (high === 255 || low === 255) return null;
    bytes[index] = (high << 4) | low;
  }
  return bytes;
}
