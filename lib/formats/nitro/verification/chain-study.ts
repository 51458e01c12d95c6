import { concatBytes } from "@/lib/bytes/equal-bytes";
import { toHex } from "@/lib/bytes/hex";
import { cacheSpace, type ContentCache } from "@/lib/crypto/content-cache";
import type { CryptoPort, PublicKey } from "@/lib/crypto/crypto-port";
import { rememberingCrypto } from "@/lib/crypto/remembering-crypto";
import type { ChainCertificate } from "@/lib/rats/attestation-result";
import { ok, type Result } from "@/lib/rats/result";
import { AWS_NITRO_ROOT_G1 } from "@/lib/trust/trust-anchors";
import { parseCertificate, type Certificate } from "@/lib/x509/certificate";
import { checkPath, type PathProfile } from "@/lib/x509/path";
import { toUtcTimestamp } from "@/lib/x509/utc-timestamp";
import type { NitroDocument } from "../document";

export interface NitroTools {
  readonly crypto: CryptoPort;
  readonly cache: ContentCache;
}

/** attestation_process.md, "Certificates chain validity": ECDSA with SHA-384 on P-384 throughout. */
const nitroPathProfile: PathProfile = {
  signatureAlgorithm: "ecdsa-with-SHA384",
  keyAlgorithm: "EC P-384",
};

/** Leaf and bundle as they were read; nothing of them is verified. */
export interface NitroCertificates {
  /** What both are remembered by: the bytes of all certificates. */
  readonly content: string;
  /** Leaf first, root last. */
  readonly certificates: readonly Certificate[];
  /** SHA-256 of each certificate's DER, hex. */
  readonly fingerprints: readonly string[];
  readonly leafKey: PublicKey | null;
  /** The certificates as the result lists them. */
  readonly summary: readonly ChainCertificate[];
}

/** All that can be said of a chain without knowing the time or the trust anchors. */
export interface NitroChain extends NitroCertificates {
  /** Rules that the chain breaks; empty for a good one. */
  readonly problems: readonly string[];
}

const CERTIFICATES = cacheSpace<Result<NitroCertificates>>("Nitro certificates by digest");
const PROBLEMS = cacheSpace<readonly string[]>("problems of a Nitro chain by digest");

/** Reads leaf and bundle; remembered by the bytes of all of them. */
export async function readNitroChain(
  tools: NitroTools,
  document: Pick<NitroDocument, "certificate" | "bundle">,
): Promise<Result<NitroCertificates>> {
  const ders = [document.certificate, ...document.bundle.toReversed()];
  // Each certificate begins with its own length, so the joined bytes can't be cut in two ways.
  const digest = toHex(await tools.crypto.digest("SHA-256", concatBytes(...ders)));
  const content = `${digest} ${ders.map(({ length }) => length).join(" ")}`;
  return tools.cache.remember(CERTIFICATES, content, () => read(tools, { ders, content }));
}

async function read(
  tools: NitroTools,
  { ders, content }: { readonly ders: readonly Uint8Array[]; readonly content: string },
): Promise<Result<NitroCertificates>> {
  const crypto = rememberingCrypto(tools.crypto, tools.cache);
  const certificates: Certificate[] = [];
  for (const der of ders) {
    const certificate = parseCertificate(der, "CERT_CHAIN_INVALID");
    if (!certificate.ok) return certificate;
    certificates.push(certificate.value);
  }
  const fingerprints = await Promise.all(
    ders.map(async (der) => toHex(await crypto.digest("SHA-256", der))),
  );
  const [leaf] = certificates;
  const leafKey = leaf ? await crypto.importSpki("ECDSA-P384-SHA384", leaf.spki) : null;
  return ok({
    content,
    certificates,
    fingerprints,
    leafKey: leafKey?.ok ? leafKey.value : null,
    summary: certificates.map((certificate, index) => ({
      subject: certificate.subject,
      issuer: certificate.issuer,
      serial: certificate.serial,
      notBefore: toUtcTimestamp(certificate.notBefore),
      notAfter: toUtcTimestamp(certificate.notAfter),
      sha256: fingerprints[index] ?? "",
    })),
  });
}

/** Checks what does not depend on time or anchors, the signatures among it; remembered likewise. */
export async function studyNitroChain(
  tools: NitroTools,
  read: NitroCertificates,
): Promise<NitroChain> {
  const problems = await tools.cache.remember(PROBLEMS, read.content, () => study(tools, read));
  return { ...read, problems };
}

async function study(
  tools: NitroTools,
  { certificates, fingerprints, leafKey }: NitroCertificates,
): Promise<readonly string[]> {
  const findings = await checkPath({
    // Each bundle's links are other links only near the leaf: keys and signatures of CAs are worth remembering.
    crypto: rememberingCrypto(tools.crypto, tools.cache),
    chain: certificates,
    profile: nitroPathProfile,
    isRootPinned: fingerprints.at(-1) === AWS_NITRO_ROOT_G1.sha256,
  });
  return [
    ...findings.map(({ index, rule, detail }) => `certificate ${index + 1}: ${rule}, ${detail}`),
    ...(new Set(fingerprints).size === fingerprints.length ? [] : ["a certificate stands twice"]),
    ...(leafKey === null ? ["certificate 1: its key is not a point on P-384"] : []),
  ];
}
