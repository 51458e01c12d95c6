import { concatBytes, equalBytes, isAllZero } from "@/lib/bytes/equal-bytes";
import { toHex } from "@/lib/bytes/hex";
import type { AppraisalPolicy } from "@/lib/rats/appraisal-policy";
import type { Check } from "@/lib/rats/check";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";
import { hasBit, littleEndian } from "../bit-tables";
import type { QeIdentity } from "../qe-identity";
import type { Quote } from "../quote";
import type { DcapTools } from "./dcap-inputs";
import type { PckMaterial } from "./pck-checks";
import { signedContent, verifyRemembered } from "./signature-memory";
import type { SignedJudgement } from "./signed-json-checks";

const REPORT_SIGNATURE: CheckBase = {
  id: "qe.reportSignature",
  group: "binding",
  title: "Quoting enclave's report is signed by the PCK key",
  source: "PCK certificate",
};
const KEY_BINDING: CheckBase = {
  id: "qe.keyBinding",
  group: "binding",
  title: "Quoting enclave vouches for the attestation key",
  source: "QE report data",
};
const IDENTITY: CheckBase = {
  id: "qe.identity",
  group: "binding",
  title: "Quoting enclave is the one that Intel published",
  source: "collateral QE Identity",
};
const QUOTE_SIGNATURE: CheckBase = {
  id: "quote.signature",
  group: "signature",
  title: "Quote signed by the attestation key",
  source: "attestation key",
};

/**
 * From the PCK certificate down to the quote: three links and the identity of the enclave in the middle. The tools are those
 * for collateral, which remember nothing that a bare point signed.
 */
export async function judgeQuotingEnclave(
  tools: DcapTools,
  given: {
    quote: Quote;
    pck: PckMaterial;
    identity: SignedJudgement<QeIdentity>;
    rules: AppraisalPolicy;
  },
): Promise<readonly Check[]> {
  const { quote, pck, identity, rules } = given;
  return [
    await reportSignatureCheck(tools, quote, pck),
    await keyBindingCheck(tools, quote),
    identityCheck(quote, identity, rules),
    await quoteSignatureCheck(tools, quote),
  ];
}

/**
 * The quoting enclave's report is what a certificate of the attestation key would be: it stays the same for every quote that
 * is signed with that key, so it is remembered as certificates are.
 */
async function reportSignatureCheck(
  tools: DcapTools,
  quote: Quote,
  { chain }: PckMaterial,
): Promise<Check> {
  const leaf = chain.ok && chain.value.leafKey ? chain.value.certificates[0] : undefined;
  if (!leaf) return checkOf.skip(REPORT_SIGNATURE, "there is no usable PCK key");
  const { qeReportSignature: signature, qeReportBytes: data } = quote;
  const content = await signedContent(tools, signature, data);
  const isSigned = await verifyRemembered(tools, { spki: leaf.spki, signature, data, content });
  return isSigned
    ? checkOf.pass(REPORT_SIGNATURE)
    : checkOf.fail(REPORT_SIGNATURE, "QE_REPORT_SIGNATURE_INVALID");
}

/**
 * QE report data = SHA-256(attestation key x‖y ‖ authentication data) ‖ 32 zero bytes. No other encoding of the key is
 * part of the format.
 */
async function keyBindingCheck({ crypto }: DcapTools, quote: Quote): Promise<Check> {
  const digest = await crypto.digest("SHA-256", concatBytes(quote.attestationKey, quote.authData));
  const { reportData } = quote.qeReport;
  const isBound =
    equalBytes(reportData.subarray(0, 32), digest) && isAllZero(reportData.subarray(32));
  return isBound
    ? checkOf.pass(KEY_BINDING)
    : checkOf.fail(KEY_BINDING, "AK_BINDING_INVALID", {
        expected: `${toHex(digest)}${"00".repeat(32)}`,
        actual: toHex(reportData),
      });
}

function identityCheck(
  quote: Quote,
  identity: SignedJudgement<QeIdentity>,
  rules: AppraisalPolicy,
): Check {
  if (!identity.trusted) {
    const detail = "there is no trusted QE Identity";
    return rules.intel?.evaluateTcb === false
      ? checkOf.skipWith(IDENTITY, "TCB_NOT_EVALUATED", { detail })
      : checkOf.skip(IDENTITY, detail);
  }
  const differences = identityDifferences(quote, identity.trusted);
  return differences.length === 0
    ? checkOf.pass(IDENTITY, { actual: `MRSIGNER ${toHex(quote.qeReport.mrSigner)}` })
    : checkOf.fail(IDENTITY, "QE_IDENTITY_MISMATCH", {
        detail: differences.map(({ field }) => field).join(", "),
        expected: differences.map(({ expected }) => expected).join(", "),
        actual: differences.map(({ actual }) => actual).join(", "),
      });
}

interface Difference {
  readonly field: string;
  readonly expected: string;
  readonly actual: string;
}

function identityDifferences({ qeReport }: Quote, identity: QeIdentity): readonly Difference[] {
  const isvProdId = littleEndian(qeReport.isvProdId).toString();
  const attributes = concatBytes(qeReport.attributes, qeReport.xfrm);
  const differences: Difference[] = [];
  const compare = (field: string, expected: string, actual: string) => {
    if (expected !== actual) differences.push({ field, expected, actual });
  };
  compare("MRSIGNER", toHex(identity.mrSigner), toHex(qeReport.mrSigner));
  compare("ISVPRODID", `${identity.isvProdId}`, isvProdId);
  compare(
    "MISCSELECT under its mask",
    toHex(identity.miscSelect),
    toHex(masked(qeReport.miscSelect, identity.miscSelectMask)),
  );
  compare(
    "ATTRIBUTES under their mask",
    toHex(identity.attributes),
    toHex(masked(attributes, identity.attributesMask)),
  );
  // Defence in depth: production identities mask DEBUG in, but nothing in the format makes them.
  compare("DEBUG", "off", hasBit(qeReport.attributes, 1) ? "on" : "off");
  return differences;
}

function masked(bytes: Uint8Array, mask: Uint8Array): Uint8Array {
  return bytes.map((byte, index) => byte & (mask[index] ?? 0));
}

/** A machine signs many quotes with one attestation key, so the key is remembered; the signature never is. */
async function quoteSignatureCheck({ crypto }: DcapTools, quote: Quote): Promise<Check> {
  const key = await crypto.importPoint("ECDSA-P256-SHA256", quote.attestationKey);
  if (!key.ok) {
    return checkOf.fail(QUOTE_SIGNATURE, "QUOTE_SIGNATURE_INVALID", {
      detail: "the attestation key is not a point on P-256",
    });
  }
  const isSigned = await crypto.verify(key.value, quote.signature, quote.signedBytes);
  return isSigned
    ? checkOf.pass(QUOTE_SIGNATURE)
    : checkOf.fail(QUOTE_SIGNATURE, "QUOTE_SIGNATURE_INVALID");
}
