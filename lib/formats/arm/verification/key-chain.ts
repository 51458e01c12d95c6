import { fromBase64 } from "@/lib/bytes/base64";
import { equalBytes } from "@/lib/bytes/equal-bytes";
import { toHex } from "@/lib/bytes/hex";
import { cacheSpace, type ContentCache } from "@/lib/crypto/content-cache";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import type { SpkiKey } from "@/lib/crypto/jwk-spki";
import { rememberingCrypto } from "@/lib/crypto/remembering-crypto";
import type { ChainCertificate } from "@/lib/rats/attestation-result";
import type { Check } from "@/lib/rats/check";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";
import { fail, ok, type Result } from "@/lib/rats/result";
import type { TrustAnchor } from "@/lib/trust/trust-anchors";
import { parseCertificate, type Certificate } from "@/lib/x509/certificate";
import { chainText } from "@/lib/x509/chain-text";
import { checkPath, validityFindings } from "@/lib/x509/path";
import { toUtcTimestamp } from "@/lib/x509/utc-timestamp";

export interface ArmTools {
  readonly crypto: CryptoPort;
  readonly cache: ContentCache;
}

interface KeyChain {
  readonly certificates: readonly Certificate[];
  readonly problems: readonly string[];
  readonly summary: readonly ChainCertificate[];
}

const CHAINS = cacheSpace<Result<KeyChain>>("Arm key chain");
const MAX_CERTIFICATES = 8;

/** What the issuers of a platform key's certificate sign with; no vendor has published another profile. */
const ISSUERS = { signatureAlgorithm: "ecdsa-with-SHA384", keyAlgorithm: "EC P-384" } as const;

const CHAIN: CheckBase = {
  id: "arm.keyChain",
  group: "chain",
  title: "The platform key's certificate chain is well-formed and signed link by link",
  source: "x5c of the key that came with the request",
};
const ROOT: CheckBase = {
  id: "arm.keyRoot",
  group: "chain",
  title: "The platform key's chain ends at a trusted root",
};
const VALIDITY: CheckBase = {
  id: "arm.keyValidity",
  group: "chain",
  title: "The platform key's chain is valid at this time",
};

export interface KeyChainJudgement {
  readonly checks: readonly Check[];
  readonly chain: readonly ChainCertificate[];
  readonly anchor: TrustAnchor | null;
}

/** The certificates of a JWK's `x5c` (RFC 7517 section 4.7), which must be of the key that stands beside them. */
export async function judgeKeyChain(
  tools: ArmTools,
  given: {
    readonly x5c: unknown;
    readonly key: SpkiKey;
    readonly anchors: readonly TrustAnchor[];
    readonly at: number;
  },
): Promise<KeyChainJudgement> {
  const { key, anchors, at } = given;
  const texts = Array.isArray(given.x5c) ? given.x5c : [];
  // JSON, because whatever joins two texts could stand in one of them.
  const content = `${toHex(key.spki)} ${JSON.stringify(texts)}`;
  const chain = await tools.cache.remember(CHAINS, content, () => study(tools, texts, key));
  if (!chain.ok) {
    const { code, detail } = chain.failure;
    const why = "the certificates can't be read";
    return {
      checks: [
        checkOf.fail(CHAIN, code, { detail }),
        checkOf.skip(ROOT, why),
        checkOf.skip(VALIDITY, why),
      ],
      chain: [],
      anchor: null,
    };
  }
  const { problems, summary, certificates } = chain.value;
  const root = summary.at(-1)?.sha256;
  const pinned = anchors.find(({ sha256 }) => sha256 === root);
  const anchor = problems.length === 0 ? (pinned ?? null) : null;
  const outdated = validityFindings(certificates, at);
  return {
    checks: [
      problems.length === 0
        ? checkOf.pass(CHAIN, { detail: chainText(summary.map(({ subject }) => subject)) })
        : checkOf.fail(CHAIN, "CERT_CHAIN_INVALID", { detail: problems.join("; ") }),
      anchor
        ? checkOf.pass(
            { ...ROOT, source: `trust anchor ${anchor.name}` },
            { actual: anchor.sha256 },
          )
        : checkOf.fail(ROOT, "ROOT_CA_UNTRUSTED", {
            expected:
              anchors.map(({ sha256 }) => sha256).join(" or ") ||
              "no root is trusted for Arm platforms; give one with the request",
            actual: root ?? null,
          }),
      outdated.length === 0
        ? checkOf.pass(VALIDITY)
        : checkOf.fail(VALIDITY, "CERT_EXPIRED", {
            detail: outdated
              .map(({ index, problem }) => `certificate ${index + 1} is ${problem}`)
              .join("; "),
          }),
    ],
    chain: summary,
    anchor,
  };
}

async function study(
  tools: ArmTools,
  texts: readonly unknown[],
  key: SpkiKey,
): Promise<Result<KeyChain>> {
  if (texts.length === 0 || texts.length > MAX_CERTIFICATES) {
    return fail("CERT_CHAIN_INVALID", `${texts.length} certificates, not 1 to ${MAX_CERTIFICATES}`);
  }
  const crypto = rememberingCrypto(tools.crypto, tools.cache);
  const certificates: Certificate[] = [];
  const summary: ChainCertificate[] = [];
  for (const text of texts) {
    const der = typeof text === "string" ? fromBase64(text) : null;
    if (der === null) return fail("CERT_CHAIN_INVALID", "a certificate is not base64");
    const certificate = parseCertificate(der, "CERT_CHAIN_INVALID");
    if (!certificate.ok) return certificate;
    const { subject, issuer, serial, notBefore, notAfter } = certificate.value;
    certificates.push(certificate.value);
    summary.push({
      subject,
      issuer,
      serial,
      notBefore: toUtcTimestamp(notBefore),
      notAfter: toUtcTimestamp(notAfter),
      sha256: toHex(await crypto.digest("SHA-256", der)),
    });
  }
  const leafKeyAlgorithm = key.kind.startsWith("P-") ? `EC ${key.kind}` : key.kind;
  const findings = await checkPath({
    crypto,
    chain: certificates,
    profile: { ...ISSUERS, leafKeyAlgorithm },
  });
  const [leaf] = certificates;
  return ok({
    certificates,
    summary,
    problems: [
      ...findings.map(({ index, rule, detail }) => `certificate ${index + 1}: ${rule}, ${detail}`),
      ...(leaf && equalBytes(leaf.spki, key.spki)
        ? []
        : ["certificate 1 is of another key than the one that it came with"]),
    ],
  });
}
