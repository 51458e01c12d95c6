import { utf8Bytes } from "@/lib/bytes/text";
import type { Endorsements } from "@/lib/rats/endorsements";
import { writeJws, type Members } from "./jws-writer";
import { keySetOf, signerChain, trustAnchorsOf, type TokenPki } from "./pki";
import type { TokenSigner } from "./token-signer";

export interface MintTokenOptions {
  readonly pki: TokenPki;
  /** ISO 8601: when the token is issued. Default: 2026-06-01T00:00:00Z. */
  readonly at?: string;
  /** Where the verifier finds the key: in the key set by `kid`, or as certificates in the header. */
  readonly keyIn?: "key set" | "header";
  /** Instead of the service's key. */
  readonly signer?: TokenSigner;
  /** Last changes before signing; JSON given as text stays as it is. */
  readonly changeHeader?: (header: Members) => Members | string;
  readonly changeClaims?: (claims: Members) => Members | string;
  readonly changeSignature?: (signature: Uint8Array) => Uint8Array;
}

export interface MintedToken {
  readonly evidence: Uint8Array;
  readonly text: string;
  readonly endorsements: Endorsements;
  /** PEM */
  readonly trustAnchors: readonly string[];
  readonly at: string;
}

export const DEFAULT_TOKEN_TIME = "2026-06-01T00:00:00Z";

/** Signs what a service would say, and makes the key set that goes with it. */
export async function mintToken(options: MintTokenOptions, claims: Members): Promise<MintedToken> {
  const { pki, at = DEFAULT_TOKEN_TIME, keyIn = "key set", signer = pki.signer } = options;
  const atMs = Date.parse(at);
  const header: Members = {
    alg: signer.alg,
    ...(keyIn === "key set" ? { kid: signer.kid } : { x5c: await signerChain(pki, atMs, signer) }),
    typ: "JWT",
  };
  const text = await writeJws({
    header: options.changeHeader?.(header) ?? header,
    claims: options.changeClaims?.(claims) ?? claims,
    signer,
    changeSignature: options.changeSignature,
  });
  return {
    evidence: utf8Bytes(text),
    text,
    endorsements: keyIn === "key set" ? { jwks: await keySetOf(pki, atMs) } : {},
    trustAnchors: trustAnchorsOf(pki),
    at,
  };
}

/** Claims about time: issued and valid at `at`, for so long. */
export function timesOf(at: string, lifetimeSeconds: number): Members {
  const iat = Math.floor(Date.parse(at) / 1000);
  return { iat, nbf: iat, exp: iat + lifetimeSeconds };
}
