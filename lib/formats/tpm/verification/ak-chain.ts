import { derChildren, derTags, readDer } from "@/lib/bytes/der";
import { cacheSpace } from "@/lib/crypto/content-cache";
import { rememberingCrypto } from "@/lib/crypto/remembering-crypto";
import { toHex } from "@/lib/bytes/hex";
import { toUtcTimestamp } from "@/lib/x509/utc-timestamp";
import type { ChainCertificate } from "@/lib/rats/attestation-result";
import { fail, ok, type Result } from "@/lib/rats/result";
import { parseCertificate, type Certificate } from "@/lib/x509/certificate";
import { findExtension } from "@/lib/x509/extensions";
import { checkPath } from "@/lib/x509/path";
import { readPemChain } from "@/lib/x509/pem";
import type { TpmTools } from "./quote-checks";

/** All that can be said of an attestation key's certificates without the time and the trust anchors. */
export interface AkChain {
  /** Leaf first. */
  readonly certificates: readonly Certificate[];
  /** SHA-256 of the last certificate's DER, hex. */
  readonly rootFingerprint: string;
  readonly problems: readonly string[];
  readonly summary: readonly ChainCertificate[];
}

const CHAINS = cacheSpace<Result<AkChain>>("TPM attestation key chain");

const MAX_LENGTH = 5;
const SUBJECT_ALT_NAME = "2.5.29.17";
/** TCG EK Credential Profile, “tcg-kp-AIKCertificate”. */
const AIK_PURPOSE = "2.23.133.8.3";
const DIRECTORY_NAME = 0xa4;

/** TPM makers and clouds use different ones; which of them a chain uses, its pinned root decides. */
const SIGNATURE_ALGORITHMS = [
  "ecdsa-with-SHA256",
  "ecdsa-with-SHA384",
  "sha256WithRSAEncryption",
  "sha384WithRSAEncryption",
  "sha512WithRSAEncryption",
];
const KEY_ALGORITHM = /^(EC P-256|EC P-384|RSA (2048|3072|4096))$/;

/** Reads the certificate and its issuers, root included, and checks the path; remembered by content. */
export function studyAkChain(tools: TpmTools, pem: string): Promise<Result<AkChain>> {
  return tools.cache.remember(CHAINS, pem, () => study(tools, pem));
}

async function study(tools: TpmTools, pem: string): Promise<Result<AkChain>> {
  const blocks = readPemChain(pem, "CERT_CHAIN_INVALID");
  if (!blocks.ok) return blocks;
  const certificates: Certificate[] = [];
  for (const [index, der] of blocks.value.entries()) {
    // An AK names the TPM in a critical subjectAltName, as its subject is empty (TCG EK Credential Profile).
    const handled = index === 0 ? [SUBJECT_ALT_NAME] : [];
    const certificate = parseCertificate(der, "CERT_CHAIN_INVALID", { handled });
    if (!certificate.ok) return certificate;
    certificates.push(certificate.value);
  }
  const [leaf] = certificates;
  const root = certificates.at(-1);
  if (!leaf || !root) return fail("CERT_CHAIN_INVALID", "there is no certificate");
  const crypto = rememberingCrypto(tools.crypto, tools.cache);
  const digests = await Promise.all(
    certificates.map(async ({ der }) => toHex(await tools.crypto.digest("SHA-256", der))),
  );
  const findings = await checkPath({
    crypto,
    chain: certificates,
    profile: {
      signatureAlgorithm: root.signatureAlgorithm,
      keyAlgorithm: root.keyAlgorithm,
      leafKeyAlgorithm: leaf.keyAlgorithm,
      leafPurpose: AIK_PURPOSE,
    },
  });
  return ok({
    certificates,
    rootFingerprint: digests.at(-1) ?? "",
    problems: [
      ...lengthProblems(certificates),
      ...certificates.flatMap(algorithmProblems),
      ...alternativeNameProblems(leaf),
      ...findings
        .filter(({ rule }) => rule !== "signatureAlgorithm" && rule !== "keyAlgorithm")
        .map(({ index, detail }) => `certificate ${index + 1}: ${detail}`),
    ],
    summary: certificates.map(({ subject, issuer, serial, notBefore, notAfter }, index) => ({
      ...{ subject, issuer, serial, sha256: digests[index] ?? "" },
      notBefore: toUtcTimestamp(notBefore),
      notAfter: toUtcTimestamp(notAfter),
    })),
  });
}

function lengthProblems({ length }: readonly Certificate[]): readonly string[] {
  return length >= 2 && length <= MAX_LENGTH
    ? []
    : [`${length} certificates; the chain has to reach its root, in at most ${MAX_LENGTH}`];
}

function algorithmProblems(
  { signatureAlgorithm, keyAlgorithm }: Certificate,
  index: number,
): readonly string[] {
  return [
    ...(SIGNATURE_ALGORITHMS.includes(signatureAlgorithm)
      ? []
      : [`certificate ${index + 1}: signed with ${signatureAlgorithm}`]),
    ...(KEY_ALGORITHM.test(keyAlgorithm) ? [] : [`certificate ${index + 1}: key ${keyAlgorithm}`]),
  ];
}

/** A critical subjectAltName that holds anything but directory names would have to be understood, and is not. */
function alternativeNameProblems({ extensions }: Certificate): readonly string[] {
  const isCritical = extensions.some(({ oid, critical }) => oid === SUBJECT_ALT_NAME && critical);
  const value = findExtension(extensions, SUBJECT_ALT_NAME);
  if (!isCritical || value === null) return [];
  const node = readDer(value);
  const names = node && derChildren(node, derTags.sequence);
  return names?.length && names.every(({ tag }) => tag === DIRECTORY_NAME)
    ? []
    : ["certificate 1: its critical subjectAltName holds more than a directory name"];
}
