import { equalBytes } from "@/lib/bytes/equal-bytes";
import { toUtcTimestamp } from "@/lib/x509/utc-timestamp";
import type { ChainCertificate } from "@/lib/rats/attestation-result";
import type { Check } from "@/lib/rats/check";
import type { TpmEndorsements } from "@/lib/rats/endorsements";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";
import type { Result } from "@/lib/rats/result";
import { anchorsFor, type AnchorOrigin, type TrustAnchor } from "@/lib/trust/trust-anchors";
import { validityFindings } from "@/lib/x509/path";
import { keyFromSpki, readAttestationKey, type AttestationKey } from "../attestation-key";
import { gceInstance } from "../gce-instance";
import type { PublicArea } from "../public-area";
import { studyAkChain, type AkChain } from "./ak-chain";
import { attributesCheck, type TpmTools } from "./quote-checks";

/** The attestation key, and what stands behind it. */
export interface AkJudgement {
  readonly checks: readonly Check[];
  /** The key to verify with: what is vouched for, else what the evidence brings. Null when there is none. */
  readonly key: AttestationKey | null;
  readonly area: PublicArea | null;
  readonly root: AnchorOrigin | null;
  readonly chain: readonly ChainCertificate[];
  /** What the certificate says of the machine, in claim names. */
  readonly hardware: Readonly<Record<string, string>>;
}

export interface AkInput {
  readonly evidence: {
    readonly ak: AttestationKey | null;
    readonly akCert: string | null;
    readonly akCertChain: string | null;
  };
  readonly endorsements: TpmEndorsements;
  readonly anchors: readonly TrustAnchor[];
  /** Milliseconds since the epoch. */
  readonly at: number;
}

const TRUSTED: CheckBase = {
  id: "ak.trusted",
  group: "chain",
  title: "Somebody vouches for the attestation key",
  source: "request endorsements.tpm, trust anchors",
};

/**
 * A key is trusted because the request names it, or because its certificate chains to a pinned root. A key that only the
 * evidence brings proves nothing: anybody can make one.
 */
export async function judgeAk(tools: TpmTools, input: AkInput): Promise<AkJudgement> {
  const { evidence, endorsements } = input;
  const given =
    endorsements.akPublicKey === undefined ? null : readAttestationKey(endorsements.akPublicKey);
  // The request's key decides; a certificate of the evidence has nothing to add to it.
  const leafPem = endorsements.akCert ?? (given === null ? evidence.akCert : null);
  const issuers = endorsements.akCertChain ?? evidence.akCertChain ?? "";
  const chain =
    leafPem === null ? null : await studyAkChain(tools, `${leafPem.trim()}\n${issuers}`);
  const certified = chain === null ? null : judgeChain(chain, input);
  const key = (given?.ok ? given.value : null) ?? certified?.key ?? evidence.ak;
  const area =
    key?.area ?? (evidence.ak && key && sameKey(key, evidence.ak) ? evidence.ak.area : null);
  return {
    checks: [
      trustedCheck(given, certified),
      ...(certified?.checks ?? []),
      ...sameKeyChecks(key, { certified: certified?.key ?? null, evidence: evidence.ak }),
      attributesCheck(area),
    ],
    key,
    area,
    root: certified ? certified.root : given?.ok ? "given" : null,
    chain: certified?.summary ?? [],
    hardware: certified?.hardware ?? {},
  };
}

interface CertifiedKey {
  readonly checks: readonly Check[];
  readonly key: AttestationKey | null;
  readonly root: AnchorOrigin | null;
  readonly summary: readonly ChainCertificate[];
  readonly hardware: Readonly<Record<string, string>>;
}

function trustedCheck(given: Result<AttestationKey> | null, certified: CertifiedKey | null): Check {
  if (given !== null) {
    return given.ok
      ? checkOf.pass(TRUSTED, { detail: "the request names the key" })
      : checkOf.fail(TRUSTED, "AK_UNTRUSTED", { detail: given.failure.detail });
  }
  if (certified !== null) {
    return certified.root !== null
      ? checkOf.pass(TRUSTED, { detail: "its certificate ends at a trusted root" })
      : checkOf.fail(TRUSTED, "AK_UNTRUSTED", {
          detail: "its certificate ends at no root that is trusted for attestation keys",
        });
  }
  return checkOf.fail(TRUSTED, "AK_UNTRUSTED", {
    detail: "neither the request nor a certificate vouches for it",
  });
}

