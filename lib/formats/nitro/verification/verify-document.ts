import { signatureInput } from "@/lib/formats/cose/sign1";
import type { ChainCertificate } from "@/lib/rats/attestation-result";
import type { Check } from "@/lib/rats/check";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";
import { ok, type Result } from "@/lib/rats/result";
import type { TrustAnchor } from "@/lib/trust/trust-anchors";
import { chainText } from "@/lib/x509/chain-text";
import { validityFindings } from "@/lib/x509/path";
import { toUtcTimestamp } from "@/lib/x509/utc-timestamp";
import type { NitroDocument } from "../document";
import {
  type NitroCertificates,
  type NitroChain,
  type NitroTools,
  readNitroChain,
  studyNitroChain,
} from "./chain-study";

export interface NitroVerification {
  readonly checks: readonly Check[];
  readonly chain: readonly ChainCertificate[];
  readonly anchor: TrustAnchor | null;
}

const FORMAT: CheckBase = {
  id: "document.format",
  group: "format",
  title: "Document keeps the syntax of its specification",
  source: "attestation_process.md, Syntactical validation",
};
const SIZES: CheckBase = {
  id: "document.sizes",
  group: "format",
  title: "User data and nonce have at most 512 bytes",
  source: "attestation_process.md, Attestation document specification",
};
const CHAIN: CheckBase = {
  id: "nitro.chain",
  group: "chain",
  title: "Certificate chain is well-formed and signed link by link",
  source: "the document's certificate and cabundle",
};
const ROOT: CheckBase = { id: "nitro.root", group: "chain", title: "Chain ends at a pinned root" };
const VALIDITY: CheckBase = {
  id: "nitro.validity",
  group: "chain",
  title: "Certificate chain is valid at this time",
};
const TIMESTAMP: CheckBase = {
  id: "document.timestamp",
  group: "chain",
  title: "Document was made while its certificate was valid, and not in the future",
  source: "the document's certificate",
};
const SIGNATURE: CheckBase = {
  id: "cose.signature",
  group: "signature",
  title: "Document is signed with ES384 by its certificate's key",
  source: "the document's certificate",
};
const REVOCATION: CheckBase = {
  id: "nitro.revocation",
  group: "policy",
  title: "Certificates are not revoked",
  source: "attestation_process.md, Certificates chain validity",
};

const AGREED_BYTES = 512;
/** Clocks of verifier and hypervisor may differ by this much. */
const CLOCK_SKEW_MS = 300_000;

/** All checks of a document but the policy's: chain, root, dates, signature. Everything is judged at `at`. */
export async function verifyNitroDocument(
  tools: NitroTools,
  document: NitroDocument,
  given: { readonly anchors: readonly TrustAnchor[]; readonly at: number },
): Promise<NitroVerification> {
  const read = await readNitroChain(tools, document);
  // Side by side: P-384 is verified on other threads, and takes longer than everything else together.
  const [chain, signature] = await Promise.all([
    read.ok ? studyNitroChain(tools, read.value).then(ok) : read,
    signatureCheck(tools, document, read),
  ]);
  const anchor = anchorOf(chain, given.anchors);
  return {
    checks: [
      checkOf.pass(FORMAT),
      sizesCheck(document),
      ...chainChecks(chain, { anchor, ...given }),
      timestampCheck(document, { chain, at: given.at }),
      signature,
      checkOf.notAsked(
        REVOCATION,
        "AWS offers no revocation for enclaves; a leaf certificate lives for about three hours",
      ),
    ],
    chain: chain.ok ? chain.value.summary : [],
    anchor,
  };
}

function sizesCheck({ userData, nonce }: NitroDocument): Check {
  const longest = Math.max(userData?.length ?? 0, nonce?.length ?? 0);
  return longest <= AGREED_BYTES
    ? checkOf.pass(SIZES)
    : checkOf.warn(SIZES, "DOCUMENT_INVALID", {
        detail: "the module's interface permits 1,024 bytes, the specification of the document 512",
        expected: `at most ${AGREED_BYTES} bytes`,
        actual: `${longest} bytes`,
      });
}

