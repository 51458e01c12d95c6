import { type KeyObject, sign, verify } from "node:crypto";
import { sha256 } from "./chain";

/** What a seal states: these events, in this order, were the trail at that time. */
export interface SealStatement {
  readonly organizationId: string;
  readonly fromSeq: number;
  readonly toSeq: number;
  /** RFC 6962 root over the hashes of those events. */
  readonly root: Uint8Array;
  /** `sealFingerprint` of the seal before, 32 zero bytes for the first. */
  readonly previousSeal: Uint8Array;
  readonly sealedAt: Date;
  /** SHA-256 of the public key's SPKI. */
  readonly keyId: Uint8Array;
}

export interface Seal extends SealStatement {
  /** Ed25519 over the statement's text. */
  readonly signature: Uint8Array;
}

/** The text that is signed: one line for each member, in this order, without a newline at the end. */
export function sealText(statement: SealStatement): string {
  return [
    "attestry-audit-seal-1",
    statement.organizationId,
    String(statement.fromSeq),
    String(statement.toSeq),
    hex(statement.root),
    hex(statement.previousSeal),
    statement.sealedAt.toISOString(),
    hex(statement.keyId),
  ].join("\n");
}

/** Names a seal: whoever has kept this can later tell whether a trail still contains it. */
export function sealFingerprint(statement: SealStatement): Buffer {
  return sha256(sealText(statement));
}

export function signSeal(statement: SealStatement, privateKey: KeyObject): Seal {
  return { ...statement, signature: signText(sealText(statement), privateKey) };
}

export function isSealSigned(seal: Seal, publicKey: KeyObject): boolean {
  return isTextSigned(sealText(seal), { signature: seal.signature, publicKey });
}

/** Ed25519 takes the text itself, no digest of it. */
export function signText(text: string, privateKey: KeyObject): Buffer {
  return sign(null, Buffer.from(text, "utf8"), privateKey);
}

export function isTextSigned(
  text: string,
  { signature, publicKey }: { readonly signature: Uint8Array; readonly publicKey: KeyObject },
): boolean {
  return verify(null, Buffer.from(text, "utf8"), publicKey, signature);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
