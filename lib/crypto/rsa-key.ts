import { concatBytes } from "@/lib/bytes/equal-bytes";
import type { SignatureAlgorithm } from "./crypto-port";

export type RsaAlgorithm = Extract<SignatureAlgorithm, `RSASSA-${string}`>;

interface RsaScheme {
  readonly padding: "pkcs1" | "pss";
  readonly hash: "SHA-256" | "SHA-384" | "SHA-512";
  /** Bytes of the salt; 0 without one. */
  readonly saltLength: number;
}

/** RFC 8017, sections 8.1 and 8.2. */
export const rsaSchemes: Readonly<Record<RsaAlgorithm, RsaScheme>> = {
  "RSASSA-PKCS1-SHA256": { padding: "pkcs1", hash: "SHA-256", saltLength: 0 },
  "RSASSA-PKCS1-SHA384": { padding: "pkcs1", hash: "SHA-384", saltLength: 0 },
  "RSASSA-PKCS1-SHA512": { padding: "pkcs1", hash: "SHA-512", saltLength: 0 },
  "RSASSA-PSS-SHA256": { padding: "pss", hash: "SHA-256", saltLength: 32 },
  "RSASSA-PSS-SHA384": { padding: "pss", hash: "SHA-384", saltLength: 48 },
  "RSASSA-PSS-SHA512": { padding: "pss", hash: "SHA-512", saltLength: 64 },
};

/** Smaller keys can be factored; larger ones only cost time (NIST SP 800-57 part 1, table 2). */
export const rsaLimits = { minBits: 2048, maxBits: 8192, maxExponent: 0xffffffffn };

export function isRsa(algorithm: SignatureAlgorithm): algorithm is RsaAlgorithm {
  return algorithm in rsaSchemes;
}

/** SEQUENCE of the OID rsaEncryption and NULL (RFC 8017 appendix A.1). */
const rsaEncryption = Uint8Array.of(
  ...[0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00],
);

/** DER SubjectPublicKeyInfo of an RSA key; both numbers big-endian, without a sign. */
export function rsaSpki(modulus: Uint8Array, exponent: Uint8Array): Uint8Array {
  const key = tagged(0x30, concatBytes(derInteger(modulus), derInteger(exponent)));
  const bits = tagged(0x03, concatBytes(Uint8Array.of(0), key));
  return tagged(0x30, concatBytes(rsaEncryption, bits));
}

function derInteger(value: Uint8Array): Uint8Array {
  let start = 0;
  while (start < value.length - 1 && value[start] === 0) start += 1;
  const magnitude = value.subarray(start);
  const isHigh = (magnitude[0] ?? 0) >= 0x80;
  return tagged(0x02, isHigh ? concatBytes(Uint8Array.of(0), magnitude) : magnitude);
}

function tagged(tag: number, content: Uint8Array): Uint8Array {
  const { length } = content;
  const header =
    length < 0x80
      ? [tag, length]
      : length < 0x100
        ? [tag, 0x81, length]
        : [tag, 0x82, length >> 8, length & 0xff];
  return concatBytes(Uint8Array.of(...header), content);
}
