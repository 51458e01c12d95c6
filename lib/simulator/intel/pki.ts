import {
  authorityKeyIdentifier,
  basicConstraints,
  crlDistributionPoint,
  distinguishedName,
  keyUsage,
  subjectKeyIdentifier,
  writeCertificate,
  type CertificateSpec,
} from "../certificate-writer";
import { createSigningKey, type SigningKey } from "../signing-key";
import { sgxEntries, sgxExtension, tcbEntries, type Platform, type SgxEntry } from "./platform";

/** Subject names as the PCK certificate profile spells them. */
export function intelName(commonName: string): Uint8Array {
  return distinguishedName(
    ["CN", commonName],
    ["O", "Intel Corporation"],
    ["L", "Santa Clara"],
    ["ST", "CA"],
    ["C", "US"],
  );
}

export const INTEL_NAMES = {
  root: intelName("Intel SGX Root CA"),
  platformCa: intelName("Intel SGX PCK Platform CA"),
  processorCa: intelName("Intel SGX PCK Processor CA"),
  pck: intelName("Intel SGX PCK Certificate"),
  tcbSigner: intelName("Intel SGX TCB Signing"),
} as const;

export const INTEL_SERIALS = {
  root: 0x22650cd65a9d3489n,
  platformCa: 0x956f5dcdbd1be1e9n,
  processorCa: 0x512ab8ce3b6f5f83n,
  pck: 0x7be9b7ac5a0f1f06n,
  tcbSigner: 0x7e3882d5fb55294an,
} as const;

/** The keys of a simulated Intel, and its certificates that belong to no platform. */
export interface IntelPki {
  readonly subtle: SubtleCrypto;
  readonly keys: {
    readonly root: SigningKey;
    readonly platformCa: SigningKey;
    readonly processorCa: SigningKey;
    readonly pck: SigningKey;
    readonly tcbSigner: SigningKey;
    readonly attestation: SigningKey;
    /** Belongs to nobody: for signatures that must not be accepted. */
    readonly stranger: SigningKey;
    /** A key on the wrong curve. */
    readonly p384: SigningKey;
  };
  /** DER. Minted once, so that one trust anchor fits everything that this PKI ever mints. */
  readonly certificates: {
    readonly root: Uint8Array;
    readonly platformCa: Uint8Array;
    readonly processorCa: Uint8Array;
    readonly tcbSigner: Uint8Array;
  };
}

/** Makes all keys; some 5 ms, so tests share one. `subtle` defaults to the platform's WebCrypto. */
export async function createIntelPki(
  subtle: SubtleCrypto = globalThis.crypto.subtle,
): Promise<IntelPki> {
  const [root, platformCa, processorCa, pck, tcbSigner, attestation, stranger, p384] =
    await Promise.all([
      createSigningKey(subtle),
      createSigningKey(subtle),
      createSigningKey(subtle),
      createSigningKey(subtle),
      createSigningKey(subtle),
      createSigningKey(subtle),
      createSigningKey(subtle),
      createSigningKey(subtle, "P-384"),
    ]);
  const keys = { root, platformCa, processorCa, pck, tcbSigner, attestation, stranger, p384 };
  const [rootDer, platformDer, processorDer, tcbSignerDer] = await Promise.all([
    writeCertificate(rootSpec(keys)),
    writeCertificate(pckCaSpec(keys, "platform")),
    writeCertificate(pckCaSpec(keys, "processor")),
    writeCertificate(tcbSignerSpec(keys)),
  ]);
  return {
    subtle,
    keys,
    certificates: {
      root: rootDer,
      platformCa: platformDer,
      processorCa: processorDer,
      tcbSigner: tcbSignerDer,
    },
  };
}

type Keys = IntelPki["keys"];

const CRL_SERVICE = "https://api.trustedservices.intel.com/sgx/certification/v4/pckcrl";
const rootCrlPoint = crlDistributionPoint(
  "https://certificates.trustedservices.intel.com/IntelSGXRootCA.der",
);

