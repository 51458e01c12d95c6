import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** RFC 6238 with what every authenticator app knows: SHA-1, six digits, 30 seconds. */
const STEP_MS = 30_000;
const DIGITS = 6;
/** RFC 6238, section 5.2: one step for the way and for clocks that differ. */
const DRIFT_STEPS = 1;
/** RFC 4226, section 4, asks for 128 bits and recommends 160. */
const SECRET_BYTES = 20;

export function newTotpSecret(): Uint8Array {
  return randomBytes(SECRET_BYTES);
}

/** The step that a code is for; null when it is none of now. Whoever accepts it keeps the step, since a code works once. */
export function totpStepOf(code: string, secret: Uint8Array, now: Date): number | null {
  const current = Math.floor(now.getTime() / STEP_MS);
  let found: number | null = null;
  for (let step = current - DRIFT_STEPS; step <= current + DRIFT_STEPS; step += 1) {
    const right = Buffer.from(totpCode(secret, step));
    const given = Buffer.from(code);
    if (given.length === right.length && timingSafeEqual(given, right)) found = step;
  }
  return found;
}

/** RFC 4226, section 5.3: four bytes of the HMAC, from where its last half byte says. */
export function totpCode(secret: Uint8Array, step: number, digits = DIGITS): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", secret).update(counter).digest();
  const offset = mac.readUInt8(mac.length - 1) & 0x0f;
  const number = (mac.readUInt32BE(offset) & 0x7fffffff) % 10 ** digits;
  return String(number).padStart(digits, "0");
}

/** What a QR code shows: the key URI format of Google Authenticator, which all apps read. */
export function totpUri(secret: Uint8Array, email: string): string {
  const label = `Attestry:${encodeURIComponent(email)}`;
  return `otpauth://totp/${label}?secret=${base32(secret)}&issuer=Attestry&algorithm=SHA1&digits=${DIGITS}&period=${STEP_MS / 1000}`;
}

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** RFC 4648, section 6; 20 bytes need no padding. */
export function base32(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{1,5}/g) ?? [])
    .map((group) => BASE32.charAt(parseInt(group.padEnd(5, "0"), 2)))
    .join("");
}
