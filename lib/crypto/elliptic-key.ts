import { concatBytes, equalBytes, isAllZero } from "@/lib/bytes/equal-bytes";
import { fromHex } from "@/lib/bytes/hex";
import type { SignatureAlgorithm } from "./crypto-port";

export type EllipticAlgorithm = Extract<SignatureAlgorithm, `ECDSA-${string}`>;

interface Curve {
  readonly name: "P-256" | "P-384" | "P-521";
  readonly hash: "SHA-256" | "SHA-384" | "SHA-512";
  /** Bytes of a coordinate, and of r and s. */
  readonly size: number;
  /** Order of the base point (SEC 2 version 2.0, sections 2.4.2, 2.5.1 and 2.6.1), big-endian. */
  readonly order: Uint8Array;
  /** DER SubjectPublicKeyInfo with a named curve, up to and with the 04 of an uncompressed point (RFC 5480). */
  readonly spkiPrefix: Uint8Array;
}

export const curves: Readonly<Record<EllipticAlgorithm, Curve>> = {
  "ECDSA-P256-SHA256": {
    name: "P-256",
    hash: "SHA-256",
    size: 32,
    order: constant("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"),
    spkiPrefix: constant("3059301306072a8648ce3d020106082a8648ce3d03010703420004"),
  },
  "ECDSA-P384-SHA384": {
    name: "P-384",
    hash: "SHA-384",
    size: 48,
    order: constant(
      "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973",
    ),
    spkiPrefix: constant("3076301006072a8648ce3d020106052b8104002203620004"),
  },
  "ECDSA-P521-SHA512": {
    name: "P-521",
    hash: "SHA-512",
    size: 66,
    order: constant(
      "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409",
    ),
    spkiPrefix: constant("30819b301006072a8648ce3d020106052b810400230381860004"),
  },
};

export function isElliptic(algorithm: SignatureAlgorithm): algorithm is EllipticAlgorithm {
  return algorithm in curves;
}

/** x‖y of a SubjectPublicKeyInfo that names exactly this curve and holds an uncompressed point; null otherwise. */
export function spkiPoint(algorithm: EllipticAlgorithm, spki: Uint8Array): Uint8Array | null {
  const { spkiPrefix, size } = curves[algorithm];
  if (spki.length !== spkiPrefix.length + 2 * size) return null;
  if (!equalBytes(spki.subarray(0, spkiPrefix.length), spkiPrefix)) return null;
  return spki.subarray(spkiPrefix.length);
}

const ed25519Prefix = constant("302a300506032b6570032100");

/** The 32 bytes of an Ed25519 SubjectPublicKeyInfo (RFC 8410 section 4); null for anything else. */
export function ed25519Point(spki: Uint8Array): Uint8Array | null {
  if (spki.length !== ed25519Prefix.length + 32) return null;
  if (!equalBytes(spki.subarray(0, ed25519Prefix.length), ed25519Prefix)) return null;
  return spki.subarray(ed25519Prefix.length);
}

export function ed25519Spki(point: Uint8Array): Uint8Array {
  return concatBytes(ed25519Prefix, point);
}

/** r‖s of the curve's size with 0 < r, s < n (FIPS 186-5 section 6.4.2, step 1). A high s is allowed. */
export function isSignatureInRange(algorithm: EllipticAlgorithm, signature: Uint8Array): boolean {
  const { size, order } = curves[algorithm];
  if (signature.length !== 2 * size) return false;
  return isScalar(signature.subarray(0, size), order) && isScalar(signature.subarray(size), order);
}

function isScalar(value: Uint8Array, order: Uint8Array): boolean {
  return !isAllZero(value) && isBelow(value, order);
}

/** Big-endian comparison; public values, so it may stop at the first difference. */
function isBelow(value: Uint8Array, limit: Uint8Array): boolean {
  for (let index = 0; index < limit.length; index++) {
    const difference = (value[index] ?? 0) - (limit[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

function constant(hex: string): Uint8Array {
  const bytes = fromHex(hex);
  if (bytes === null) throw new TypeError("a constant is no hex");
  return bytes;
}
