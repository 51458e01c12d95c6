import { fromBase64 } from "@/lib/bytes/base64";
import { fromHex, toHex } from "@/lib/bytes/hex";
import { isJsonObject, parseStrictJson, type JsonObject } from "@/lib/bytes/strict-json";
import { utf8 } from "@/lib/bytes/text";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import type { EvidenceScheme, SchemeInspection } from "@/lib/evidence/scheme";
import { parseAzureEvidence } from "@/lib/formats/azure-hcl/azure-evidence";
import { parseHclReport, type HclReportKind } from "@/lib/formats/azure-hcl/hcl-report";
import {
  HARDWARE_REPORT_LENGTH,
  HCL_HEADER,
  RUNTIME_DATA_HEADER,
  TD_REPORT_STRUCT,
} from "@/lib/formats/azure-hcl/layout";
import { describeStructure } from "@/lib/formats/dcap/describe-structure";
import { amdView } from "@/lib/formats/snp/certificate-view";
import { describeAttest, type TpmDescription } from "@/lib/formats/tpm/describe-tpm";
import { inTextOrder, jsonField } from "@/lib/formats/tpm/describe-json";
import { describePcrs } from "@/lib/formats/tpm/describe-pcrs";
import { describeEncoded } from "@/lib/formats/tpm/inspect-quote";
import { viewBootLog } from "@/lib/formats/tpm/view-boot-log";
import { lettersOf, placeOfText, relocate, type TextPlace } from "@/lib/formats/tpm/text-placement";
import type { CertificateView, Field } from "@/lib/rats/inspection";
import { parseCertificate } from "@/lib/x509/certificate";
import { viewCertificate } from "@/lib/x509/certificate-view";

interface InspectInput {
  readonly bytes: Uint8Array;
  readonly crypto: CryptoPort;
  readonly eventLog: Uint8Array | null;
  readonly kind: HclReportKind;
  readonly evidenceType: "azure-snp-vtpm" | "azure-tdx-vtpm";
  /** Describes the hardware evidence inside. */
  readonly hardware: EvidenceScheme;
}

/** Decodes Azure evidence as far as it goes, with the hardware evidence inside. Nothing is verified. */
export async function inspectAzure(input: InspectInput): Promise<SchemeInspection> {
  const { bytes, crypto, eventLog, kind, evidenceType } = input;
  const text = utf8(bytes) ?? "";
  const json = parseStrictJson(text, { code: "EVIDENCE_MALFORMED" });
  const parsed = parseAzureEvidence(bytes, kind);
  const members = json.ok && isJsonObject(json.value) ? json.value : {};
  const hardware = await describeHardware(text, members, input);
  const tpm = describeTpmQuote(text, members["tpm_quote"]);
  return {
    evidenceType,
    format: parsed.ok
      ? {
          hclVersion: parsed.value.hcl.version,
          bank: parsed.value.attest.selection.bank.name,
          pcrs: parsed.value.attest.selection.pcrs.length,
        }
      : {},
    fields: inTextOrder([...hardware.fields, ...tpm]),
    stoppedAt: parsed.ok
      ? null
      : { offset: 0, code: parsed.failure.code, detail: parsed.failure.detail },
    certificates: hardware.certificates,
    eventLogs: eventLog
      ? [await viewBootLog(eventLog, { crypto, quote: parsed.ok ? parsed.value : null })]
      : [],
  };
}

async function describeHardware(
  text: string,
  members: JsonObject,
  input: InspectInput,
): Promise<Pick<SchemeInspection, "fields" | "certificates">> {
  const { crypto, kind, hardware } = input;
  const hcl = await describeHcl(text, members["hcl_report"], input);
  if (kind === "sev-snp") {
    const vcek = await viewVcek(text, members["vcek"], crypto);
    return {
      fields: [...hcl, ...(vcek ? [vcek.field] : [])],
      certificates: vcek ? [vcek.view] : [],
    };
  }
  const quote = located(text, members["td_quote"]);
  if (quote === null) return { fields: hcl, certificates: [] };
  const inspected = await hardware.inspect(quote.bytes, crypto);
  return {
    fields: [
      ...hcl,
      jsonField({
        id: "tdQuote",
        name: "TD quote",
        offset: quote.place.start,
        length: quote.place.length,
        description: "What Azure's quoting service made of the TDREPORT, base64url.",
        children: inspected.fields.map((field) =>
          relocate(field, quote.place, { prefix: "tdQuote." }),
        ),
      }),
    ],
    certificates: inspected.certificates,
  };
}

interface Located {
  readonly bytes: Uint8Array;
  readonly place: TextPlace;
}

