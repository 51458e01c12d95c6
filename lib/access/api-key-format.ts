import { crc32 } from "./crc32";

/**
 * `atst_<id>_<secret><checksum>`: scanners of secrets find the prefix, and the checksum tells a key from a typo without
 * asking the database.
 */
export interface ApiKeyParts {
  /** `atst_` and the id: shown in lists, no secret. */
  readonly prefix: string;
}

export const API_KEY_PREFIX = "atst_";
export const API_KEY_ID_LENGTH = 12;
/** 43 letters of 62 are 256 bits. */
export const API_KEY_SECRET_LENGTH = 43;
const CHECKSUM_LENGTH = 6;
export const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

const FORM = new RegExp(
  `^(${API_KEY_PREFIX}[0-9A-Za-z]{${API_KEY_ID_LENGTH}})_[0-9A-Za-z]{${API_KEY_SECRET_LENGTH + CHECKSUM_LENGTH}}$`,
);

/** Null for what is no key, or has been mistyped. */
export function readApiKey(text: string): ApiKeyParts | null {
  const prefix = FORM.exec(text)?.[1];
  if (prefix === undefined) return null;
  const body = text.slice(0, -CHECKSUM_LENGTH);
  return checksumOf(body) === text.slice(-CHECKSUM_LENGTH) ? { prefix } : null;
}

/** The whole key; `id` and `secret` in base 62, drawn at random. */
export function writeApiKey({
  id,
  secret,
}: {
  readonly id: string;
  readonly secret: string;
}): string {
  const body = `${API_KEY_PREFIX}${id}_${secret}`;
  return `${body}${checksumOf(body)}`;
}

/** CRC-32 in base 62. */
function checksumOf(body: string): string {
  let rest = crc32(body);
  let text = "";
  for (let place = 0; place < CHECKSUM_LENGTH; place += 1) {
    text = `${BASE62.charAt(rest % 62)}${text}`;
    rest = Math.floor(rest / 62);
  }
  return text;
}
