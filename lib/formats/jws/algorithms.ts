import type { SpkiKey } from "@/lib/crypto/jwk-spki";
import type { SignatureAlgorithm } from "@/lib/crypto/crypto-port";

interface JwsAlgorithmEntry {
  readonly port: SignatureAlgorithm;
  /** The only kind of key that may make such a signature. */
  readonly key: SpkiKey["kind"];
}

/**
 * Signature algorithms of JOSE (RFC 7518 section 3.1, RFC 8037, RFC 9864) that any kind of token here may use. Each
 * goes with one kind of key: an RSA key never becomes an HMAC secret, and a curve is never chosen by the token.
 * `none` and the HMACs are not in the table, so no list of a profile or a policy can name them.
 */
export const JWS_ALGORITHMS = {
  RS256: { port: "RSASSA-PKCS1-SHA256", key: "RSA" },
  PS256: { port: "RSASSA-PSS-SHA256", key: "RSA" },
  PS384: { port: "RSASSA-PSS-SHA384", key: "RSA" },
  ES256: { port: "ECDSA-P256-SHA256", key: "P-256" },
  ES384: { port: "ECDSA-P384-SHA384", key: "P-384" },
  EdDSA: { port: "Ed25519", key: "Ed25519" },
  Ed25519: { port: "Ed25519", key: "Ed25519" },
} as const satisfies Record<string, JwsAlgorithmEntry>;

export type JwsAlgorithm = keyof typeof JWS_ALGORITHMS;

export function isJwsAlgorithm(text: unknown): text is JwsAlgorithm {
  return typeof text === "string" && Object.hasOwn(JWS_ALGORITHMS, text);
}
