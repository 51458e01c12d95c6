import { ByteReader } from "@/lib/bytes/byte-reader";
import type { SignatureAlgorithm } from "@/lib/crypto/crypto-port";
import { fail, ok, type Result } from "@/lib/rats/result";
import {
  hashAlgorithm,
  hexId,
  signatureScheme,
  SHA_256,
  type HashAlgorithm,
  type SignatureScheme,
} from "./algorithms";
import { PlacedReader, type PlacedField } from "./placed-reader";

/** A TPMT_SIGNATURE. */
export type TpmSignature =
  | {
      readonly scheme: "RSASSA" | "RSAPSS";
      readonly hash: HashAlgorithm;
      readonly signature: Uint8Array;
    }
  | {
      readonly scheme: "ECDSA";
      readonly hash: HashAlgorithm;
      readonly r: Uint8Array;
      readonly s: Uint8Array;
    };

/** RSA keys of up to 8192 bits. */
const MAX_RSA_SIGNATURE = 1024;
/** P-521. */
const MAX_COORDINATE = 66;

/** TPMT_SIGNATURE: TPM 2.0 Library, Part 2, section “Signatures”. Read to the last byte. */
export function parseSignature(bytes: Uint8Array): Result<TpmSignature> {
  return readSignature(bytes).result;
}

/** The same, with the place of every field that could be read. */
export function readSignature(bytes: Uint8Array): {
  readonly result: Result<TpmSignature>;
  readonly parts: readonly PlacedField[];
} {
  const reader = new PlacedReader(new ByteReader(bytes));
  return { result: read(reader), parts: reader.parts };
}

function read(reader: PlacedReader): Result<TpmSignature> {
  const schemeId = reader.u16("sigAlg");
  const hashId = reader.u16("hashAlg");
  if (reader.overrun) return truncated();
  const scheme = signatureScheme(schemeId);
  if (scheme === null) return refused(`signature scheme ${hexId(schemeId)}`, "sigAlg");
  const hash = hashAlgorithm(hashId);
  if (hash === null) return refused(`signature hash ${hexId(hashId)}`, "hashAlg");

  const value = readValue(reader, scheme, hash);
  if (reader.overrun) return truncated();
  if (value === null) return refused("a signature that is too long", "signature");
  return reader.remaining > 0
    ? fail("EVIDENCE_TRAILING_BYTES", `${reader.remaining} bytes follow the signature`, "signature")
    : ok(value);
}

function readValue(
  reader: PlacedReader,
  scheme: SignatureScheme,
  hash: HashAlgorithm,
): TpmSignature | null {
  if (scheme !== "ECDSA") {
    const signature = reader.sized("signature", MAX_RSA_SIGNATURE);
    return signature && { scheme, hash, signature };
  }
  const r = reader.sized("r", MAX_COORDINATE);
  if (r === null) return null;
  const s = reader.sized("s", MAX_COORDINATE);
  return s && { scheme, hash, r, s };
}

/** The bare RSA signature that Azure's tools hand out: RSASSA with SHA-256, because the vTPM's key has that scheme. */
export function bareRsaSignature(signature: Uint8Array): Result<TpmSignature> {
  const hash = hashAlgorithm(SHA_256);
  if (hash === null || signature.length < 256 || signature.length > MAX_RSA_SIGNATURE) {
    return refused(`${signature.length} bytes, not an RSA signature`, "signature");
  }
  return ok({ scheme: "RSASSA", hash, signature });
}

/** What the crypto port verifies with: algorithm, and the signature as it wants it. */
export interface PortSignature {
  readonly algorithm: SignatureAlgorithm;
  readonly signature: Uint8Array;
}

const RSA_ALGORITHMS = {
  RSASSA: {
    sha256: "RSASSA-PKCS1-SHA256",
    sha384: "RSASSA-PKCS1-SHA384",
    sha512: "RSASSA-PKCS1-SHA512",
  },
  RSAPSS: {
    sha256: "RSASSA-PSS-SHA256",
    sha384: "RSASSA-PSS-SHA384",
    sha512: "RSASSA-PSS-SHA512",
  },
} as const;

const CURVES = {
  "EC P-256": { hash: "sha256", algorithm: "ECDSA-P256-SHA256", size: 32 },
  "EC P-384": { hash: "sha384", algorithm: "ECDSA-P384-SHA384", size: 48 },
  "EC P-521": { hash: "sha512", algorithm: "ECDSA-P521-SHA512", size: 66 },
} as const;

/**
 * How to verify this signature with a key of this kind ("RSA 2048", "EC P-256"); null when the two do not go together,
 * when the hash is SHA-1, or when r or s is larger than the curve. RSASSA-PSS salts must have the length of the hash,
 * which is what TPMs of the current specification make.
 */
export function portSignature(signature: TpmSignature, keyAlgorithm: string): PortSignature | null {
  const { hash } = signature;
  if (hash.name === "sha1") return null;
  if (signature.scheme !== "ECDSA") {
    return /^RSA \d+$/.test(keyAlgorithm)
      ? {
          algorithm: RSA_ALGORITHMS[signature.scheme][hash.name],
          signature: signature.signature,
        }
      : null;
  }
  const curve = Object.entries(CURVES).find(([name]) => name === keyAlgorithm)?.[1];
  if (curve?.hash !== hash.name) return null;
  const joined = new Uint8Array(2 * curve.size);
  for (const [index, value] of [signature.r, signature.s].entries()) {
    const start = value.findIndex((byte) => byte !== 0);
    const magnitude = start < 0 ? value.subarray(value.length) : value.subarray(start);
    if (magnitude.length > curve.size) return null;
    joined.set(magnitude, (index + 1) * curve.size - magnitude.length);
  }
  return { algorithm: curve.algorithm, signature: joined };
}

function refused(detail: string, field: string) {
  return fail("TPM_QUOTE_INVALID", detail, `signature.${field}`);
}

function truncated() {
  return fail("EVIDENCE_TRUNCATED", "the TPM signature ends early", "signature");
}