/** A base64url member and where it stands; null when there is none. */
function located(text: string, value: JsonObject[string]): Located | null {
  if (typeof value !== "string") return null;
  const standard = value.replaceAll("-", "+").replaceAll("_", "/").replace(/=+$/, "");
  const bytes = fromBase64(standard.padEnd(Math.ceil(standard.length / 4) * 4, "="));
  const place = placeOfText(text, value, "base64");
  return bytes && place && bytes.length > 0 ? { bytes, place } : null;
}

async function describeHcl(
  text: string,
  value: JsonObject[string],
  { crypto, kind, hardware }: InspectInput,
): Promise<readonly Field[]> {
  const found = located(text, value);
  if (found === null) return [];
  const { bytes, place } = found;
  const report = parseHclReport(bytes);
  const header = describeStructure({
    ...{ layout: HCL_HEADER, bytes, offset: 0 },
    ...{ id: "hcl.header", name: "HCL report header" },
  });
  const area = bytes.subarray(HCL_HEADER.length, HCL_HEADER.length + HARDWARE_REPORT_LENGTH);
  const runtimeHeader = HCL_HEADER.length + HARDWARE_REPORT_LENGTH;
  const inner =
    kind === "tdx"
      ? [
          describeStructure({
            ...{ layout: TD_REPORT_STRUCT, bytes: area, offset: 0 },
            ...{ id: "tdReport", name: "TDREPORT" },
          }),
        ]
      : (await hardware.inspect(area, crypto)).fields;
  const runtime = describeStructure({
    ...{ layout: RUNTIME_DATA_HEADER, bytes, offset: runtimeHeader },
    ...{ id: "hcl.runtimeHeader", name: "Runtime data header" },
  });
  const children = [
    relocate(header, place),
    ...inner.map((field) => relocate(field, place, { shift: HCL_HEADER.length, prefix: "hcl." })),
    ...(bytes.length > runtimeHeader ? [relocate(runtime, place)] : []),
    ...(report.ok
      ? [describeRuntimeData(report.value.runtimeData, place, report.value.ranges)]
      : []),
  ];
  return [
    jsonField({
      id: "hcl",
      name: "HCL report",
      offset: place.start,
      length: place.length,
      description: "What the paravisor left in NV index 0x01400001 of the vTPM, base64url.",
      children,
    }),
  ];
}

/** The runtime data as the text that it is, with what a reader looks for first as its meaning. */
function describeRuntimeData(
  data: Uint8Array,
  place: TextPlace,
  ranges: { readonly runtimeData: number },
): Field {
  const text = utf8(data);
  const { offset, length } = lettersOf(place, { offset: ranges.runtimeData, length: data.length });
  return jsonField({
    id: "hcl.runtimeData",
    name: "Runtime data",
    offset,
    length,
    description:
      "JSON with the vTPM's keys and the VM's configuration; its hash begins the hardware's report data.",
    value: text ?? toHex(data),
    meaning: text?.includes('"HCLAkPub"') ? "names the vTPM's attestation key" : null,
  });
}

async function viewVcek(
  text: string,
  value: JsonObject[string],
  crypto: CryptoPort,
): Promise<{ readonly field: Field; readonly view: CertificateView } | null> {
  const found = located(text, value);
  if (found === null) return null;
  const certificate = parseCertificate(found.bytes, "VCEK_CHAIN_INVALID");
  if (!certificate.ok) return null;
  const field = jsonField({
    id: "vcek",
    name: "VCEK",
    offset: found.place.start,
    length: found.place.length,
    description: "Certificate of the key that signed the SNP report, base64url.",
    value: certificate.value.subject,
    meaning: certificate.value.serial,
  });
  return { field, view: await viewCertificate(crypto, certificate.value, amdView) };
}

function describeTpmQuote(text: string, quote: JsonObject[string]): readonly Field[] {
  if (!isJsonObject(quote)) return [];
  const attest = describeEncoded(text, quote["message"], {
    ...{ name: "TPM quote", encoding: "hex", decode: fromHex, describe: describeAttest },
    description: "What the vTPM signed: a TPMS_ATTEST.",
  });
  const signature = describeEncoded(text, quote["signature"], {
    ...{ name: "TPM signature", encoding: "hex", decode: fromHex, describe: bareSignature },
    description: "The bare RSA signature over it: RSASSA with SHA-256.",
  });
  const pcrs = describePcrs(text, quote["pcrs"]);
  return [attest?.field, signature?.field, pcrs].filter(
    (field) => field !== undefined && field !== null,
  );
}

function bareSignature(bytes: Uint8Array): TpmDescription {
  return {
    field: {
      ...jsonField({
        id: "signature",
        name: "TPM signature",
        offset: 0,
        length: bytes.length,
        description: "",
        value: toHex(bytes),
      }),
      kind: "bytes",
    },
    stoppedAt: null,
  };
}
