import { toHex } from "@/lib/bytes/hex";
import { isAllZero } from "@/lib/bytes/equal-bytes";
import { rememberingCrypto } from "@/lib/crypto/remembering-crypto";
import type { AppraisalPolicy } from "@/lib/rats/appraisal-policy";
import type { ChainCertificate, TcbSummary } from "@/lib/rats/attestation-result";
import type { Check } from "@/lib/rats/check";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";
import type { IntelEndorsements } from "@/lib/rats/endorsements";
import { endorsementKey, type EndorsementRequest } from "@/lib/trust/endorsement-source";
import type { TrustAnchor } from "@/lib/trust/trust-anchors";
import { ENCLAVE_REPORT, INTEL_QE_VENDOR_ID } from "../layout";
import { sgxTypeName } from "../pck-extension";
import type { EnclaveReport, Quote } from "../quote";
import { hasBit } from "../bit-tables";
import { toUtcTimestamp } from "../rfc3339";
import { judgeCrl, PCK_CRL, revocationCheck, ROOT_CRL } from "./crl-checks";
import type { DcapInputs, DcapTools } from "./dcap-inputs";
import { judgePck, readPckMaterial, type PckMaterial } from "./pck-checks";
import { judgeQuotingEnclave } from "./quoting-enclave-checks";
import { judgeQeIdentity, judgeTcbInfo, type SignedJudgement } from "./signed-json-checks";
import { judgeTcb } from "./tcb-checks";
import type { QeIdentity } from "../qe-identity";
import type { TcbInfo } from "../tcb-info";

/** A quote whose PCK certificate has been read, so that it is known which collateral it needs. */
export interface PreparedQuote {
  /** What certificates' keys signed is worth remembering; the quote's own signature is verified every time. */
  readonly tools: DcapTools;
  readonly quote: Quote;
  readonly pck: PckMaterial;
  readonly required: readonly EndorsementRequest[];
}

export async function prepareQuote(
  tools: DcapTools,
  quote: Quote,
  given: { endorsements: IntelEndorsements; rules: AppraisalPolicy },
): Promise<PreparedQuote> {
  const { cache } = tools;
  const remembering = { crypto: rememberingCrypto(tools.crypto, cache), cache };
  const pck = await readPckMaterial(remembering, quote, given.endorsements.pckCertChain);
  return { tools: remembering, quote, pck, required: requiredCollateral({ quote, pck, ...given }) };
}

/** Collateral to gather. When the policy judges no patch level, TCB data is looked at only if it came along. */
function requiredCollateral(given: {
  quote: Quote;
  pck: PckMaterial;
  endorsements: IntelEndorsements;
  rules: AppraisalPolicy;
}): readonly EndorsementRequest[] {
  const { quote, pck, endorsements, rules } = given;
  const { tee } = quote.body;
  const judgesTcb = rules.intel?.evaluateTcb !== false;
  const fmspc = pck.extension.ok ? pck.extension.value.fmspc : null;
  return [
    ...(fmspc !== null && (judgesTcb || endorsements.tcbInfo !== undefined)
      ? [{ item: "intel.tcbInfo", tee, fmspc } as const]
      : []),
    ...(judgesTcb || endorsements.qeIdentity !== undefined
      ? [{ item: "intel.qeIdentity", tee } as const]
      : []),
    ...(pck.ca ? [{ item: "intel.pckCrl", ca: pck.ca } as const] : []),
    { item: "intel.rootCaCrl" },
  ];
}

export interface QuoteVerification {
  readonly checks: readonly Check[];
  readonly tcb: TcbSummary | null;
  readonly chain: readonly ChainCertificate[];
  readonly anchor: TrustAnchor | null;
  /** What the PCK certificate says of the platform, in claim names; empty when it can't be read. */
  readonly hardware: Readonly<Record<string, string>>;
  readonly platformTcb: Readonly<Record<string, string>>;
}

/**
 * All checks of an SGX or TDX quote: chain, collateral, revocation, quoting enclave, signature, TCB. Everything is
 * judged at `given.at`; independent failures are all reported.
 */
