import { fromBase64, fromBase64Url } from "@/lib/bytes/base64";
import { toHex } from "@/lib/bytes/hex";
import type { JsonValue } from "@/lib/bytes/strict-json";
import { latin1 } from "@/lib/bytes/text";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import type { EvidenceFormat } from "@/lib/rats/attestation-result";
import type { EvidenceType } from "@/lib/rats/evidence-type";
import type { CertificateView, Field, KindInspection } from "@/lib/rats/inspection";
import { parseCertificate } from "@/lib/x509/certificate";
import { viewCertificate, type VendorView } from "@/lib/x509/certificate-view";
import { describeJson } from "./describe-json";
import { jsonSpans } from "./json-spans";
import { readCompactJws, type ByteRange, type Jws } from "./jws";

type JwsInspection = KindInspection;

/** Decodes a compact JWS as far as it goes: header and claims as trees, each value with its place in the token. */
export async function inspectCompactJws(given: {
  readonly bytes: Uint8Array;
  readonly evidenceType: EvidenceType;
  readonly crypto: CryptoPort;
}): Promise<JwsInspection> {
  const { bytes, evidenceType, crypto } = given;
  const jws = readCompactJws(bytes);
  const { fields, stoppedAt } = describeParts(bytes);
  return {
    evidenceType,
    format: jws.ok ? jwsFormat(jws.value) : {},
    fields,
    stoppedAt: jws.ok
      ? stoppedAt
      : (stoppedAt ?? { offset: 0, code: jws.failure.code, detail: jws.failure.detail }),
    certificates: jws.ok ? await viewCertificates(crypto, jws.value.header["x5c"]) : [],
    eventLogs: [],
  };
}

function jwsFormat({ header }: Jws): EvidenceFormat {
  const { alg } = header;
  return {
    serialisation: "JWS compact",
    algorithm: typeof alg === "string" ? alg.slice(0, 64) : "none named",
  };
}

/** The certificates of an `x5c` member up to the first that can't be read. */
export async function viewCertificates(
  crypto: CryptoPort,
  x5c: JsonValue | undefined,
): Promise<readonly CertificateView[]> {
  const texts: readonly unknown[] = Array.isArray(x5c) ? x5c : [];
  const views: CertificateView[] = [];
  for (const [index, text] of texts.entries()) {
    const der = typeof text === "string" ? fromBase64(text) : null;
    const certificate = der === null ? null : parseCertificate(der, "CERT_CHAIN_INVALID");
    if (certificate?.ok !== true) break;
    const role = index === 0 ? "token signer" : `issuer ${index}`;
    const vendor: VendorView = { role: () => role };
    views.push(await viewCertificate(crypto, certificate.value, vendor));
  }
  return views;
}

const PARTS = [
  { id: "header", name: "Header", about: "Says how the token is signed, and with which key." },
  { id: "claims", name: "Claims", about: "What the issuer says. Signed together with the header." },
] as const;
const JWS_SPECIFICATION = "RFC 7515 section 7.1, JWS compact serialisation";

/** The three parts of the compact token that starts at `offset`; also for tokens inside other documents. */
export function describeParts(
  bytes: Uint8Array,
  { offset = 0, prefix = "" } = {},
): Pick<JwsInspection, "fields" | "stoppedAt"> {
  const [header = "", payload = "", signature = ""] = latin1(bytes).split(".");
  const payloadAt = offset + header.length + 1;
  return describeTexts({
    prefix,
    parts: [
      { text: header, offset },
      { text: payload, offset: payloadAt },
      { text: signature, offset: payloadAt + payload.length + 1 },
    ],
  });
}

/** The three texts of a JWS in JSON serialisation, by their places in the document. */
export function describeJwsRanges(
  bytes: Uint8Array,
  ranges: Jws["ranges"],
): Pick<JwsInspection, "fields" | "stoppedAt"> {
  const part = ({ offset, length }: ByteRange) => ({
    text: latin1(bytes.subarray(offset, offset + length)),
    offset,
  });
  const { header, payload, signature } = ranges;
  return describeTexts({ prefix: "", parts: [part(header), part(payload), part(signature)] });
}

interface PartText {
  readonly text: string;
  readonly offset: number;
}

function describeTexts(given: {
  readonly prefix: string;
  /** Header, payload, signature. */
  readonly parts: readonly [PartText, PartText, PartText];
}): Pick<JwsInspection, "fields" | "stoppedAt"> {
  const { prefix, parts } = given;
  const fields: Field[] = [];
  for (const [index, { id, name, about }] of PARTS.entries()) {
    const { text, offset } = parts[index] ?? parts[0];
    const range = { offset, length: text.length };
    const tree = partTree(text, { range, id: `${prefix}${id}`, name });
    if (tree === null) {
      const detail = `the ${id} is not base64url of JSON`;
      return { fields, stoppedAt: { offset, code: "TOKEN_MALFORMED", detail } };
    }
    fields.push({ ...tree, description: about });
  }
  const [, , signature] = parts;
  return {
    fields: [...fields, signatureField(signature.text, { at: signature.offset, prefix })],
    stoppedAt: null,
  };
}

function signatureField(text: string, { at, prefix }: { at: number; prefix: string }): Field {
  const signature = fromBase64Url(text);
  return {
    ...leaf,
    id: `${prefix}signature`,
    name: "Signature",
    offset: at,
    length: text.length,
    kind: "bytes",
    value: signature === null ? text : toHex(signature),
    meaning:
      text === ""
        ? "empty: nobody signed this"
        : signature === null
          ? "not base64url"
          : `${signature.length} bytes`,
    description: "Over the texts of header and claims with the dot between them.",
    specification: JWS_SPECIFICATION,
  };
}

const leaf = { reserved: false, bits: [], children: [] };

/** Three bytes of JSON are four characters of the token: a value's place is that of the characters that touch it. */
function partTree(
  text: string,
  given: { readonly range: ByteRange; readonly id: string; readonly name: string },
): Field | null {
  const { range, id, name } = given;
  const bytes = fromBase64Url(text);
  const span = bytes === null ? null : jsonSpans(latin1(bytes));
  if (bytes === null || span?.kind !== "object") return null;
  const place = (start: number, end: number): ByteRange => {
    const first = Math.floor((start * 4) / 3);
    const last = Math.min(Math.ceil((end * 4) / 3), range.length);
    return { offset: range.offset + first, length: last - first };
  };
  return describeJson(span, { bytes, id, name, place });
}