/** The chain's last certificate, by the digest of its whole DER: the bundle's own root proves nothing. */
function anchorOf(chain: Result<NitroChain>, anchors: readonly TrustAnchor[]): TrustAnchor | null {
  if (!chain.ok || chain.value.problems.length > 0) return null;
  const root = chain.value.fingerprints.at(-1);
  return anchors.find(({ sha256 }) => sha256 === root) ?? null;
}

function chainChecks(
  chain: Result<NitroChain>,
  given: {
    readonly anchor: TrustAnchor | null;
    readonly anchors: readonly TrustAnchor[];
    readonly at: number;
  },
): readonly Check[] {
  if (!chain.ok) {
    const { code, detail } = chain.failure;
    const why = "the certificates can't be read";
    return [
      checkOf.fail(CHAIN, code, { detail }),
      checkOf.skip(ROOT, why),
      checkOf.skip(VALIDITY, why),
    ];
  }
  const { problems, certificates } = chain.value;
  const names = certificates.map(({ subjectCommonName }) => subjectCommonName ?? "nameless");
  return [
    problems.length === 0
      ? checkOf.pass(CHAIN, { detail: chainText(names) })
      : checkOf.fail(CHAIN, "CERT_CHAIN_INVALID", { detail: problems.join("; ") }),
    rootCheck(chain.value, given),
    validityCheck(chain.value, { names, at: given.at }),
  ];
}

function rootCheck(
  { fingerprints, problems }: NitroChain,
  { anchor, anchors }: { anchor: TrustAnchor | null; anchors: readonly TrustAnchor[] },
): Check {
  const actual = fingerprints.at(-1) ?? null;
  const stated = anchors.find(({ sha256 }) => sha256 === actual);
  if (anchor) return checkOf.pass({ ...ROOT, source: `trust anchor ${anchor.name}` }, { actual });
  if (stated && problems.length > 0) {
    return checkOf.skip(ROOT, "the root is pinned, but the chain does not lead to it");
  }
  return checkOf.fail(ROOT, "ROOT_CA_UNTRUSTED", {
    expected: anchors.map(({ sha256 }) => sha256).join(" or ") || "no root is trusted for Nitro",
    actual,
  });
}

function validityCheck(
  { certificates }: NitroChain,
  { names, at }: { names: readonly string[]; at: number },
): Check {
  const findings = validityFindings(certificates, at).map(
    ({ index, problem }) =>
      `certificate ${index + 1} (${names[index] ?? "nameless"}) is ${
        problem === "expired" ? "expired" : "not valid yet"
      }`,
  );
  return findings.length === 0
    ? checkOf.pass(VALIDITY)
    : checkOf.fail(VALIDITY, "CERT_EXPIRED", { detail: findings.join("; ") });
}

/** The key exists only while its certificate is valid; a time outside was never signed by this module. */
function timestampCheck(
  { timestamp }: NitroDocument,
  { chain, at }: { chain: Result<NitroChain>; at: number },
): Check {
  const leaf = chain.ok ? chain.value.certificates[0] : undefined;
  if (!leaf) return checkOf.skip(TIMESTAMP, "the certificate can't be read");
  const values = {
    expected: `${toUtcTimestamp(leaf.notBefore)} to ${toUtcTimestamp(leaf.notAfter)}`,
    actual: toUtcTimestamp(timestamp),
  };
  // Certificates count whole seconds.
  const isWithin = timestamp >= leaf.notBefore && timestamp < leaf.notAfter + 1000;
  if (!isWithin) return checkOf.fail(TIMESTAMP, "DOCUMENT_INVALID", values);
  return timestamp <= at + CLOCK_SKEW_MS
    ? checkOf.pass(TIMESTAMP, values)
    : checkOf.fail(TIMESTAMP, "DOCUMENT_INVALID", { ...values, detail: "made in the future" });
}

async function signatureCheck(
  { crypto }: NitroTools,
  { sign1 }: NitroDocument,
  certificates: Result<NitroCertificates>,
): Promise<Check> {
  const key = certificates.ok ? certificates.value.leafKey : null;
  if (key === null) return checkOf.skip(SIGNATURE, "there is no key on P-384 to verify with");
  const isSigned = await crypto.verify(key, sign1.signature, signatureInput(sign1));
  return isSigned ? checkOf.pass(SIGNATURE) : checkOf.fail(SIGNATURE, "COSE_SIGNATURE_INVALID");
}
