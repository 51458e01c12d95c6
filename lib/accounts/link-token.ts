import { createHash, randomBytes } from "node:crypto";

/** 256 bits for a link; only the SHA-256 of it is kept, so a copy of the database opens nothing. */
export function newLinkToken(): { readonly token: string; readonly sha256: Uint8Array } {
  const token = randomBytes(32).toString("base64url");
  return { token, sha256: linkTokenSha256(token) };
}

export function linkTokenSha256(token: string): Uint8Array {
  return createHash("sha256").update(token).digest();
}
