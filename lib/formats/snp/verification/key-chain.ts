import { toHex } from "@/lib/bytes/hex";
import { cacheSpace, type ContentCache } from "@/lib/crypto/content-cache";
import type { CryptoPort, PublicKey } from "@/lib/crypto/crypto-port";
import type { ChainCertificate } from "@/lib/rats/attestation-result";
import { fail, ok, type Result } from "@/lib/rats/result";
import { parseCertificate, type Certificate } from "@/lib/x509/certificate";
import { checkPath, type PathProfile } from "@/lib/x509/path";
import { readPemChain } from "@/lib/x509/pem";
import { toUtcTimestamp } from "../../dcap/rfc3339";
import { readCertificateText, readIssuers, type Issuers } from "../certificate-text";
import { readKeyExtensions, type KeyExtensions } from "../key-extensions";

/** Collateral: `crypto` remembers keys and signatures. */
export interface SnpTools {
  readonly crypto: CryptoPort;
  readonly cache: ContentCache;
}

/** A certificate as text, or as DER out of the evidence. */
export type CertificateSource =
  { readonly text: string } | { readonly ders: readonly Uint8Array[] };

/** The certificate of the key that signs reports, without anything that vouches for it. */
export interface LeafStudy {
  readonly certificate: Certificate;
  /** SHA-256 of the DER, hex. */
  readonly fingerprint: string;
  readonly extensions: Result<KeyExtensions>;
  /** Null when it is no point on P-384. */
  readonly key: PublicKey | null;
}

/** All that can be said of ASK or ASVK, ARK and the leaf under them without knowing time and anchors. */
export interface ChainStudy extends Issuers {
  readonly rootFingerprint: string;
  /** Rules that the path from leaf to root breaks. */
  readonly problems: readonly string[];
  readonly summary: readonly ChainCertificate[];
}

/** RSA-4096 above P-384, everything signed with RSASSA-PSS and SHA-384, salt of 48 bytes (AMD 57230). */
export const amdPathProfile: PathProfile = {
  signatureAlgorithm: "RSASSA-PSS-SHA384",
  keyAlgorithm: "RSA 4096",
  leafKeyAlgorithm: "EC P-384",
  length: 3,
};

const LEAVES = cacheSpace<Result<LeafStudy>>("SNP signing key");
const CHAINS = cacheSpace<Result<ChainStudy>>("SNP chain");

/** Reads a VCEK or VLEK; remembered by content. */
export async function studyLeaf(
  tools: SnpTools,
  source: CertificateSource,
): Promise<Result<LeafStudy>> {
  const content = await contentOf(tools, source);
  return tools.cache.remember(LEAVES, content, async () => {
    const der = leafDer(source);
    if (!der.ok) return der;
    const certificate = parseCertificate(der.value, "VCEK_CHAIN_INVALID");
    if (!certificate.ok) return certificate;
    const key = await tools.crypto.importSpki("ECDSA-P384-SHA384", certificate.value.spki);
    return ok({
      certificate: certificate.value,
      fingerprint: await sha256(tools, der.value),
      extensions: readKeyExtensions(certificate.value),
      key: key.ok ? key.value : null,
    });
  });
}

/** Reads ASK or ASVK and ARK, and checks the path from this leaf to the ARK; remembered by the content of all three. */
export async function studyChain(
  tools: SnpTools,
  leaf: LeafStudy,
  source: CertificateSource,
): Promise<Result<ChainStudy>> {
  const content = `${leaf.fingerprint} ${await contentOf(tools, source)}`;
  return tools.cache.remember(CHAINS, content, async () => {
    const issuers = issuersOf(source);
    if (!issuers.ok) return issuers;
    const { signer, root } = issuers.value;
    const chain = [leaf.certificate, signer, root];
    const findings = await checkPath({ crypto: tools.crypto, chain, profile: amdPathProfile });
    return ok({
      signer,
      root,
      rootFingerprint: await sha256(tools, root.der),
      problems: [
        ...findings.map(
          ({ index, rule, detail }) => `certificate ${index + 1}, ${rule}: ${detail}`,
        ),
        ...(leaf.key ? [] : ["certificate 1: its key is not a point on P-384"]),
      ],
      summary: await Promise.all(chain.map((certificate) => summarise(tools, certificate))),
    });
  });
}

export function issuersOf(source: CertificateSource): Result<Issuers> {
  if ("ders" in source) return readIssuers(source.ders);
  const blocks = readPemChain(source.text, "VCEK_CHAIN_INVALID");
  return blocks.ok ? readIssuers(blocks.value) : blocks;
}

function leafDer(source: CertificateSource): Result<Uint8Array> {
  if ("text" in source) return readCertificateText(source.text);
  const [der, ...rest] = source.ders;
  return der && rest.length === 0
    ? ok(der)
    : fail("VCEK_CHAIN_INVALID", "not exactly one certificate", "vek");
}

/** Text speaks for itself; bytes by their digest, marked so that a text can't pass for them. */
async function contentOf(tools: SnpTools, source: CertificateSource): Promise<string> {
  if ("text" in source) return `text ${source.text}`;
  const digests = await Promise.all(source.ders.map((der) => sha256(tools, der)));
  return `der ${digests.join(" ")}`;
}

async function sha256({ crypto }: SnpTools, bytes: Uint8Array): Promise<string> {
  return toHex(await crypto.digest("SHA-256", bytes));
}

export async function summarise(
  tools: SnpTools,
  certificate: Certificate,
): Promise<ChainCertificate> {
  const { subject, issuer, serial, notBefore, notAfter } = certificate;
  return {
    subject,
    issuer,
    serial,
    notBefore: toUtcTimestamp(notBefore),
    notAfter: toUtcTimestamp(notAfter),
    sha256: await sha256(tools, certificate.der),
  };
}
