import { equalBytes } from "@/lib/bytes/equal-bytes";
import { toHex } from "@/lib/bytes/hex";
import type { Check } from "@/lib/rats/check";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";
import { fail, ok, type Result } from "@/lib/rats/result";
import type { PckCa } from "@/lib/trust/endorsement-source";
import type { TrustAnchor } from "@/lib/trust/trust-anchors";
import { chainText } from "@/lib/x509/chain-text";
import { sgxTypeName, type PckExtension } from "../pck-extension";
import type { Quote } from "../quote";
import { studyChain, studyQuoteChain, validityProblems, type ChainStudy } from "./chain-study";
import { anchorOf, type DcapInputs, type DcapTools } from "./dcap-inputs";

/** The chain that vouches for the platform, read before anything is known about time and anchors. */
export interface PckMaterial {
  readonly chain: Result<ChainStudy>;
  readonly extension: Result<PckExtension>;
  /** Which CA issued the leaf; null when the chain can't be read. */
  readonly ca: PckCa | null;
}

/** Reads the chain out of the quote (certification data type 5) or, for types 1 to 3, from the endorsements. */
export async function readPckMaterial(
  tools: DcapTools,
  quote: Quote,
  givenChain: string | undefined,
): Promise<PckMaterial> {
  const { type, data } = quote.certification;
  if (type !== 5 && givenChain === undefined) {
    const missing = fail(
      "PCK_CHAIN_INCOMPLETE",
      `the quote carries certification data of type ${type}, not a chain, and none was given`,
    );
    return { chain: missing, extension: missing, ca: null };
  }
  const chain =
    type === 5 || givenChain === undefined
      ? await studyQuoteChain(tools, data)
      : await studyChain(tools, givenChain, "pck");
  const leaf = chain.ok ? chain.value.certificates[0] : undefined;
  const extension = chain.ok ? fitsQuote(chain.value.extension, quote) : chain;
  return { chain, extension, ca: issuingCa(leaf?.issuerCommonName) };
}

function issuingCa(name: string | null | undefined): PckCa | null {
  if (name === "Intel SGX PCK Platform CA") return "platform";
  return name === "Intel SGX PCK Processor CA" ? "processor" : null;
}

/** Certification data of types 1 to 3 names the platform; a certificate from elsewhere must be of that platform. */
function fitsQuote(extension: Result<PckExtension>, quote: Quote): Result<PckExtension> {
  const { type, data } = quote.certification;
  if (!extension.ok || type === 5) return extension;
  const { ppid, cpuSvn, pceSvn, pceId } = extension.value;
  const tail = data.subarray(data.length - 20);
  const statedPceSvn = (tail[16] ?? 0) | ((tail[17] ?? 0) << 8);
  if (type === 1 && !equalBytes(data.subarray(0, 16), ppid)) {
    return fail("PCK_CHAIN_INVALID", "the PCK certificate is for another PPID");
  }
  if (toHex(tail.subarray(18, 20)) !== pceId) {
    return fail("PCEID_MISMATCH", "the PCK certificate is for another PCE");
  }
  if (!equalBytes(tail.subarray(0, 16), cpuSvn) || statedPceSvn !== pceSvn) {
    return fail(
      "PCK_CHAIN_INVALID",
      "the PCK certificate is for another TCB: the platform's registration is stale",
    );
  }
  return ok(extension.value);
}

const CHAIN: CheckBase = {
  id: "pck.chain",
  group: "chain",
  title: "PCK certificate chain is well-formed and signed link by link",
  source: "the quote's certification data",
};
const ROOT: CheckBase = { id: "pck.root", group: "chain", title: "Chain ends at a pinned root" };
const VALIDITY: CheckBase = {
  id: "pck.validity",
  group: "chain",
  title: "PCK chain is valid at this time",
};
const EXTENSION: CheckBase = {
  id: "pck.extension",
  group: "chain",
  title: "PCK certificate names the platform",
};

export interface PckJudgement {
  readonly checks: readonly Check[];
  readonly anchor: TrustAnchor | null;
}

/** Rules of the chain, its root, its dates and its SGX extension. */
export function judgePck(material: PckMaterial, inputs: DcapInputs): PckJudgement {
  const { chain, extension } = material;
  if (!chain.ok) {
    const { code, detail } = chain.failure;
    const why = "the PCK chain can't be read";
    return {
      checks: [
        checkOf.fail(CHAIN, code, { detail }),
        ...[ROOT, VALIDITY, EXTENSION].map((base) => checkOf.skip(base, why)),
      ],
      anchor: null,
    };
  }
  const study = chain.value;
  const rootFingerprint = study.fingerprints.at(-1);
  const anchor = anchorOf(rootFingerprint, inputs.anchors) ?? null;
  return {
    checks: [
      chainCheck(study),
      anchor
        ? checkOf.pass(
            { ...ROOT, source: `trust anchor ${anchor.name}` },
            { actual: anchor.sha256 },
          )
        : checkOf.fail(ROOT, "ROOT_CA_UNTRUSTED", {
            expected: inputs.anchors.map(({ sha256 }) => sha256).join(" or "),
            actual: rootFingerprint ?? null,
          }),
      validityCheck(study, inputs.at),
      extensionCheck(extension),
    ],
    anchor,
  };
}

function chainCheck(study: ChainStudy): Check {
  if (study.problems.length === 0) {
    const names = study.certificates.map(({ subjectCommonName }) => subjectCommonName);
    return checkOf.pass(CHAIN, { detail: chainText(names) });
  }
  return checkOf.fail(CHAIN, study.isIncomplete ? "PCK_CHAIN_INCOMPLETE" : "PCK_CHAIN_INVALID", {
    detail: study.problems.join("; "),
  });
}

function validityCheck(study: ChainStudy, at: number): Check {
  const problems = validityProblems(study, at);
  return problems.length === 0
    ? checkOf.pass(VALIDITY)
    : checkOf.fail(VALIDITY, "PCK_EXPIRED", { detail: problems.join("; ") });
}

function extensionCheck(extension: Result<PckExtension>): Check {
  if (!extension.ok) {
    return checkOf.fail(EXTENSION, extension.failure.code, { detail: extension.failure.detail });
  }
  const { fmspc, pceId, sgxType, cpuSvn, components } = extension.value;
  const differs = components.some((svn, index) => svn !== cpuSvn[index]);
  return checkOf.pass(EXTENSION, {
    detail:
      `FMSPC ${fmspc}, PCEID ${pceId}, SGX type ${sgxTypeName(sgxType)}` +
      (differs ? "; CPUSVN differs from the component SVNs, which are what counts" : ""),
  });
}