const CHAIN: CheckBase = {
  id: "ak.chain",
  group: "chain",
  title: "The certificates of the key hang together",
  source: "RFC 5280, section 6.1",
};

const VALIDITY: CheckBase = {
  id: "ak.validity",
  group: "chain",
  title: "The certificates of the key are valid at this time",
  source: "their dates",
};

/** Nobody publishes revocation lists that every verifier could get; what is not looked at is said. */
const REVOCATION: CheckBase = {
  id: "ak.revocation",
  group: "policy",
  title: "The certificates of the key are not revoked",
  source: "the issuer's revocation list",
};

function judgeChain(study: Result<AkChain>, { anchors, at }: AkInput): CertifiedKey {
  if (!study.ok) {
    return {
      checks: [checkOf.fail(CHAIN, "CERT_CHAIN_INVALID", { detail: study.failure.detail })],
      key: null,
      root: null,
      summary: [],
      hardware: {},
    };
  }
  const { certificates, problems, rootFingerprint, summary } = study.value;
  const [leaf] = certificates;
  const outside = validityFindings(certificates, at);
  const anchor = anchorsFor(anchors, "tpm-ak").find(({ sha256 }) => sha256 === rootFingerprint);
  const key = leaf ? keyFromSpki(leaf.spki) : null;
  const instance = leaf ? gceInstance(leaf) : {};
  const allProblems = [
    ...problems,
    ...(instance === null ? ["certificate 1: its instance extension is malformed"] : []),
  ];
  const isGood = allProblems.length === 0;
  return {
    checks: [
      isGood
        ? checkOf.pass(CHAIN, { detail: `${certificates.length} certificates` })
        : checkOf.fail(CHAIN, "CERT_CHAIN_INVALID", { detail: allProblems.join("; ") }),
      outside.length === 0
        ? checkOf.pass(VALIDITY, { actual: toUtcTimestamp(at) })
        : checkOf.fail(VALIDITY, "CERT_EXPIRED", {
            detail: outside
              .map(({ index, problem }) => `certificate ${index + 1} is ${problem}`)
              .join(", "),
            actual: toUtcTimestamp(at),
          }),
      checkOf.notAsked(REVOCATION, "no revocation list is judged for attestation keys"),
    ],
    key: key?.ok ? key.value : null,
    root: isGood ? (anchor?.origin ?? null) : null,
    summary,
    hardware: instance ?? {},
  };
}

const SAME_KEY: CheckBase = {
  id: "ak.key",
  group: "binding",
  title: "The evidence names the key that is vouched for",
  source: "request endorsements.tpm, the certificate",
};

/** Where several sources name a key, they must name the same. */
function sameKeyChecks(
  key: AttestationKey | null,
  named: { readonly certified: AttestationKey | null; readonly evidence: AttestationKey | null },
): readonly Check[] {
  const others = Object.values(named).filter((other) => other !== null && other !== key);
  if (key === null || others.length === 0) return [];
  return [
    others.every((other) => other !== null && sameKey(other, key))
      ? checkOf.pass(SAME_KEY)
      : checkOf.fail(SAME_KEY, "AK_UNTRUSTED", { detail: "the keys differ" }),
  ];
}

/**
 * For a key that the hardware vouches for: a key or a certificate that came with the request adds no trust to it, but
 * whoever gave it expects that very key, and must not be left with another.
 */
export async function expectedKeyChecks(
  tools: TpmTools,
  key: AttestationKey | null,
  { akPublicKey, akCert }: TpmEndorsements,
): Promise<readonly Check[]> {
  if (key === null || (akPublicKey === undefined && akCert === undefined)) return [];
  const named = akPublicKey === undefined ? null : readAttestationKey(akPublicKey);
  const study = akCert === undefined ? null : await studyAkChain(tools, akCert);
  const leaf = study?.ok ? study.value.certificates[0] : undefined;
  const certified = leaf ? keyFromSpki(leaf.spki) : null;
  const expected = [
    ...(akPublicKey === undefined ? [] : [named]),
    ...(akCert === undefined ? [] : [certified]),
  ];
  return [
    expected.every((other) => other?.ok === true && sameKey(other.value, key))
      ? checkOf.pass(SAME_KEY)
      : checkOf.fail(SAME_KEY, "AK_UNTRUSTED", {
          detail: "the request names another key, or one that can't be read",
        }),
  ];
}

function sameKey(a: AttestationKey, b: AttestationKey): boolean {
  return equalBytes(a.spki, b.spki);
}
