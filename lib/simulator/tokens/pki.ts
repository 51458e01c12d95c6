import { toBase64 } from "@/lib/bytes/base64";
import { SIMULATION_ORGANIZATION } from "@/lib/trust/trust-anchors";
import { toPem } from "@/lib/x509/pem";
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
import { createTokenSigner, type SimulatedAlgorithm, type TokenSigner } from "./token-signer";

/** The keys of a simulated verification service, or vendor, and its root. */
export interface TokenPki {
  readonly subtle: SubtleCrypto;
  readonly root: SigningKey;
  /** DER */
  readonly rootCertificate: Uint8Array;
  readonly signer: TokenSigner;
  /** Belongs to nobody: for signatures that must not be accepted. */
  readonly stranger: TokenSigner;
}

const ROOT_NAME = tokenName("Attestation Service Root CA");
const SIGNER_NAME = tokenName("Attestation Service Token Signing");

function tokenName(commonName: string): Uint8Array {
  return distinguishedName(["C", "US"], ["O", SIMULATION_ORGANIZATION], ["CN", commonName]);
}

/** Makes all keys; RSA takes up to a second, so tests share one. `subtle` defaults to the platform's WebCrypto. */
export async function createTokenPki(
  alg: SimulatedAlgorithm,
  subtle: SubtleCrypto = globalThis.crypto.subtle,
): Promise<TokenPki> {
  const [root, signer, stranger] = await Promise.all([
    createSigningKey(subtle, "P-384"),
    createTokenSigner(subtle, alg),
    createTokenSigner(subtle, alg),
  ]);
  return {
    subtle,
    root,
    rootCertificate: await writeCertificate(rootSpec(root)),
    signer,
    stranger,
  };
}

export function rootSpec(root: SigningKey): CertificateSpec {
  return {
    version: 2,
    serial: 0x51e1n,
    issuer: ROOT_NAME,
    subject: ROOT_NAME,
    notBefore: "2020-01-01T00:00:00Z",
    notAfter: "2049-12-31T23:59:59Z",
    key: root,
    signer: root,
    hash: "SHA-384",
    extensions: [
      basicConstraints(true, 1),
      subjectKeyIdentifier(root.keyId),
      keyUsage("keyCertSign", "crlSign"),
    ],
  };
}

const DAY_MS = 86_400_000;

/** The signer's certificate: a day before and 30 days after `atMs`. */
export function signerSpec(pki: TokenPki, atMs: number, signer = pki.signer): CertificateSpec {
  return {
    version: 2,
    serial: 0x70c3n,
    issuer: ROOT_NAME,
    subject: SIGNER_NAME,
    notBefore: seconds(atMs - DAY_MS),
    notAfter: seconds(atMs + 30 * DAY_MS),
    // A certificate holds only these two of a key; the rest of a signing key is for elliptic curves.
    key: { ...pki.root, spki: signer.spki, keyId: signer.keyId },
    signer: pki.root,
    hash: "SHA-384",
    extensions: [
      basicConstraints(false),
      subjectKeyIdentifier(signer.keyId),
      authorityKeyIdentifier(pki.root.keyId),
      keyUsage("digitalSignature"),
    ],
  };
}

/** Leaf first, base64 DER, as `x5c` has it. */
export async function signerChain(
  pki: TokenPki,
  atMs: number,
  signer = pki.signer,
): Promise<readonly string[]> {
  const leaf = await writeCertificate(signerSpec(pki, atMs, signer));
  return [toBase64(leaf), toBase64(pki.rootCertificate)];
}

/** The key set of a service: its one key, with the certificates that make it a simulation wherever it goes. */
export async function keySetOf(
  pki: TokenPki,
  atMs: number,
): Promise<{ readonly keys: readonly Readonly<Record<string, unknown>>[] }> {
  const { signer } = pki;
  const x5c = await signerChain(pki, atMs);
  return { keys: [{ ...signer.jwk, kid: signer.kid, use: "sig", alg: signer.alg, x5c }] };
}

export function trustAnchorsOf(pki: TokenPki): readonly string[] {
  return [toPem(pki.rootCertificate, "CERTIFICATE")];
}

function seconds(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 19)}Z`;
}
