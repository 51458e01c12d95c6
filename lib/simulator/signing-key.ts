import { joinBytes } from "./byte-writer";
import { bitString, objectIdentifier, sequence, unsignedInteger } from "./der-writer";

export type Curve = "P-256" | "P-384";
export type EcdsaHash = "SHA-256" | "SHA-384";

/** A key of the simulator: made on the spot, known to nobody, worth nothing. */
export interface SigningKey {
  readonly curve: Curve;
  /** x‖y without a prefix. */
  readonly point: Uint8Array;
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
  /** 20 bytes for subject and authority key identifiers: SHA-256 of the point, cut (RFC 7093, section 2). */
  readonly keyId: Uint8Array;
  /** r‖s, big-endian, each of the curve's size. */
  sign(data: Uint8Array, hash?: EcdsaHash): Promise<Uint8Array>;
}

const curveOids = { "P-256": "1.2.840.10045.3.1.7", "P-384": "1.3.132.0.34" } as const;
const OID_EC_PUBLIC_KEY = "1.2.840.10045.2.1";

export async function createSigningKey(
  subtle: SubtleCrypto,
  curve: Curve = "P-256",
): Promise<SigningKey> {
  const pair = await subtle.generateKey({ name: "ECDSA", namedCurve: curve }, false, ["sign"]);
  const raw = new Uint8Array(await subtle.exportKey("raw", pair.publicKey));
  const point = raw.subarray(1);
  const digest = new Uint8Array(await subtle.digest("SHA-256", raw));
  return {
    curve,
    point,
    spki: subjectPublicKeyInfo(curve, point),
    keyId: digest.subarray(0, 20),
    sign: async (data, hash = curve === "P-256" ? "SHA-256" : "SHA-384") =>
      new Uint8Array(
        await subtle.sign({ name: "ECDSA", hash }, pair.privateKey, new Uint8Array(data)),
      ),
  };
}

/** RFC 5480, section 2: an uncompressed point on a named curve. */
export function subjectPublicKeyInfo(curve: Curve, point: Uint8Array): Uint8Array {
  return sequence(
    sequence(objectIdentifier(OID_EC_PUBLIC_KEY), objectIdentifier(curveOids[curve])),
    bitString(joinBytes([Uint8Array.of(0x04), point])),
  );
}

/** r‖s as the SEQUENCE of two INTEGERs that certificates and CRLs carry (RFC 3279, 2.2.3). */
export function derSignature(raw: Uint8Array): Uint8Array {
  const half = raw.length / 2;
  return sequence(unsignedInteger(raw.subarray(0, half)), unsignedInteger(raw.subarray(half)));
}
