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
import { createTpmKey, type TpmKey, type TpmKeyKind } from "./tpm-key";

const NAMES = {
  root: distinguishedName(["CN", "Simulated TPM Root CA"], ["O", SIMULATION_ORGANIZATION]),
  ca: distinguishedName(["CN", "Simulated TPM AK CA"], ["O", SIMULATION_ORGANIZATION]),
  ak: distinguishedName(["CN", "Simulated TPM AK"], ["O", SIMULATION_ORGANIZATION]),
};

/** Keys and certificates behind simulated TPMs. Making an RSA key takes a while, so they are shared. */
export interface TpmPki {
  readonly subtle: SubtleCrypto;
  readonly root: SigningKey;
  readonly ca: SigningKey;
  readonly stranger: SigningKey;
  readonly aks: Readonly<Record<TpmKeyKind, TpmKey>>;
  /** A key of another TPM, of the same kind as the first. */
  readonly otherAk: TpmKey;
}

export async function createTpmPki(
  subtle: SubtleCrypto = globalThis.crypto.subtle,
): Promise<TpmPki> {
  const [root, ca, stranger, rsa, p256, p384, p521, otherAk] = await Promise.all([
    createSigningKey(subtle),
    createSigningKey(subtle),
    createSigningKey(subtle),
    createTpmKey(subtle, "rsa-2048"),
    createTpmKey(subtle, "p-256"),
    createTpmKey(subtle, "p-384"),
    createTpmKey(subtle, "p-521"),
    createTpmKey(subtle, "rsa-2048"),
  ]);
  const aks = { "rsa-2048": rsa, "p-256": p256, "p-384": p384, "p-521": p521 };
  return { subtle, root, ca, stranger, aks, otherAk };
}

/** Changes to the certificates before they are signed. */
export interface TpmCertificateHooks {
  readonly root?: (spec: CertificateSpec, pki: TpmPki) => CertificateSpec;
  readonly ca?: (spec: CertificateSpec, pki: TpmPki) => CertificateSpec;
  readonly ak?: (spec: CertificateSpec, pki: TpmPki) => CertificateSpec;
}

export interface TpmCertificates {
  readonly root: Uint8Array;
  readonly ca: Uint8Array;
  readonly ak: Uint8Array;
}

export async function mintTpmCertificates(
  pki: TpmPki,
  ak: TpmKey,
  hooks: TpmCertificateHooks = {},
): Promise<TpmCertificates> {
  const root = caSpec({
    subject: NAMES.root,
    key: pki.root,
    issuer: NAMES.root,
    signer: pki.root,
    depth: 1,
  });
  const ca = caSpec({
    subject: NAMES.ca,
    key: pki.ca,
    issuer: NAMES.root,
    signer: pki.root,
    depth: 0,
  });
  const leaf: CertificateSpec = {
    version: 2,
    serial: 0x1003n,
    issuer: NAMES.ca,
    subject: NAMES.ak,
    notBefore: "2024-01-01T00:00:00Z",
    notAfter: "2034-01-01T00:00:00Z",
    // A certificate holds the key's SubjectPublicKeyInfo and its id; nothing here signs with it.
    key: { ...pki.ca, spki: ak.spki, keyId: ak.keyId },
    signer: pki.ca,
    hash: "SHA-256",
    extensions: [
      authorityKeyIdentifier(pki.ca.keyId),
      subjectKeyIdentifier(ak.keyId),
      keyUsage("digitalSignature"),
      basicConstraints(false),
    ],
  };
  const [rootDer, caDer, akDer] = await Promise.all([
    writeCertificate(hooks.root?.(root, pki) ?? root),
    writeCertificate(hooks.ca?.(ca, pki) ?? ca),
    writeCertificate(hooks.ak?.(leaf, pki) ?? leaf),
  ]);
  return { root: rootDer, ca: caDer, ak: akDer };
}

function caSpec(given: {
  readonly subject: Uint8Array;
  readonly key: SigningKey;
  readonly issuer: Uint8Array;
  readonly signer: SigningKey;
  readonly depth: number;
}): CertificateSpec {
  const { subject, key, issuer, signer, depth } = given;
  return {
    version: 2,
    serial: depth === 1 ? 0x1001n : 0x1002n,
    issuer,
    subject,
    notBefore: "2020-01-01T00:00:00Z",
    notAfter: "2045-01-01T00:00:00Z",
    key,
    signer,
    hash: "SHA-256",
    extensions: [
      authorityKeyIdentifier(signer.keyId),
      subjectKeyIdentifier(key.keyId),
      keyUsage("keyCertSign", "crlSign"),
      basicConstraints(true, depth),
    ],
  };
}
