import { equalBytes } from "@/lib/bytes/equal-bytes";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import type { Certificate } from "./certificate";
import { isSignedBy } from "./signed-by";

/** What one kind of chain must look like; fixed by the format, never by the chain. */
export interface PathProfile {
  /** Of every certificate, as `Certificate.signatureAlgorithm` names it. */
  readonly signatureAlgorithm: string;
  /** Of every certificate, as `Certificate.keyAlgorithm` names it. */
  readonly keyAlgorithm: string;
  /** Of the first certificate, where it differs from its issuers. */
  readonly leafKeyAlgorithm?: string;
  /** Certificates from leaf to root, when the format fixes it. */
  readonly length?: number;
  /**
   * "end-entity" when absent. The chain of a CRL's issuer starts with a CA, which must be allowed to sign CRLs; a chain
   * that is to be continued starts with a CA that must be allowed to sign certificates.
   */
  readonly leafRole?: "end-entity" | "crl-issuer" | "ca";
  /** The purpose (OID) that a leaf with extendedKeyUsage must have; without it no such leaf is accepted. */
  readonly leafPurpose?: string;
}

/** Every Intel chain: ecdsa-with-SHA256 and P-256 throughout. */
export const intelPathProfile: PathProfile = {
  signatureAlgorithm: "ecdsa-with-SHA256",
  keyAlgorithm: "EC P-256",
};

export type PathRule =
  | "length"
  | "signatureAlgorithm"
  | "keyAlgorithm"
  | "name"
  | "keyIdentifier"
  | "signature"
  | "selfIssued"
  | "basicConstraints"
  | "pathLength"
  | "keyUsage"
  | "extendedKeyUsage";

/** A rule that the certificate at `index` (0 = leaf) breaks. */
export interface PathFinding {
  readonly index: number;
  readonly rule: PathRule;
  readonly detail: string;
}

/**
 * The rules of RFC 5280 section 6.1 that don't depend on the time, for a chain in the order leaf … root; no findings
 * means that it is good. Whether the root is a pinned one, whether the names fit their roles and whether anything is
 * revoked or expired are other questions, for the caller.
 */
export async function checkPath({
  crypto,
  chain,
  profile,
  isRootPinned = false,
}: {
  readonly crypto: CryptoPort;
  readonly chain: readonly Certificate[];
  readonly profile: PathProfile;
  /**
   * The root is, byte for byte, one that is trusted already: its signature over itself was looked at when it was pinned and
   * says nothing more.
   */
  readonly isRootPinned?: boolean;
}): Promise<readonly PathFinding[]> {
  const wanted = profile.length;
  if (chain.length === 0 || (wanted !== undefined && chain.length !== wanted)) {
    return [{ index: 0, rule: "length", detail: `${chain.length} certificates` }];
  }
  const links = await Promise.all(
    chain.map(async (certificate, index) => [
      ...algorithmFindings(certificate, index, profile),
      ...(await linkFindings({
        crypto,
        certificate,
        issuer: chain[index + 1],
        index,
        isRootPinned,
      })),
      ...roleFindings({ certificate, index, isLeaf: index === 0, profile, chain }),
    ]),
  );
  return links.flat();
}

function algorithmFindings(
  certificate: Certificate,
  index: number,
  profile: PathProfile,
): readonly PathFinding[] {
  const findings: PathFinding[] = [];
  if (certificate.signatureAlgorithm !== profile.signatureAlgorithm) {
    findings.push({ index, rule: "signatureAlgorithm", detail: certificate.signatureAlgorithm });
  }
  const keyAlgorithm =
    index === 0 ? (profile.leafKeyAlgorithm ?? profile.keyAlgorithm) : profile.keyAlgorithm;
  if (certificate.keyAlgorithm !== keyAlgorithm) {
    findings.push({ index, rule: "keyAlgorithm", detail: certificate.keyAlgorithm });
  }
  return findings;
}

