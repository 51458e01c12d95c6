import { Secret, TOTP } from "otpauth";

/** RFC 6238 with what every authenticator app knows. */
const PARAMETERS = { issuer: "Attestry", algorithm: "SHA1", digits: 6, period: 30 } as const;
/** RFC 6238, section 5.2: one step for the way and for clocks that differ. */
const DRIFT_STEPS = 1;
/** RFC 4226, section 4, asks for 128 bits and recommends 160. */
const SECRET_BYTES = 20;

export function newTotpSecret(): Uint8Array {
  return new Secret({ size: SECRET_BYTES }).bytes;
}

/** The step that a code is for; null when it is none of now. Whoever accepts it keeps the step, since a code works once. */
export function totpStepOf(code: string, secret: Uint8Array, now: Date): number | null {
  const timestamp = now.getTime();
  const totp = new TOTP({ ...PARAMETERS, secret: secretOf(secret) });
  const delta = totp.validate({ token: code, timestamp, window: DRIFT_STEPS });
  return delta === null ? null : totp.counter({ timestamp }) + delta;
}

/** What a QR code shows: the key URI format of Google Authenticator, which all apps read. */
export function totpUri(secret: Uint8Array, email: string): string {
  return new TOTP({ ...PARAMETERS, label: email, secret: secretOf(secret) }).toString();
}

/** RFC 4648, section 6: for typing the secret. */
export function base32(secret: Uint8Array): string {
  return secretOf(secret).base32;
}

function secretOf(bytes: Uint8Array): Secret {
  return new Secret({ buffer: Uint8Array.from(bytes).buffer });
}
