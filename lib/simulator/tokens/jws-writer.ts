import { toBase64Url } from "@/lib/bytes/base64";
import { utf8Bytes } from "@/lib/bytes/text";
import type { TokenSigner } from "./token-signer";

export type Members = Readonly<Record<string, unknown>>;

/** What a token says; a test changes one part of a good one. JSON given as text stays as it is, however broken. */
export interface JwsSpec {
  readonly header: Members | string;
  readonly claims: Members | string;
  readonly signer: TokenSigner;
  /** Last change to the signature before it is written. */
  readonly changeSignature?: ((signature: Uint8Array) => Uint8Array) | undefined;
}

export interface JwsTexts {
  readonly protected: string;
  readonly payload: string;
  readonly signature: string;
}

/** The three base64url texts (RFC 7515 section 5.1). */
export async function writeJwsTexts(spec: JwsSpec): Promise<JwsTexts> {
  const header = part(spec.header);
  const payload = part(spec.claims);
  const signature = await spec.signer.sign(utf8Bytes(`${header}.${payload}`));
  return {
    protected: header,
    payload,
    signature: toBase64Url(spec.changeSignature?.(signature) ?? signature),
  };
}

export async function writeJws(spec: JwsSpec): Promise<string> {
  const { protected: header, payload, signature } = await writeJwsTexts(spec);
  return `${header}.${payload}.${signature}`;
}

/** Algorithm "none" (RFC 7519 section 6): an empty signature. */
export function writeUnsigned(claims: Members, header: Members = { alg: "none" }): string {
  return `${part(header)}.${part(claims)}.`;
}

function part(json: Members | string): string {
  return toBase64Url(utf8Bytes(typeof json === "string" ? json : JSON.stringify(json)));
}
