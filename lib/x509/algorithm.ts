import {
  derChildren,
  derOid,
  derRaw,
  derTags,
  derUnsigned,
  derBitString,
  readDer,
  type DerNode,
} from "@/lib/bytes/der";
import { toHex } from "@/lib/bytes/hex";
import type { SignatureAlgorithm } from "@/lib/crypto/crypto-port";

const signatureNames: ReadonlyMap<string, string> = new Map([
  ["1.2.840.10045.4.3.2", "ecdsa-with-SHA256"], // RFC 5758 section 3.2
  ["1.2.840.10045.4.3.3", "ecdsa-with-SHA384"],
  ["1.2.840.10045.4.3.4", "ecdsa-with-SHA512"],
  ["1.2.840.113549.1.1.11", "sha256WithRSAEncryption"], // RFC 4055 section 5
  ["1.2.840.113549.1.1.12", "sha384WithRSAEncryption"],
  ["1.2.840.113549.1.1.13", "sha512WithRSAEncryption"],
  ["1.2.840.113549.1.1.10", "RSASSA-PSS"],
  ["1.3.101.112", "Ed25519"],
]);

/** r and s in bytes for the curve that goes with the hash. */
const ecdsaSizes: ReadonlyMap<string, number> = new Map([
  ["ecdsa-with-SHA256", 32],
  ["ecdsa-with-SHA384", 48],
  ["ecdsa-with-SHA512", 66],
]);

/** Signature algorithm, key algorithm that it needs, and what the crypto port calls both. */
const verifiable: ReadonlyMap<string, { key: RegExp; algorithm: SignatureAlgorithm }> = new Map([
  ["ecdsa-with-SHA256", { key: /^EC P-256$/, algorithm: "ECDSA-P256-SHA256" }],
  ["ecdsa-with-SHA384", { key: /^EC P-384$/, algorithm: "ECDSA-P384-SHA384" }],
  ["sha256WithRSAEncryption", { key: /^RSA \d+$/, algorithm: "RSASSA-PKCS1-SHA256" }],
  ["sha384WithRSAEncryption", { key: /^RSA \d+$/, algorithm: "RSASSA-PKCS1-SHA384" }],
  ["sha512WithRSAEncryption", { key: /^RSA \d+$/, algorithm: "RSASSA-PKCS1-SHA512" }],
  ["RSASSA-PSS-SHA384", { key: /^RSA \d+$/, algorithm: "RSASSA-PSS-SHA384" }],
]);

/**
 * RSASSA-PSS-params with SHA-384, MGF1 with SHA-384 and 48 bytes of salt (RFC 4055 section 3.1). AMD writes out the
 * trailer field, too, although it has its default value.
 */
const pssSha384 = [
  "3034a00f300d06096086480165030402020500a11c301a06092a864886f70d010108300d06096086480165030402020500a203020130",
  "3039a00f300d06096086480165030402020500a11c301a06092a864886f70d010108300d06096086480165030402020500a203020130a303020101",
];

const curveNames: ReadonlyMap<string, string> = new Map([
  ["1.2.840.10045.3.1.7", "EC P-256"], // RFC 5480 section 2.1.1.1
  ["1.3.132.0.34", "EC P-384"],
  ["1.3.132.0.35", "EC P-521"],
]);

/** The name of an AlgorithmIdentifier of a signature, or its OID when it has none here; null when malformed. */
export function signatureAlgorithmName(node: DerNode): string | null {
  const [oidNode, parameters, ...rest] = derChildren(node, derTags.sequence) ?? [];
  if (oidNode === undefined || rest.length > 0) return null;
  const oid = derOid(oidNode);
  if (oid === null) return null;
  const name = signatureNames.get(oid) ?? oid;
  if (name === "RSASSA-PSS") {
    const isSha384 = parameters !== undefined && pssSha384.includes(toHex(derRaw(parameters)));
    return isSha384 ? "RSASSA-PSS-SHA384" : name;
  }
  if (name.endsWith("WithRSAEncryption")) {
    const isNull = parameters?.tag === derTags.null && parameters.content.length === 0;
    return isNull ? name : null;
  }
  // ECDSA and EdDSA have no parameters (RFC 5758 section 3.2, RFC 8410 section 3)
  return parameters === undefined || name === oid ? name : null;
}

/** What to verify with, when this key can make this signature. */
export function portAlgorithm(
  signatureAlgorithm: string,
  keyAlgorithm: string,
): SignatureAlgorithm | null {
  const entry = verifiable.get(signatureAlgorithm);
  return entry?.key.test(keyAlgorithm) ? entry.algorithm : null;
}

/**
 * The bytes to verify: r‖s for ECDSA, read strictly from DER; the bits as they are for anything else, and for an r or s
 * that is larger than the curve of its hash (which then verifies with no key). Null when malformed.
 */
export function signatureBytes(algorithm: string, node: DerNode): Uint8Array | null {
  const bits = derBitString(node);
  if (bits === null || bits.unusedBits !== 0) return null;
  const size = ecdsaSizes.get(algorithm);
  if (size === undefined) return bits.bytes;

  const sequence = readDer(bits.bytes);
  const [r, s, ...rest] = (sequence && derChildren(sequence, derTags.sequence)) ?? [];
  if (r === undefined || s === undefined || rest.length > 0) return null;
  const rBytes = derUnsigned(r);
  const sBytes = derUnsigned(s);
  if (rBytes === null || sBytes === null) return null;
  if (rBytes.length > size || sBytes.length > size) return bits.bytes;
  const joined = new Uint8Array(size * 2);
  joined.set(rBytes, size - rBytes.length);
  joined.set(sBytes, size * 2 - sBytes.length);
  return joined;
}

/** "EC P-256", "RSA 4096" and so on for a SubjectPublicKeyInfo, else the OID of its algorithm; null when malformed. */
export function keyAlgorithmName(spki: DerNode): string | null {
  const [identifier, keyBits, ...rest] = derChildren(spki, derTags.sequence) ?? [];
  if (identifier === undefined || keyBits === undefined || rest.length > 0) return null;
  const [oidNode, parameters, ...more] = derChildren(identifier, derTags.sequence) ?? [];
  const bits = derBitString(keyBits);
  if (oidNode === undefined || more.length > 0 || bits === null || bits.unusedBits !== 0) {
    return null;
  }
  const oid = derOid(oidNode);
  if (oid === "1.2.840.10045.2.1") {
    const curve = parameters === undefined ? null : derOid(parameters);
    return curve === null ? null : (curveNames.get(curve) ?? `EC ${curve}`);
  }
  if (oid === "1.2.840.113549.1.1.1") {
    const key = readDer(bits.bytes);
    const [modulusNode] = (key && derChildren(key, derTags.sequence)) ?? [];
    const modulus = modulusNode === undefined ? null : derUnsigned(modulusNode);
    if (modulus === null) return null;
    return `RSA ${modulus.length * 8 - Math.clz32(modulus[0] ?? 0) + 24}`;
  }
  return oid === "1.3.101.112" ? "Ed25519" : oid;
}
