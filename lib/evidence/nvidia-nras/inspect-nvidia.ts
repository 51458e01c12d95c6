import type { SchemeInspection } from "@/lib/evidence/scheme";
import { latin1 } from "@/lib/bytes/text";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import { describeParts, inspectCompactJws, viewCertificates } from "@/lib/formats/jws/inspect-jws";
import { looksLikeCompactJws } from "@/lib/formats/jws/jws";
import { describeJson } from "@/lib/formats/jws/describe-json";
import { jsonSpans } from "@/lib/formats/jws/json-spans";
import { readNvidia, type BundledToken } from "@/lib/formats/tokens/nvidia-bundle";
import type { EvidenceType } from "@/lib/rats/evidence-type";
import type { Field } from "@/lib/rats/inspection";

/** A bundle as its JSON document, then each token in it as a tree; offsets are those of the whole document. */
export async function inspectNvidia(given: {
  readonly bytes: Uint8Array;
  readonly evidenceType: EvidenceType;
  readonly crypto: CryptoPort;
}): Promise<SchemeInspection> {
  const { bytes, evidenceType, crypto } = given;
  if (looksLikeCompactJws(bytes)) return inspectCompactJws(given);
  const evidence = readNvidia(bytes);
  const span = jsonSpans(latin1(bytes));
  const common = { evidenceType, certificates: [], eventLogs: [] };
  if (!evidence.ok) {
    const { code, detail } = evidence.failure;
    const fields =
      span === null ? [] : [describeJson(span, { bytes, id: "document", name: "Document" })];
    return { ...common, format: {}, fields, stoppedAt: { offset: 0, code, detail } };
  }
  const { value } = evidence;
  if (value.form === "certificates") {
    return {
      ...common,
      format: { form: "certificates" },
      fields:
        span === null ? [] : [describeJson(span, { bytes, id: "document", name: "Document" })],
      stoppedAt: null,
      certificates: await viewCertificates(crypto, value.x5c),
    };
  }
  const tokens = value.form === "bundle" ? [value.overall, ...value.devices] : [value.token];
  return {
    ...common,
    format: { form: value.form, devices: Math.max(1, tokens.length - 1) },
    fields: tokens.map(tokenField),
    stoppedAt: null,
    certificates: await viewCertificates(crypto, tokens[0]?.jws.header["x5c"]),
  };
}

function tokenField({ name, text, jws }: BundledToken): Field {
  const { offset } = jws.ranges.header;
  return {
    id: name,
    name: name === "overall" ? "Overall token" : `Token of ${name}`,
    offset,
    length: text.length,
    kind: "structure",
    value: null,
    meaning: null,
    description:
      name === "overall"
        ? "What the verifier says of all devices, with a digest of each one's token."
        : "What the verifier says of one device.",
    specification: "RFC 9711 section 5, detached EAT bundle",
    reserved: false,
    bits: [],
    children: describeParts(text, { offset, prefix: `${name}.` }).fields,
  };
}
