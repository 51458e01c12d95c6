import { toHex } from "@/lib/bytes/hex";
import { latin1 } from "@/lib/bytes/text";
import { cacheSpace, type CacheSpace } from "@/lib/crypto/content-cache";
import type { PublicKey } from "@/lib/crypto/crypto-port";
import type { ChainCertificate } from "@/lib/rats/attestation-result";
import { fail, ok, type Result } from "@/lib/rats/result";
import type { Certificate } from "@/lib/x509/certificate";
import { INTEL_SGX_ROOT_CA } from "@/lib/trust/trust-anchors";
import { checkPath, intelPathProfile, validityFindings } from "@/lib/x509/path";
import { readPemTexts } from "@/lib/x509/pem";
import { readPckExtension, type PckExtension } from "../pck-extension";
import { toUtcTimestamp } from "../rfc3339";
import { readCertificate } from "./certificate-memory";
import type { DcapTools } from "./dcap-inputs";

/**
 * The chains of Intel's PKI (Intel SGX PCK Certificate and CRL Profile Specification). Each fixes its length and who
 * stands where, so that a TCB signing certificate can't act as a PCK certificate although both end at the same root.
 */
const ROLES = {
  pck: [
    ["Intel SGX PCK Certificate"],
    ["Intel SGX PCK Platform CA", "Intel SGX PCK Processor CA"],
    ["Intel SGX Root CA"],
  ],
  pckCa: [["Intel SGX PCK Platform CA", "Intel SGX PCK Processor CA"], ["Intel SGX Root CA"]],
  tcbSigner: [["Intel SGX TCB Signing"], ["Intel SGX Root CA"]],
} as const satisfies Record<string, readonly (readonly string[])[]>;

export type ChainRole = keyof typeof ROLES;

/** All that can be said of a chain without knowing the time or the trust anchors. */
export interface ChainStudy {
  /** Leaf first. */
  readonly certificates: readonly Certificate[];
  /** SHA-256 of each certificate's DER, hex. */
  readonly fingerprints: readonly string[];
  /** Rules that the chain breaks; empty for a good one. */
  readonly problems: readonly string[];
  readonly isIncomplete: boolean;
  readonly leafKey: PublicKey | null;
  /** The certificates as the result lists them; only a PCK chain is listed. */
  readonly summary: readonly ChainCertificate[];
  /** The SGX extension of the leaf; a failure for every leaf that is no PCK certificate. */
  readonly extension: Result<PckExtension>;
}

const SPACES: Readonly<Record<ChainRole, CacheSpace<Result<ChainStudy>>>> = {
  pck: cacheSpace("PCK chain"),
  pckCa: cacheSpace("PCK CA chain"),
  tcbSigner: cacheSpace("TCB signer chain"),
};

/** Keys here are digests: a given text that happens to be one must not speak for the chain that has it. */
const QUOTE_CHAINS: CacheSpace<Result<ChainStudy>> = cacheSpace("PCK chain by digest");

/** Reads a PEM chain and checks everything about it that does not depend on time or anchors; remembered by content. */
export function studyChain(
  tools: DcapTools,
  text: string,
  role: ChainRole,
): Promise<Result<ChainStudy>> {
  return tools.cache.remember(SPACES[role], text, () => study(tools, text, role));
}

/**
 * The same for the chain inside a quote, remembered by the SHA-256 of its bytes: every quote brings its own copy, and
 * hashing bytes is much cheaper than making a long text only to look it up.
 */
export async function studyQuoteChain(
  tools: DcapTools,
  bytes: Uint8Array,
): Promise<Result<ChainStudy>> {
  const read = () => study(tools, latin1(bytes), "pck");
  if (!tools.cache.lasts) return read(); // its certificates are remembered, and that is enough for one call
  const digest = toHex(await tools.crypto.digest("SHA-256", bytes));
  return tools.cache.remember(QUOTE_CHAINS, digest, read);
}

async function study(tools: DcapTools, text: string, role: ChainRole): Promise<Result<ChainStudy>> {
  const blocks = readPemTexts(text, "PCK_CHAIN_INVALID");
  if (!blocks.ok) return blocks;
  const expected: readonly (readonly string[])[] = ROLES[role];
  if (blocks.value.length > expected.length) {
    return fail(
      "PCK_CHAIN_INVALID",
      `${blocks.value.length} certificates where ${expected.length} belong`,
    );
  }
  const certificates: Certificate[] = [];
  const fingerprints: string[] = [];
  for (const block of blocks.value) {
    const read = await readCertificate(tools, block);
    if (!read.ok) return read;
    certificates.push(read.value.certificate);
    fingerprints.push(read.value.fingerprint);
  }
  const leaf = certificates[0];
  const leafKey = leaf ? await tools.crypto.importSpki("ECDSA-P256-SHA256", leaf.spki) : null;
  const isIncomplete = certificates.length < expected.length;
  const problems = isIncomplete
    ? [`${certificates.length} certificates where ${expected.length} belong`]
    : [
        ...roleProblems(certificates, expected),
        ...(await pathProblems(tools, certificates, { role, root: fingerprints.at(-1) })),
        ...(leafKey?.ok === true ? [] : ["certificate 1: its key is not a point on P-256"]),
      ];
  return ok({
    certificates,
    fingerprints,
    problems,
    isIncomplete,
    leafKey: leafKey?.ok ? leafKey.value : null,
    ...(role === "pck"
      ? {
          summary: certificates.map((certificate, index) =>
            summarise(certificate, fingerprints[index]),
          ),
          extension: leaf ? readPckExtension(leaf) : NO_PCK_CERTIFICATE,
        }
      : { summary: [], extension: NO_PCK_CERTIFICATE }),
  });
}

const NO_PCK_CERTIFICATE = fail("PCK_CHAIN_INVALID", "there is no PCK certificate");

function summarise(certificate: Certificate, sha256 = ""): ChainCertificate {
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

function roleProblems(
  certificates: readonly Certificate[],
  expected: readonly (readonly string[])[],
): readonly string[] {
  return certificates.flatMap((certificate, index) => {
    const names = expected[index] ?? [];
    const name = certificate.subjectCommonName;
    return name !== null && names.includes(name)
      ? []
      : [`certificate ${index + 1} is “${name ?? "nameless"}”, not “${names.join("” or “")}”`];
  });
}

async function pathProblems(
  { crypto }: DcapTools,
  chain: readonly Certificate[],
  { role, root }: { readonly role: ChainRole; readonly root: string | undefined },
): Promise<readonly string[]> {
  const findings = await checkPath({
    crypto,
    chain,
    isRootPinned: root === INTEL_SGX_ROOT_CA.sha256,
    profile: role === "pckCa" ? { ...intelPathProfile, leafRole: "crl-issuer" } : intelPathProfile,
  });
  return findings.map(({ index, detail }) => `certificate ${index + 1}: ${detail}`);
}

/** What is wrong with the chain's dates at this moment; empty when every certificate is valid. */
export function validityProblems(study: ChainStudy, at: number): readonly string[] {
  return validityFindings(study.certificates, at).map(
    ({ index, problem }) =>
      `certificate ${index + 1} (${study.certificates[index]?.subjectCommonName ?? "nameless"}) is ${
        problem === "expired" ? "expired" : "not valid yet"
      }`,
  );
}
