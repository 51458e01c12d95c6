import { fromBase64 } from "@/lib/bytes/base64";
import { isJsonObject, parseStrictJson, type JsonObject } from "@/lib/bytes/strict-json";
import { utf8 } from "@/lib/bytes/text";
import { fail, ok, type Result } from "@/lib/rats/result";
import { readAttestationKey, type AttestationKey } from "./attestation-key";
import { looksLikeAttest, parseAttest, type Attest } from "./attest";
import { readPcrBanks, readPcrList, type PcrBank } from "./pcr-bank";
import { parseSignature, type TpmSignature } from "./signature";

/**
 * A TPM quote as it is sent. There is no standard for the container, so these are read:
 *
 * - `attestry-json`: `{"attest", "signature", "pcrs", "akPublicKey"?, "akCert"?, "akCertChain"?}`. `attest` is base64 of
 *   a TPMS_ATTEST, `signature` base64 of a TPMT_SIGNATURE, `pcrs` is `{"sha256": {"0": "hex", …}}`, `akPublicKey` is
 *   base64 of a TPMT_PUBLIC or TPM2B_PUBLIC, or PEM; the certificates are PEM. Other members are refused.
 * - `trustee-json`: what the attester of Trustee (Confidential Containers) writes: `{"ak_public", "tpm_quote":
 *   {"message", "signature", "pcrs"}}`, base64, and hex for the PCR values of the quoted bank from 0 on.
 * - `tpms-attest`: the bare bytes of a TPMS_ATTEST. They can be read and not believed: nothing signs them.
 */
export type TpmContainer = "attestry-json" | "trustee-json" | "tpms-attest";

export interface QuoteEvidence {
  readonly container: TpmContainer;
  readonly attest: Attest;
  /** Null for a bare structure. */
  readonly signature: TpmSignature | null;
  readonly pcrs: PcrBank | null;
  /** The key that the evidence brings; it proves nothing by itself. */
  readonly ak: AttestationKey | null;
  /** PEM. */
  readonly akCert: string | null;
  readonly akCertChain: string | null;
}

const OWN_MEMBERS = ["attest", "signature", "pcrs", "akPublicKey", "akCert", "akCertChain"];

/** Which of the containers these bytes are; null when they are none. */
export function tpmContainer(bytes: Uint8Array): TpmContainer | null {
  if (looksLikeAttest(bytes)) return "tpms-attest";
  const text = jsonText(bytes);
  if (text === null || text.includes('"hcl_report"')) return null;
  if (!text.includes('"attest"') && !text.includes('"tpm_quote"')) return null;
  const json = readJsonObject(text);
  return json && jsonContainer(json);
}

/** Evidence of other kinds wraps a TPM quote in the same members, so these must be all that there is. */
function jsonContainer(json: JsonObject): TpmContainer | null {
  if ("attest" in json && "signature" in json) return "attestry-json";
  return "tpm_quote" in json && "ak_public" in json && !("hcl_report" in json)
    ? "trustee-json"
    : null;
}

/** The text of what may be a JSON object; looking for a name in it is much cheaper than parsing it. */
export function jsonText(bytes: Uint8Array): string | null {
  const first = bytes.find(
    (byte) => byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09,
  );
  return first === 0x7b ? utf8(bytes) : null; // a "{"
}

export function readJsonObject(text: string): JsonObject | null {
  const json = parseStrictJson(text, { code: "EVIDENCE_MALFORMED" });
  return json.ok && isJsonObject(json.value) ? json.value : null;
}

export function parseQuoteEvidence(bytes: Uint8Array): Result<QuoteEvidence> {
  if (looksLikeAttest(bytes)) return readBare(bytes);
  const text = utf8(bytes);
  if (text === null) return malformed("neither a TPMS_ATTEST nor JSON", "container");
  const json = parseStrictJson(text, { code: "EVIDENCE_MALFORMED" });
  if (!json.ok) return json;
  const container = isJsonObject(json.value) ? jsonContainer(json.value) : null;
  if (!isJsonObject(json.value) || container === null) {
    return malformed("no TPM quote in this JSON", "container");
  }
  return container === "trustee-json" ? readTrustee(json.value) : readOwn(json.value);
}

function readBare(bytes: Uint8Array): Result<QuoteEvidence> {
  const attest = parseAttest(bytes);
  return attest.ok
    ? ok({
        container: "tpms-attest",
        attest: attest.value,
        signature: null,
        pcrs: null,
        ak: null,
        akCert: null,
        akCertChain: null,
      })
    : attest;
}

function readOwn(json: JsonObject): Result<QuoteEvidence> {
  const unknown = Object.keys(json).find((member) => !OWN_MEMBERS.includes(member));
  if (unknown !== undefined) return malformed(`unknown member ${JSON.stringify(unknown)}`, unknown);
  const attest = readBytes(json, "attest", parseAttest);
  if (!attest.ok) return attest;
  const signature = readBytes(json, "signature", parseSignature);
  if (!signature.ok) return signature;
  const pcrs = readPcrBanks(json["pcrs"]);
  if (!pcrs.ok) return pcrs;
  const ak = optionalText(json, "akPublicKey");
  const akCert = optionalText(json, "akCert");
  const akCertChain = optionalText(json, "akCertChain");
  if (!ak.ok) return ak;
  if (!akCert.ok) return akCert;
  if (!akCertChain.ok) return akCertChain;
  const key = ak.value === null ? ok(null) : readAttestationKey(ak.value);
  if (!key.ok) return key;
  return ok({
    container: "attestry-json",
    attest: attest.value,
    signature: signature.value,
    pcrs: pcrs.value,
    ak: key.value,
    akCert: akCert.value,
    akCertChain: akCertChain.value,
  });
}

/** Members besides these are somebody else's business: the container is foreign and nothing in it is signed. */
function readTrustee(json: JsonObject): Result<QuoteEvidence> {
  const quote = json["tpm_quote"];
  if (!isJsonObject(quote)) return malformed("tpm_quote is no object", "tpm_quote");
  const attest = readBytes(quote, "message", parseAttest);
  if (!attest.ok) return attest;
  const signature = readBytes(quote, "signature", parseSignature);
  if (!signature.ok) return signature;
  const pcrs = readPcrList(quote["pcrs"], attest.value.selection.bank);
  if (!pcrs.ok) return pcrs;
  const akText = json["ak_public"];
  const ak = typeof akText === "string" ? readAttestationKey(akText) : null;
  if (ak === null) return malformed("ak_public is no text", "ak_public");
  if (!ak.ok) return ak;
  return ok({
    container: "trustee-json",
    attest: attest.value,
    signature: signature.value,
    pcrs: pcrs.value,
    ak: ak.value,
    akCert: null,
    akCertChain: null,
  });
}

function readBytes<T>(
  json: JsonObject,
  member: string,
  parse: (bytes: Uint8Array) => Result<T>,
): Result<T> {
  const text = json[member];
  const bytes = typeof text === "string" ? fromBase64(text) : null;
  return bytes === null ? malformed(`${member} is not base64`, member) : parse(bytes);
}

function optionalText(json: JsonObject, member: string): Result<string | null> {
  const value = json[member] ?? null;
  return value === null || typeof value === "string"
    ? ok(value)
    : malformed(`${member} is no text`, member);
}

function malformed(detail: string, at: string) {
  return fail("EVIDENCE_MALFORMED", detail, at);
}
