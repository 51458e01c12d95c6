import { fromBase64 } from "@/lib/bytes/base64";
import { equalBytes } from "@/lib/bytes/equal-bytes";
import { toHex } from "@/lib/bytes/hex";
import type { JsonValue } from "@/lib/bytes/strict-json";
import { cacheSpace } from "@/lib/crypto/content-cache";
import type { ChainCertificate } from "@/lib/rats/attestation-result";
import { fail, ok, type Result } from "@/lib/rats/result";
import { SIMULATION_ORGANIZATION } from "@/lib/trust/trust-anchors";
import { parseCertificate, type Certificate } from "@/lib/x509/certificate";
import { validityFindings } from "@/lib/x509/path";
import { isSignedBy } from "@/lib/x509/signed-by";
import { toUtcTimestamp } from "@/lib/x509/utc-timestamp";
import type { TokenTools } from "./token-tools";

/** All that can be said of the certificates in an `x5c` without knowing the time or the trust anchors. */
export interface SignerChain {
  /** Leaf first. */
  readonly certificates: readonly Certificate[];
  /** SHA-256 of each certificate's DER, hex. */
  readonly fingerprints: readonly string[];
  /** Rules that the chain breaks; empty for a good one. */
  readonly problems: readonly string[];
  /** Its last certificate says that it is one of the simulator's. */
  readonly isSimulation: boolean;
  readonly summary: readonly ChainCertificate[];
}

/** Certificates that a service may put between its root and its signing key, both included. */
const MAX_LENGTH = 6;

/** Every service has its own mixture (Intel RSA with SHA-512, NVIDIA P-384 above RSA above P-384); all of these are sound. */
const SIGNATURE_ALGORITHMS = [
  "sha256WithRSAEncryption",
  "sha384WithRSAEncryption",
  "sha512WithRSAEncryption",
  "RSASSA-PSS-SHA384",
  "ecdsa-with-SHA256",
  "ecdsa-with-SHA384",
];

const CHAINS = cacheSpace<Result<SignerChain>>("token signer chain");

/**
 * The certificates of an `x5c` member (RFC 7515 section 4.1.6: standard base64 of DER, leaf first), with every rule that
 * depends on neither time nor anchors; remembered by content. Nothing is trusted because it came along: the last
 * certificate is only compared with the anchors, by the caller, whole and by digest. It need not be self-signed, for
 * whoever pins an intermediate trusts that one.
 */
export function readSignerChain(tools: TokenTools, x5c: JsonValue): Promise<Result<SignerChain>> {
  if (!isTextList(x5c) || x5c.length === 0 || x5c.length > MAX_LENGTH) {
    const detail = `x5c is no list of 1 to ${MAX_LENGTH} certificates`;
    return Promise.resolve(fail("CERT_CHAIN_INVALID", detail, "x5c"));
  }
  // JSON, because a separator could stand in a text as well.
  return tools.cache.remember(CHAINS, JSON.stringify(x5c), () => study(tools, x5c));
}

function isTextList(value: JsonValue): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

async function study(tools: TokenTools, x5c: readonly string[]): Promise<Result<SignerChain>> {
  const certificates: Certificate[] = [];
  const fingerprints: string[] = [];
  for (const [index, text] of x5c.entries()) {
    const der = fromBase64(text);
    if (der === null) return fail("CERT_CHAIN_INVALID", `x5c[${index}] is not base64`, "x5c");
    const certificate = parseCertificate(der, "CERT_CHAIN_INVALID");
    if (!certificate.ok) return certificate;
    certificates.push(certificate.value);
    fingerprints.push(toHex(await tools.crypto.digest("SHA-256", der)));
  }
  const links = await Promise.all(
    certificates.map((_, index) => linkProblems(tools, certificates, index)),
  );
  const last = certificates.at(-1);
  return ok({
    certificates,
    fingerprints,
    problems: links.flat(),
    isSimulation: last !== undefined && isOfSimulation(last),
    summary: certificates.map((certificate, index) =>
      summarise(certificate, fingerprints[index] ?? ""),
    ),
  });
}

/** Whoever puts this name into a root of their own only makes less of it. */
function isOfSimulation({ subject, issuer }: Certificate): boolean {
  const name = `O=${SIMULATION_ORGANIZATION}`;
  return [subject, issuer].some((text) => text.split(",").includes(name));
}

/** RFC 5280 section 6.1 for one certificate and its issuer; the last one has none here. */
async function linkProblems(
  tools: TokenTools,
  chain: readonly Certificate[],
  index: number,
): Promise<readonly string[]> {
  const certificate = chain[index];
  if (certificate === undefined) return [];
  const issuer = chain[index + 1];
  const problems = [...roleProblems(chain, index)];
  if (!SIGNATURE_ALGORITHMS.includes(certificate.signatureAlgorithm)) {
    problems.push(`is signed with ${certificate.signatureAlgorithm}`);
  }
  if (issuer !== undefined) {
    const { authorityKeyId } = certificate;
    if (!equalBytes(certificate.issuerDer, issuer.subjectDer)) {
      problems.push(`is issued by ${certificate.issuer} and not by ${issuer.subject}`);
    }
    if (authorityKeyId && issuer.subjectKeyId && authorityKeyId !== issuer.subjectKeyId) {
      problems.push("names another issuer key");
    }
    if (!(await isSignedBy(tools.crypto, certificate, issuer))) {
      problems.push(`is not signed by ${issuer.subject}`);
    }
  }
  return problems.map((problem) => `certificate ${index + 1} ${problem}`);
}

/**
 * The purposes of the leaf (extendedKeyUsage) are not looked at: no service has one for tokens, and NVIDIA's signers
 * carry those of TLS.
 */
function roleProblems(chain: readonly Certificate[], index: number): readonly string[] {
  const certificate = chain[index];
  if (certificate === undefined) return [];
  const { keyUsage, isCa, pathLength } = certificate;
  if (index === 0) {
    // A lone certificate is its own root (Microsoft's self-signed signers); what it is pinned for is the key.
    if (chain.length === 1) return [];
    return [
      ...(isCa ? ["is a CA, not a signer"] : []),
      ...(keyUsage !== null && !keyUsage.has("digitalSignature") ? ["may not sign"] : []),
    ];
  }
  return [
    ...(isCa ? [] : ["is not a CA"]),
    ...(keyUsage?.has("keyCertSign") === true ? [] : ["may not sign certificates"]),
    ...(pathLength !== null && index - 1 > pathLength
      ? ["stands too high for its pathLength"]
      : []),
  ];
}

/** What is wrong with the chain's dates at this moment (milliseconds since the epoch), every certificate included. */
export function chainDateProblems(
  { certificates }: SignerChain,
  at: number,
): readonly { readonly text: string; readonly problem: "expired" | "not-yet-valid" }[] {
  return validityFindings(certificates, at).map(({ index, problem }) => ({
    problem,
    text: `certificate ${index + 1} (${certificates[index]?.subjectCommonName ?? "nameless"}) is ${
      problem === "expired" ? "expired" : "not valid yet"
    }`,
  }));
}

function summarise(certificate: Certificate, sha256: string): ChainCertificate {
  const { subject, issuer, serial, notBefore, notAfter } = certificate;
  return {
    subject,
    issuer,
    serial,
    notBefore: toUtcTimestamp(notBefore),
    notAfter: toUtcTimestamp(notAfter),
    sha256,
  };
}