/** How a certificate hangs on its issuer; the last one must hang on itself. */
async function linkFindings({
  crypto,
  certificate,
  issuer,
  index,
  isRootPinned,
}: {
  crypto: CryptoPort;
  certificate: Certificate;
  issuer: Certificate | undefined;
  index: number;
  isRootPinned: boolean;
}): Promise<readonly PathFinding[]> {
  const findings: PathFinding[] = [];
  const parent = issuer ?? certificate;
  if (!equalBytes(certificate.issuerDer, parent.subjectDer)) {
    const rule = issuer === undefined ? "selfIssued" : "name";
    findings.push({ index, rule, detail: `issuer ${certificate.issuer}` });
  }
  const { authorityKeyId } = certificate;
  if (
    authorityKeyId !== null &&
    parent.subjectKeyId !== null &&
    authorityKeyId !== parent.subjectKeyId
  ) {
    findings.push({ index, rule: "keyIdentifier", detail: `authority key ${authorityKeyId}` });
  }
  const isKnown = issuer === undefined && isRootPinned;
  if (!isKnown && !(await isSignedBy(crypto, certificate, parent))) {
    findings.push({ index, rule: "signature", detail: `not signed by ${parent.subject}` });
  }
  return findings;
}

function roleFindings({
  certificate,
  index,
  isLeaf,
  profile,
  chain,
}: {
  certificate: Certificate;
  index: number;
  isLeaf: boolean;
  profile: PathProfile;
  chain: readonly Certificate[];
}): readonly PathFinding[] {
  const findings: PathFinding[] = [];
  const usage = certificate.keyUsage;
  const isCrlIssuer = isLeaf && profile.leafRole === "crl-issuer";
  const startsWithCa = isCrlIssuer || profile.leafRole === "ca";

  if (isLeaf && !startsWithCa) {
    if (certificate.isCa) findings.push({ index, rule: "basicConstraints", detail: "is a CA" });
    if (usage !== null && (!usage.has("digitalSignature") || usage.has("keyCertSign"))) {
      findings.push({ index, rule: "keyUsage", detail: [...usage].join(" ") });
    }
    const purposes = certificate.extendedKeyUsage;
    if (purposes !== null && !purposes.has(profile.leafPurpose ?? "")) {
      findings.push({ index, rule: "extendedKeyUsage", detail: [...purposes].join(" ") });
    }
    return findings;
  }

  if (!certificate.isCa) {
    findings.push({ index, rule: "basicConstraints", detail: "is not a CA" });
  }
  const needed = isCrlIssuer ? "cRLSign" : "keyCertSign";
  if (usage?.has(needed) !== true) {
    findings.push({ index, rule: "keyUsage", detail: `lacks ${needed}` });
  }
  if (certificate.pathLength !== null) {
    const below = intermediatesBelow(chain, index);
    if (below > certificate.pathLength) {
      findings.push({ index, rule: "pathLength", detail: `${below} > ${certificate.pathLength}` });
    }
  }
  return findings;
}

/** Intermediate certificates between this one and the leaf that are not self-issued (RFC 5280 section 4.2.1.9). */
function intermediatesBelow(chain: readonly Certificate[], index: number): number {
  return chain
    .slice(1, Math.max(index, 1))
    .filter(({ issuerDer, subjectDer }) => !equalBytes(issuerDer, subjectDer)).length;
}

export interface ValidityFinding {
  readonly index: number;
  readonly problem: "expired" | "not-yet-valid";
}

/** Certificates that are not valid at `at` (milliseconds since 1970), root included; all of them for NaN. */
export function validityFindings(
  chain: readonly Certificate[],
  at: number,
): readonly ValidityFinding[] {
  const findings: ValidityFinding[] = [];
  for (const [index, { notBefore, notAfter }] of chain.entries()) {
    if (!(at >= notBefore)) findings.push({ index, problem: "not-yet-valid" });
    else if (!(at <= notAfter)) findings.push({ index, problem: "expired" });
  }
  return findings;
}
