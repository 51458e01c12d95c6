import { toBase64, toBase64Url } from "@/lib/bytes/base64";
import { toHex } from "@/lib/bytes/hex";
import type { JsonWebKey } from "@/lib/rats/endorsements";
import { SIMULATION_ORGANIZATION } from "@/lib/trust/trust-anchors";
import {
  authorityKeyIdentifier,
  basicConstraints,
  distinguishedName,
  keyUsage,
  subjectKeyIdentifier,
  writeCertificate,
  type CertificateSpec,
} from "../certificate-writer";
import { createSigningKey, type SigningKey } from "../signing-key";

/** The keys of a simulated maker of Arm platforms. */
export interface ArmPki {
  readonly keys: {
    readonly root: SigningKey;
    /** Signs platform tokens with ES256. */
    readonly platform256: SigningKey;
    /** Signs platform tokens with ES384. */
    readonly platform384: SigningKey;
    /** The realm attestation key. */
    readonly realm: SigningKey;
    /** Belongs to nobody: for signatures that must not be accepted. */
    readonly stranger: SigningKey;
  };
  /** DER, minted once, so that one trust anchor fits everything that this PKI ever mints. */
  readonly root: Uint8Array;
}

/** Makes all keys; `subtle` defaults to the platform's WebCrypto. */
export async function createArmPki(
  subtle: SubtleCrypto = globalThis.crypto.subtle,
): Promise<ArmPki> {
  const [root, platform256, platform384, realm, stranger] = await Promise.all([
    createSigningKey(subtle, "P-384"),
    createSigningKey(subtle, "P-256"),
    createSigningKey(subtle, "P-384"),
    createSigningKey(subtle, "P-384"),
    createSigningKey(subtle, "P-384"),
  ]);
  const keys = { root, platform256, platform384, realm, stranger };
  return { keys, root: await writeCertificate(rootSpec(keys)) };
}

const ROOT_NAME = distinguishedName(["O", SIMULATION_ORGANIZATION], ["CN", "Arm Platform Root CA"]);

export function rootSpec(keys: ArmPki["keys"]): CertificateSpec {
  return {
    version: 2,
    serial: 1n,
    issuer: ROOT_NAME,
    subject: ROOT_NAME,
    notBefore: "2024-01-01T00:00:00Z",
    notAfter: "2049-12-31T23:59:59Z",
    key: keys.root,
    signer: keys.root,
    hash: "SHA-384",
    extensions: [
      basicConstraints(true, 0),
      subjectKeyIdentifier(keys.root.keyId),
      keyUsage("keyCertSign", "crlSign"),
    ],
  };
}

export function platformSpec(keys: ArmPki["keys"], key: SigningKey): CertificateSpec {
  return {
    version: 2,
    serial: 2n,
    issuer: ROOT_NAME,
    subject: distinguishedName(["O", SIMULATION_ORGANIZATION], ["CN", "Arm Platform"]),
    notBefore: "2024-01-01T00:00:00Z",
    notAfter: "2044-12-31T23:59:59Z",
    key,
    signer: keys.root,
    hash: "SHA-384",
    extensions: [
      basicConstraints(false),
      authorityKeyIdentifier(keys.root.keyId),
      subjectKeyIdentifier(key.keyId),
      keyUsage("digitalSignature"),
    ],
  };
}

/** The JWK of a platform's key, with the ids by which a token finds it. */
export function platformJwk(
  key: SigningKey,
  given: {
    readonly implementationId: Uint8Array;
    readonly instanceId: Uint8Array;
    /** DER, leaf first; absent for a key that nothing vouches for. */
    readonly chain: readonly Uint8Array[] | null;
  },
): JsonWebKey {
  const half = key.point.length / 2;
  return {
    kty: "EC",
    crv: key.curve,
    x: toBase64Url(key.point.subarray(0, half)),
    y: toBase64Url(key.point.subarray(half)),
    implementationId: toHex(given.implementationId),
    instanceId: toHex(given.instanceId),
    ...(given.chain === null ? {} : { x5c: given.chain.map(toBase64) }),
  };
}