export async function verifyQuote(
  { tools, quote, pck, required }: PreparedQuote,
  given: Omit<DcapInputs, "atText">,
): Promise<QuoteVerification> {
  const inputs: DcapInputs = { atText: toUtcTimestamp(given.at), ...given };
  const judgesTcb = inputs.rules.intel?.evaluateTcb !== false;
  const find = (name: EndorsementRequest["item"]) => {
    const request = required.find(({ item }) => item === name);
    return request ? inputs.items.get(endorsementKey(request)) : undefined;
  };
  const chain = pck.chain.ok ? pck.chain.value : null;
  const [leaf, ca, root] = chain?.certificates ?? [];
  const pckJudgement = judgePck(pck, inputs);
  const underOneRoot = sameRoot(inputs, pckJudgement.anchor);
  // Side by side: with a backend that verifies on other threads, the next is read while one waits.
  const [tcbInfo, qeIdentity, rootCrl, pckCrl] = await Promise.all([
    judgeTcbInfo(tools, underOneRoot, find("intel.tcbInfo")),
    judgeQeIdentity(tools, underOneRoot, find("intel.qeIdentity")),
    judgeCrl(tools, underOneRoot, {
      kind: ROOT_CRL,
      item: find("intel.rootCaCrl"),
      issuer: root,
    }),
    judgeCrl(tools, underOneRoot, { kind: PCK_CRL, item: find("intel.pckCrl"), issuer: ca }),
  ]);
  const extension = pck.extension.ok ? pck.extension.value : null;
  const tcb = judgeTcb(
    {
      quote,
      info: tcbInfo.trusted && isFor(tcbInfo.trusted, quote) ? tcbInfo.trusted : null,
      identity:
        qeIdentity.trusted && identityIsFor(qeIdentity.trusted, quote) ? qeIdentity.trusted : null,
      extension,
    },
    inputs,
  );
  return {
    checks: [
      ...formatChecks(quote, inputs),
      ...pckJudgement.checks,
      ...tcbInfo.checks,
      ...tcbInfoFits(quote, pck, tcbInfo),
      ...qeIdentity.checks,
      ...qeIdentityFits(quote, qeIdentity),
      ...rootCrl.checks,
      ...pckCrl.checks,
      revocationCheck(revocation("pck", "PCK certificate is not revoked"), {
        certificate: leaf,
        judgement: pckCrl,
        code: "PCK_REVOKED",
      }),
      revocationCheck(revocation("pckCa", "PCK CA certificate is not revoked"), {
        certificate: ca,
        judgement: rootCrl,
        code: "INTERMEDIATE_REVOKED",
      }),
      ...signerRevocations([tcbInfo, qeIdentity], rootCrl),
      ...(await judgeQuotingEnclave(tools, {
        quote,
        pck,
        identity: qeIdentity,
        rules: inputs.rules,
      })),
      ...tcb.checks,
    ].filter((check) => judgesTcb || !isTcbDetail(check)),
    tcb: tcb.tcb,
    chain: chain?.summary ?? [],
    anchor: pckJudgement.anchor,
    hardware: extension
      ? {
          fmspc: extension.fmspc,
          pceId: extension.pceId,
          ppid: toHex(extension.ppid),
          sgxType: sgxTypeName(extension.sgxType),
          ...(pck.ca ? { pckCa: pck.ca } : {}),
          ...(extension.platformInstanceId
            ? { platformInstanceId: toHex(extension.platformInstanceId) }
            : {}),
          ...(extension.configuration
            ? {
                dynamicPlatform: `${extension.configuration.dynamicPlatform}`,
                cachedKeys: `${extension.configuration.cachedKeys}`,
                smtEnabled: `${extension.configuration.smtEnabled}`,
              }
            : {}),
        }
      : {},
    platformTcb: extension
      ? {
          sgxComponents: extension.components.join("."),
          pceSvn: `${extension.pceSvn}`,
          cpuSvn: toHex(extension.cpuSvn),
        }
      : {},
  };
}

/**
 * Collateral must end at the very root that the quote's chain ends at. Where several anchors are trusted, one of them
 * must not decide how well patched a machine under another is.
 */
function sameRoot(inputs: DcapInputs, anchor: TrustAnchor | null): DcapInputs {
  return anchor ? { ...inputs, anchors: [anchor] } : inputs;
}

/** With `evaluateTcb: false` one check says that patch levels were left out; ten more would only repeat it. */
function isTcbDetail({ id, code, status }: Check): boolean {
  const isAboutTcb = id.startsWith("tcbInfo.") || id.startsWith("qeIdentity.");
  return isAboutTcb && status === "skip" && code === "TCB_NOT_EVALUATED";
}

function isFor(info: TcbInfo, quote: Quote): boolean {
  return info.id === (quote.body.tee === "tdx" ? "TDX" : "SGX");
}

function identityIsFor(identity: QeIdentity, quote: Quote): boolean {
  return identity.id === (quote.body.tee === "tdx" ? "TD_QE" : "QE");
}

function formatChecks(quote: Quote, { rules }: DcapInputs): readonly Check[] {
  const parsed: CheckBase = { id: "quote.structure", group: "format", title: "Quote is complete" };
  const vendor: CheckBase = {
    id: "quote.qeVendor",
    group: "format",
    title: "Quoting enclave is Intel's",
    source: rules.intel?.qeVendorId ? "policy intel.qeVendorId" : "Intel's vendor id",
  };
  const expected = (rules.intel?.qeVendorId ?? INTEL_QE_VENDOR_ID).toLowerCase();
  const actual = toHex(quote.header.qeVendorId);
  return [
    checkOf.pass(parsed, { detail: `version ${quote.version}, ${quote.bytes.length} bytes` }),
    actual === expected
      ? checkOf.pass(vendor, { actual })
      : checkOf.fail(vendor, "QE_VENDOR_UNKNOWN", { expected, actual }),
    trailingCheck(quote),
    reservedCheck(quote),
  ];
}

