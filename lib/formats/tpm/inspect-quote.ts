import { fromBase64 } from "@/lib/bytes/base64";
import { isJsonObject, parseStrictJson, type JsonValue } from "@/lib/bytes/strict-json";
import { utf8 } from "@/lib/bytes/text";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import type { CertificateView, Field, KindInspection } from "@/lib/rats/inspection";
import type { Certificate } from "@/lib/x509/certificate";
import { viewPemChain, type VendorView } from "@/lib/x509/certificate-view";
import {
  describeAttest,
  describePublicArea,
  describeSignature,
  type TpmDescription,
} from "./describe-tpm";
import { inTextOrder, jsonField } from "./describe-json";
import { describePcrs } from "./describe-pcrs";
import { viewBootLog } from "./view-boot-log";
import { gceInstance, GCE_INSTANCE_OID } from "./gce-instance";
import { looksLikeAttest } from "./attest";
import { parseQuoteEvidence, type QuoteEvidence } from "./quote-evidence";
import { placeOfText, relocate, type TextEncoding } from "./text-placement";

type Body = KindInspection;

const DESCRIPTIONS = {
  attest: "What the TPM signed: a TPMS_ATTEST.",
  signature: "A TPMT_SIGNATURE over it.",
  key: "The key that the evidence names; it proves nothing by itself.",
} as const;

/** Decodes a quote, in whichever container it came, as far as it goes. Nothing is verified. */
export async function inspectTpmQuote(given: {
  bytes: Uint8Array;
  crypto: CryptoPort;
  eventLog: Uint8Array | null;
}): Promise<Body> {
  const { bytes, crypto, eventLog } = given;
  const parsed = parseQuoteEvidence(bytes);
  const evidence = parsed.ok ? parsed.value : null;
  const { fields, stoppedAt } = looksLikeAttest(bytes) ? describeBare(bytes) : describeJson(bytes);
  return {
    evidenceType: "tpm-quote",
    format: evidence ? quoteFormat(evidence) : {},
    fields,
    stoppedAt:
      stoppedAt ??
      (parsed.ok ? null : { offset: 0, code: parsed.failure.code, detail: parsed.failure.detail }),
    certificates: evidence ? await viewCertificates(evidence, crypto) : [],
    eventLogs: eventLog ? [await viewBootLog(eventLog, { crypto, quote: evidence })] : [],
  };
}

/** How a quote was read, for the result's `format`. */
export function quoteFormat({ container, attest, signature }: QuoteEvidence) {
  return {
    container,
    bank: attest.selection.bank.name,
    pcrs: attest.selection.pcrs.length,
    ...(signature ? { signature: `${signature.scheme} ${signature.hash.name}` } : {}),
  };
}

function describeBare(bytes: Uint8Array): Pick<Body, "fields" | "stoppedAt"> {
  const { field, stoppedAt } = describeAttest(bytes);
  return { fields: [field], stoppedAt };
}

function describeJson(bytes: Uint8Array): Pick<Body, "fields" | "stoppedAt"> {
  const text = utf8(bytes) ?? "";
  const json = parseStrictJson(text, { code: "EVIDENCE_MALFORMED" });
  if (!json.ok || !isJsonObject(json.value)) {
    const detail = json.ok ? "no JSON object" : json.failure.detail;
    return { fields: [], stoppedAt: { offset: 0, code: "EVIDENCE_MALFORMED", detail } };
  }
  const quote = isJsonObject(json.value["tpm_quote"]) ? json.value["tpm_quote"] : json.value;
  const described = [
    describeEncoded(text, quote["message"] ?? quote["attest"], {
      ...{ name: "Quote", encoding: "base64", describe: describeAttest },
      description: DESCRIPTIONS.attest,
    }),
    describeEncoded(text, quote["signature"], {
      ...{ name: "Signature", encoding: "base64", describe: describeSignature },
      description: DESCRIPTIONS.signature,
    }),
    describeEncoded(text, json.value["akPublicKey"], {
      ...{ name: "Attestation key", encoding: "base64", describe: describePublicArea },
      description: DESCRIPTIONS.key,
    }),
  ].filter((entry) => entry !== null);
  const pcrs = describePcrs(text, quote["pcrs"]);
  const spki = describeText(text, json.value["ak_public"] ?? null);
  return {
    fields: inTextOrder([
      ...(spki ? [spki] : []),
      ...described.map(({ field }) => field),
      ...(pcrs ? [pcrs] : []),
    ]),
    stoppedAt: described.find(({ stoppedAt }) => stoppedAt !== null)?.stoppedAt ?? null,
  };
}

/** The key that Trustee's attester writes: a SubjectPublicKeyInfo, which has no fields of the TPM's. */
function describeText(json: string, value: JsonValue): Field | null {
  const place = typeof value === "string" ? placeOfText(json, value, "base64") : null;
  return typeof value === "string" && place
    ? jsonField({
        id: "akPublic",
        name: "Attestation key",
        offset: place.start,
        length: place.length,
        description: `${DESCRIPTIONS.key} SubjectPublicKeyInfo, base64.`,
        value,
      })
    : null;
}

/** A member that holds an encoded structure: its fields, where their letters stand. Null when it is not there. */
export function describeEncoded(
  json: string,
  value: JsonValue | undefined,
  given: {
    readonly name: string;
    readonly encoding: TextEncoding;
    readonly decode?: (text: string) => Uint8Array | null;
    readonly describe: (bytes: Uint8Array) => TpmDescription;
    readonly description: string;
  },
): TpmDescription | null {
  const { name, encoding, decode = fromBase64, describe, description } = given;
  const place = typeof value === "string" ? placeOfText(json, value, encoding) : null;
  const bytes = typeof value === "string" ? decode(value) : null;
  if (place === null || bytes === null || bytes.length === 0) return null;
  const { field, stoppedAt } = describe(bytes);
  const placed = relocate(field, place);
  return {
    field: { ...placed, name, offset: place.start, length: place.length, description },
    stoppedAt: stoppedAt && { ...stoppedAt, offset: place.start },
  };
}

/** Certificates of attestation keys for people. */
export const akView: VendorView = {
  role: ({ subjectCommonName, isCa }) =>
    isCa ? (subjectCommonName ?? "issuer") : "Attestation key",
  extensions: {
    [GCE_INSTANCE_OID]: {
      name: "Google Compute Engine instance",
      values: (certificate: Certificate) =>
        Object.entries(gceInstance(certificate) ?? {}).map(([name, value]) => ({ name, value })),
    },
  },
};

async function viewCertificates(
  { akCert, akCertChain }: QuoteEvidence,
  crypto: CryptoPort,
): Promise<readonly CertificateView[]> {
  if (akCert === null) return [];
  const pem = `${akCert.trim()}\n${akCertChain ?? ""}`;
  const views = await viewPemChain(pem, { crypto, vendor: akView, code: "CERT_CHAIN_INVALID" });
  return views.ok ? views.value : [];
}
