import { randomBytes } from "node:crypto";
import {
  API_KEY_ID_LENGTH,
  API_KEY_SECRET_LENGTH,
  BASE62,
  writeApiKey,
} from "@/lib/access/api-key-format";

/** A new API key, whole: what its holder gets, and nobody else keeps. */
export function newApiKey(): string {
  return writeApiKey({
    id: randomBase62(API_KEY_ID_LENGTH),
    secret: randomBase62(API_KEY_SECRET_LENGTH),
  });
}

/** The largest multiple of 62 that a byte can reach: what lies above it would make the first letters likelier. */
const UNBIASED = 256 - (256 % BASE62.length);

/** Letters of the base-62 alphabet, each as likely as any other. `draw` is there for tests. */
export function randomBase62(
  length: number,
  draw: (count: number) => Uint8Array = randomBytes,
): string {
  let text = "";
  while (text.length < length) {
    for (const byte of draw(length - text.length)) {
      if (byte < UNBIASED) text += BASE62.charAt(byte % BASE62.length);
    }
  }
  return text;
}
