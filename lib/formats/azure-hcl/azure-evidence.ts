import { fromBase64, fromBase64Url } from "@/lib/bytes/base64";
import { fromHex } from "@/lib/bytes/hex";
import { isJsonObject, parseStrictJson, type JsonObject } from "@/lib/bytes/strict-json";
import { utf8 } from "@/lib/bytes/text";
import { parseAttest, type Attest } from "@/lib/formats/tpm/attest";
import { readPcrList, type PcrBank } from "@/lib/formats/tpm/pcr-bank";
import { jsonText, readJsonObject } from "@/lib/formats/tpm/quote-evidence";
import { bareRsaSignature, type TpmSignature } from "@/lib/formats/tpm/signature";
import { fail, ok, type Result } from "@/lib/rats/result";
import { parseHclReport, type HclReport, type HclReportKind } from "./hcl-report";
import { readRuntimeData, type RuntimeData } from "./runtime-data";

/**
 * The evidence that a guest of an Azure confidential VM puts together, in the form of Confidential Containers and
 * attestation-rs: `{"version": 1, "hcl_report", "vcek" | "td_quote", "tpm_quote": {"message", "signature", "pcrs"}}`.
 * `hcl_report`, `vcek` (DER) and `td_quote` are base64url, the rest is hex.
 */
export interface AzureEvidence {
  readonly hclReport: Uint8Array;
  readonly hcl: HclReport;
  readonly runtimeData: RuntimeData;
  readonly attest: Attest;
  readonly signature: TpmSignature;
  readonly pcrs: PcrBank;
  /** DER; with an SNP report, when the guest had it from Azure's metadata service. */
  readonly vcek: Uint8Array | null;
  /** With a TDREPORT. */
  readonly tdQuote: Uint8Array | null;
}

/**
 * Is this Azure evidence of a kind, by its members? Without a TD quote it is that of an SEV-SNP machine, whose VCEK may
 * come in another way; with both it is nobody's.
 */
export function looksLikeAzure(bytes: Uint8Array, kind: HclReportKind): boolean {
  const text = jsonText(bytes);
  if (text === null || !text.includes('"hcl_report"')) return false;
  if (text.includes('"td_quote"') !== (kind === "tdx")) return false;
  const json = readJsonObject(text);
  if (json === null || !("hcl_report" in json) || !("tpm_quote" in json)) return false;
  return kind === "tdx" ? "td_quote" in json && !("vcek" in json) : !("td_quote" in json);
}

export function parseAzureEvidence(bytes: Uint8Array, kind: HclReportKind): Result<AzureEvidence> {
  const text = utf8(bytes);
  if (text === null) return malformed("the evidence is no UTF-8", "json");
  const json = parseStrictJson(text, { code: "EVIDENCE_MALFORMED" });
  if (!json.ok) return json;
  if (!isJsonObject(json.value)) return malformed("the evidence is no JSON object", "json");
  const { version, hcl_report, tpm_quote: quote } = json.value;
  if (version !== undefined && version !== 1) {
    return fail("REPORT_FORMAT_UNSUPPORTED", `version ${JSON.stringify(version)}`, "version");
  }
  const hclReport = base64Url(hcl_report);
  if (hclReport === null) return malformed("hcl_report is not base64url", "hcl_report");
  const hcl = parseHclReport(hclReport);
  if (!hcl.ok) return hcl;
  if (hcl.value.kind !== kind) {
    return fail(
      "WRONG_TEE_TYPE",
      `the HCL report holds a ${hcl.value.kind} report`,
      "hcl.reportType",
    );
  }
  const runtimeData = readRuntimeData(hcl.value.runtimeData);
  if (!runtimeData.ok) return runtimeData;
  const tpm = readTpmQuote(quote);
  if (!tpm.ok) return tpm;
  const hardware = readHardware(json.value, kind);
  if (!hardware.ok) return hardware;
  return ok({
    hclReport,
    hcl: hcl.value,
    runtimeData: runtimeData.value,
    ...tpm.value,
    ...hardware.value,
  });
}

function readTpmQuote(
  quote: JsonObject[string],
): Result<Pick<AzureEvidence, "attest" | "signature" | "pcrs">> {
  if (!isJsonObject(quote)) return malformed("tpm_quote is no object", "tpm_quote");
  const message = hex(quote["message"]);
  if (message === null) return malformed("message is no hex", "tpm_quote.message");
  const attest = parseAttest(message);
  if (!attest.ok) return attest;
  const bare = hex(quote["signature"]);
  if (bare === null) return malformed("signature is no hex", "tpm_quote.signature");
  const signature = bareRsaSignature(bare);
  if (!signature.ok) return signature;
  const pcrs = readPcrList(quote["pcrs"], attest.value.selection.bank);
  return pcrs.ok
    ? ok({ attest: attest.value, signature: signature.value, pcrs: pcrs.value })
    : pcrs;
}

function readHardware(
  json: JsonObject,
  kind: HclReportKind,
): Result<Pick<AzureEvidence, "vcek" | "tdQuote">> {
  const member = kind === "tdx" ? "td_quote" : "vcek";
  const value = json[member];
  const bytes = base64Url(value);
  if (bytes === null && (kind === "tdx" || (value !== undefined && value !== null))) {
    return malformed(`${member} is not base64url`, member);
  }
  return ok(kind === "tdx" ? { vcek: null, tdQuote: bytes } : { vcek: bytes, tdQuote: null });
}

/** base64url; some releases pad it and some do not. */
function base64Url(value: JsonObject[string]): Uint8Array | null {
  if (typeof value !== "string") return null;
  if (!value.endsWith("=")) return fromBase64Url(value);
  return /[+/]/.test(value) ? null : fromBase64(value.replaceAll("-", "+").replaceAll("_", "/"));
}

function hex(value: JsonObject[string]): Uint8Array | null {
  return typeof value === "string" ? fromHex(value) : null;
}

function malformed(detail: string, at: string) {
  return fail("EVIDENCE_MALFORMED", detail, at);
}
