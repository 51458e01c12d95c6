import type { Result } from "@/lib/rats/result";

/** Fixed by the format that is verified, never chosen by data in the evidence. */
export const SIGNATURE_ALGORITHMS = [
  "ECDSA-P256-SHA256",
  "ECDSA-P384-SHA384",
  "ECDSA-P521-SHA512",
  "RSASSA-PKCS1-SHA256",
  "RSASSA-PKCS1-SHA384",
  "RSASSA-PKCS1-SHA512",
  "RSASSA-PSS-SHA256",
  "RSASSA-PSS-SHA384",
  "RSASSA-PSS-SHA512",
  "Ed25519",
] as const;
export type SignatureAlgorithm = (typeof SIGNATURE_ALGORITHMS)[number];

/** SHA-1 is there to replay old event logs; no signature over it is ever accepted. */
export type DigestAlgorithm = "SHA-1" | "SHA-256" | "SHA-384" | "SHA-512";

/** A key that a backend has imported; what is inside belongs to that backend. */
export interface PublicKey {
  readonly algorithm: SignatureAlgorithm;
  readonly handle: object;
}

/**
 * What the core needs of cryptography. Two backends pass one test suite: `node:crypto` and WebCrypto.
 *
 * Nothing here throws for hostile input: a key that is not on its curve is a failed import, and a signature of the
 * wrong length, or with r or s out of range, is `false`.
 */
export interface CryptoPort {
  readonly name: string;
  digest(algorithm: DigestAlgorithm, data: Uint8Array): Promise<Uint8Array>;
  /** `der` is a DER SubjectPublicKeyInfo. RSA keys have 2048 to 8192 bits. */
  importSpki(algorithm: SignatureAlgorithm, der: Uint8Array): Promise<Result<PublicKey>>;
  /** `point` is x‖y without a prefix, as Intel quotes carry it: 64 bytes for P-256. */
  importPoint(
    algorithm: "ECDSA-P256-SHA256" | "ECDSA-P384-SHA384" | "ECDSA-P521-SHA512",
    point: Uint8Array,
  ): Promise<Result<PublicKey>>;
  /**
   * ECDSA signatures are r‖s, big-endian, each of the curve's size (IEEE P1363). RSASSA-PSS salts have the length of the
   * hash (RFC 7518 section 3.5, and what AMD and Intel use). `remembered` says that the caller keeps the answer by itself, so
   * that nobody else has to.
   */
  verify(
    key: PublicKey,
    signature: Uint8Array,
    data: Uint8Array,
    remembered?: "by the caller",
  ): Promise<boolean>;
}