export function rootSpec(keys: Keys): CertificateSpec {
  return {
    version: 2,
    serial: INTEL_SERIALS.root,
    issuer: INTEL_NAMES.root,
    subject: INTEL_NAMES.root,
    notBefore: "2018-05-21T10:45:10Z",
    notAfter: "2049-12-31T23:59:59Z",
    key: keys.root,
    signer: keys.root,
    hash: "SHA-256",
    extensions: [
      authorityKeyIdentifier(keys.root.keyId),
      rootCrlPoint,
      subjectKeyIdentifier(keys.root.keyId),
      keyUsage("keyCertSign", "crlSign"),
      basicConstraints(true, 1),
    ],
  };
}

export function pckCaSpec(keys: Keys, ca: Platform["ca"]): CertificateSpec {
  const key = ca === "platform" ? keys.platformCa : keys.processorCa;
  return {
    version: 2,
    serial: ca === "platform" ? INTEL_SERIALS.platformCa : INTEL_SERIALS.processorCa,
    issuer: INTEL_NAMES.root,
    subject: ca === "platform" ? INTEL_NAMES.platformCa : INTEL_NAMES.processorCa,
    notBefore: "2018-05-21T10:50:10Z",
    notAfter: "2033-05-21T10:50:10Z",
    key,
    signer: keys.root,
    hash: "SHA-256",
    extensions: [
      authorityKeyIdentifier(keys.root.keyId),
      rootCrlPoint,
      subjectKeyIdentifier(key.keyId),
      keyUsage("keyCertSign", "crlSign"),
      basicConstraints(true, 0),
    ],
  };
}

export function tcbSignerSpec(keys: Keys): CertificateSpec {
  return {
    version: 2,
    serial: INTEL_SERIALS.tcbSigner,
    issuer: INTEL_NAMES.root,
    subject: INTEL_NAMES.tcbSigner,
    notBefore: "2018-05-21T10:55:10Z",
    notAfter: "2032-05-21T10:55:10Z",
    key: keys.tcbSigner,
    signer: keys.root,
    hash: "SHA-256",
    extensions: [
      authorityKeyIdentifier(keys.root.keyId),
      rootCrlPoint,
      subjectKeyIdentifier(keys.tcbSigner.keyId),
      keyUsage("digitalSignature", "nonRepudiation"),
      basicConstraints(false),
    ],
  };
}

/** Changes to the SGX extension before it is written. */
export interface SgxExtensionHooks {
  readonly tcb?: (entries: readonly SgxEntry[]) => readonly SgxEntry[];
  readonly entries?: (entries: readonly SgxEntry[]) => readonly SgxEntry[];
}

export function pckSpec(
  keys: Keys,
  platform: Platform,
  hooks: SgxExtensionHooks = {},
): CertificateSpec {
  const isPlatform = platform.ca === "platform";
  const issuerKey = isPlatform ? keys.platformCa : keys.processorCa;
  const tcb = tcbEntries(platform);
  const entries = sgxEntries(platform, hooks.tcb?.(tcb) ?? tcb);
  return {
    version: 2,
    serial: INTEL_SERIALS.pck,
    issuer: isPlatform ? INTEL_NAMES.platformCa : INTEL_NAMES.processorCa,
    subject: INTEL_NAMES.pck,
    notBefore: "2019-01-09T14:13:48Z",
    notAfter: "2033-01-09T14:13:48Z",
    key: keys.pck,
    signer: issuerKey,
    hash: "SHA-256",
    extensions: [
      authorityKeyIdentifier(issuerKey.keyId),
      crlDistributionPoint(`${CRL_SERVICE}?ca=${platform.ca}&encoding=der`),
      subjectKeyIdentifier(keys.pck.keyId),
      keyUsage("digitalSignature", "nonRepudiation"),
      basicConstraints(false),
      sgxExtension(hooks.entries?.(entries) ?? entries),
    ],
  };
}