function trailingCheck({ trailing }: Quote): Check {
  const base: CheckBase = {
    id: "quote.trailingBytes",
    group: "format",
    title: "Nothing but padding follows the quote",
  };
  if (trailing.length === 0) return checkOf.pass(base);
  const detail = `${trailing.length} ${trailing.allZero ? "zero " : ""}bytes follow`;
  return trailing.allZero
    ? checkOf.pass(base, { detail })
    : checkOf.warn(base, "EVIDENCE_TRAILING_BYTES", { detail });
}

/** Reserved fields are zero; fields of key separation and sharing are too unless the KSS flag is set. */
function reservedCheck(quote: Quote): Check {
  const base: CheckBase = {
    id: "quote.reserved",
    group: "format",
    title: "Reserved fields are zero",
  };
  const body = quote.body.tee === "sgx" ? nonZeroReserved(quote.body.report, "body") : [];
  const names = [...body, ...nonZeroReserved(quote.qeReport, "qe")];
  return names.length === 0
    ? checkOf.pass(base)
    : checkOf.fail(base, "EVIDENCE_MALFORMED", { detail: `not zero: ${names.join(", ")}` });
}

const KSS_FIELDS = ["isvExtProdId", "configId", "configSvn", "isvFamilyId"] as const;
const RESERVED_FIELDS = ["reserved1", "reserved2", "reserved3", "reserved4"] as const;

function nonZeroReserved(report: EnclaveReport, parent: string): readonly string[] {
  const hasKss = hasBit(report.attributes, 7);
  const fields = hasKss ? RESERVED_FIELDS : [...RESERVED_FIELDS, ...KSS_FIELDS];
  return fields
    .filter((id) => !isAllZero(report[id]))
    .map((id) => {
      const field = ENCLAVE_REPORT.fields.find((entry) => entry.id === id);
      return `${parent} ${field?.name ?? id} at ${field?.offset ?? 0}`;
    });
}

function tcbInfoFits(
  quote: Quote,
  pck: PckMaterial,
  { trusted }: SignedJudgement<TcbInfo>,
): readonly Check[] {
  if (!trusted || !pck.extension.ok) return [];
  const { fmspc, pceId } = pck.extension.value;
  const source = "collateral TCB Info";
  const teeBase: CheckBase = {
    id: "tcbInfo.tee",
    group: "collateral",
    title: "TCB Info is for this TEE",
    source,
  };
  const wanted = quote.body.tee === "tdx" ? "TDX" : "SGX";
  const values = { expected: wanted, actual: trusted.id };
  const fmspcBase: CheckBase = {
    id: "tcbInfo.fmspc",
    group: "collateral",
    title: "TCB Info is for this platform family",
    source,
  };
  const pceBase: CheckBase = {
    id: "tcbInfo.pceId",
    group: "collateral",
    title: "TCB Info is for this PCE",
    source,
  };
  const fmspcValues = { expected: fmspc, actual: trusted.fmspc };
  const pceValues = { expected: pceId, actual: trusted.pceId };
  return [
    isFor(trusted, quote)
      ? checkOf.pass(teeBase, values)
      : checkOf.fail(teeBase, "TCB_INFO_INVALID", values),
    trusted.fmspc === fmspc
      ? checkOf.pass(fmspcBase, fmspcValues)
      : checkOf.fail(fmspcBase, "FMSPC_MISMATCH", fmspcValues),
    trusted.pceId === pceId
      ? checkOf.pass(pceBase, pceValues)
      : checkOf.fail(pceBase, "PCEID_MISMATCH", pceValues),
  ];
}

function qeIdentityFits(quote: Quote, { trusted }: SignedJudgement<QeIdentity>): readonly Check[] {
  if (!trusted) return [];
  const base: CheckBase = {
    id: "qeIdentity.tee",
    group: "collateral",
    title: "QE Identity is for this TEE",
    source: "collateral QE Identity",
  };
  const values = { expected: quote.body.tee === "tdx" ? "TD_QE" : "QE", actual: trusted.id };
  return [
    identityIsFor(trusted, quote)
      ? checkOf.pass(base, values)
      : checkOf.fail(base, "QE_IDENTITY_INVALID", values),
  ];
}

function revocation(part: string, title: string): CheckBase {
  return { id: `${part}.revocation`, group: "collateral", title, source: "collateral CRL" };
}

/** TCB Info and QE Identity are usually signed by one certificate; each different signer is looked up once. */
function signerRevocations(
  judgements: readonly Pick<SignedJudgement<unknown>, "signer">[],
  rootCrl: Awaited<ReturnType<typeof judgeCrl>>,
): readonly Check[] {
  const signers = judgements.map(({ signer }) => signer).filter((signer) => signer !== undefined);
  const distinct = signers.filter(
    (signer, index) => signers.findIndex(({ serial }) => serial === signer.serial) === index,
  );
  return distinct.map((certificate, index) =>
    revocationCheck(
      revocation(
        index === 0 ? "tcbSigner" : `tcbSigner${index + 1}`,
        "TCB signing certificate is not revoked",
      ),
      { certificate, judgement: rootCrl, code: "INTERMEDIATE_REVOKED" },
    ),
  );
}
