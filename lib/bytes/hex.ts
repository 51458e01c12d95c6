import { latin1 } from "./text";

const digits = new TextEncoder().encode("0123456789abcdef");
const pairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** The value of each character code that is a hex digit; 255 for all others. */
const valueOf = new Uint8Array(256).fill(255);
for (let value = 0; value < 16; value++) {
  valueOf[value.toString(16).charCodeAt(0)] = value;
  valueOf[value.toString(16).toUpperCase().charCodeAt(0)] = value;
}

/** Lower-case hex. */
export function toHex(bytes: Uint8Array): string {
  if (bytes.length > 64) return longHex(bytes);
  let text = "";
  for (const byte of bytes) text += pairs[byte];
  return text;
}

/** Builds the characters first: joining very many short strings is slower. */
function longHex(bytes: Uint8Array): string {
  const characters = new Uint8Array(bytes.length * 2);
  let at = 0;
  for (const byte of bytes) {
    characters[at++] = digits[byte >> 4] ?? 0;
    characters[at++] = digits[byte & 15] ?? 0;
  }
  return latin1(characters);
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
