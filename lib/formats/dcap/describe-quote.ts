import { ByteReader } from "@/lib/bytes/byte-reader";
import { toHex } from "@/lib/bytes/hex";
import { latin1 } from "@/lib/bytes/text";
import type { Field } from "@/lib/rats/inspection";
import { describeBits, littleEndian, setBitNames } from "./bit-tables";
import {
  BODY_TYPES,
  CERTIFICATION_DATA_TYPES,
  ENCLAVE_REPORT,
  INTEL_QE_VENDOR_ID,
  QUOTE_HEADER,
  TEE_TYPE_TDX,
  type FieldLayout,
  type StructureLayout,
} from "./layout";
import { parseQuote, type Quote } from "./quote";

const SIGNATURE_SPECIFICATION =
  "Intel TDX DCAP Quoting Library API, table “ECDSA 256-bit Quote Signature Data Structure”";
const CERTIFICATION_SPECIFICATION =
  "Intel TDX DCAP Quoting Library API, table “QE Certification Data”";

/** What a value says, for the fields where there is something to say. */
const MEANINGS: Readonly<Record<string, (bytes: Uint8Array) => string | null>> = {
  "header.version": (bytes) => `quote version ${littleEndian(bytes)}`,
  "header.attestationKeyType": (bytes) =>
    littleEndian(bytes) === 2n ? "ECDSA-256-with-P-256" : "not supported",
  "header.teeType": (bytes) =>
    littleEndian(bytes) === BigInt(TEE_TYPE_TDX)
      ? "TDX"
      : littleEndian(bytes) === 0n
        ? "SGX"
        : "unknown",
  "header.qeVendorId": (bytes) => (toHex(bytes) === INTEL_QE_VENDOR_ID ? "Intel" : "unknown"),
  "header.userData": (bytes) => `QEID ${toHex(bytes.subarray(0, 16))}`,
  "body.teeTcbSvn": describeTeeTcbSvn,
  "body.teeTcbSvn2": describeTeeTcbSvn,
  "body.reportData": printableText,
};

function describeTeeTcbSvn(bytes: Uint8Array): string {
  return `TDX module ${bytes[1] ?? 0}.${bytes[0] ?? 0}, SEAM loader ${bytes[2] ?? 0}`;
}

/** The text that stands in a byte string, when all of it up to the zero padding is printable ASCII. */
export function printableText(bytes: Uint8Array): string | null {
  const end = bytes.findLastIndex((byte) => byte !== 0) + 1;
  if (end === 0) return "all zero";
  const used = bytes.subarray(0, end);
  return used.every((byte) => byte >= 0x20 && byte < 0x7f) ? `text “${latin1(used)}”` : null;
}

/** Decodes one structure; a field that the evidence is too short for is left out. */
export function describeStructure(given: {
  layout: StructureLayout;
  bytes: Uint8Array;
  offset: number;
  id: string;
  name: string;
}): Field {
  const { layout, bytes, offset, id, name } = given;
  const children = layout.fields
    .filter((field) => offset + field.offset + field.length <= bytes.length)
    .map((field) => describeField({ field, layout, bytes, offset, parent: id }));
  return structure({
    id,
    name,
    offset,
    length: Math.min(layout.length, Math.max(0, bytes.length - offset)),
    description: `${layout.name}, ${layout.length} bytes.`,
    specification: layout.specification,
    children,
  });
}

function describeField(given: {
  field: FieldLayout;
  layout: StructureLayout;
  bytes: Uint8Array;
  offset: number;
  parent: string;
}): Field {
  const { field, layout, bytes, offset, parent } = given;
  const start = offset + field.offset;
  const slice = bytes.subarray(start, start + field.length);
  const id = `${parent}.${field.id}`;
  const isZero = slice.every((byte) => byte === 0);
  const ownMeaning = MEANINGS[id]?.(slice) ?? null;
  const meaning =
    ownMeaning ??
    (field.bits
      ? setBitNames(field.bits, slice)
      : isZero && field.kind === "bytes"
        ? "all zero"
        : null);
  return {
    id,
    name: field.name,
    offset: start,
    length: field.length,
    kind: field.kind,
    value: field.kind === "integer" ? littleEndian(slice).toString() : toHex(slice),
    meaning: field.reserved && !isZero ? "reserved, but not zero" : meaning,
    description: field.description,
    specification: layout.specification,
    reserved: field.reserved === true,
    bits: field.bits ? describeBits(field.bits, slice) : [],
    children: [],
  };
}

function structure(
  given: Pick<Field, "id" | "name" | "offset" | "length" | "description" | "specification"> & {
    children: readonly Field[];
  },
): Field {
  return { ...given, kind: "structure", value: null, meaning: null, reserved: false, bits: [] };
}

function leaf(
  given: Pick<
    Field,
    "id" | "name" | "offset" | "length" | "kind" | "value" | "description" | "specification"
  > & { meaning?: string | null },
): Field {
  return { ...given, meaning: given.meaning ?? null, reserved: false, bits: [], children: [] };
}

export interface QuoteDescription {
  readonly fields: readonly Field[];
  readonly stoppedAt: {
    readonly offset: number;
    readonly code: string;
    readonly detail: string;
  } | null;
}

/**
 * Every field of a quote with offset, length, value and meaning. A quote that can't be read to the end is described as
 * far as it goes: header and body have fixed places.
 */
export function describeQuote(bytes: Uint8Array): QuoteDescription {
  const parsed = parseQuote(bytes);
  if (!parsed.ok) {
    const fields = describeBeginning(bytes);
    const offset = Math.max(0, ...fields.map((field) => field.offset + field.length));
    const { code, detail } = parsed.failure;
    return { fields, stoppedAt: { offset, code, detail } };
  }
  const quote = parsed.value;
  return {
    fields: [
      header(bytes),
      ...bodyDescriptor(quote),
      body(quote),
      signatureData(quote),
      ...trailing(quote),
    ],
    stoppedAt: null,
  };
}

function header(bytes: Uint8Array): Field {
  return describeStructure({
    layout: QUOTE_HEADER,
    bytes,
    offset: 0,
    id: "header",
    name: "Quote header",
  });
}

function describeBeginning(bytes: Uint8Array): readonly Field[] {
  const fields = [header(bytes)];
  const reader = new ByteReader(bytes);
  const version = reader.u16le();
  reader.skip(2);
  const isTdx = reader.u32le() === TEE_TYPE_TDX;
  if (bytes.length <= QUOTE_HEADER.length || (version !== 3 && version !== 4)) return fields;
  const layout = BODY_TYPES[isTdx ? 2 : 1].layout;
  return [
    ...fields,
    describeStructure({
      layout,
      bytes,
      offset: QUOTE_HEADER.length,
      id: "body",
      name: layout.name,
    }),
  ];
}

function bodyDescriptor(quote: Quote): readonly Field[] {
  const offset = quote.ranges.bodyDescriptor;
  if (offset === null || quote.bodyType === null) return [];
  const specification = "Intel TDX DCAP Quoting Library API, table “TD Quote Body Descriptor”";
  const label = BODY_TYPES[quote.bodyType === 1 ? 1 : quote.bodyType === 2 ? 2 : 3].label;
  return [
    structure({
      id: "bodyDescriptor",
      name: "Body descriptor",
      offset,
      length: 6,
      description: "Says which body follows; new in quote version 5.",
      specification,
      children: [
        leaf({
          id: "bodyDescriptor.type",
          name: "Body type",
          offset,
          length: 2,
          kind: "integer",
          value: `${quote.bodyType}`,
          meaning: label,
          description: "Kind of report that follows.",
          specification,
        }),
        leaf({
          id: "bodyDescriptor.size",
          name: "Body size",
          offset: offset + 2,
          length: 4,
          kind: "integer",
          value: `${quote.ranges.bodyLength}`,
          description: "Length of the report in bytes.",
          specification,
        }),
      ],
    }),
  ];
}

function body(quote: Quote): Field {
  const layout =
    quote.body.tee === "sgx"
      ? BODY_TYPES[1].layout
      : BODY_TYPES[quote.body.tdx === "1.0" ? 2 : 3].layout;
  return describeStructure({
    layout,
    bytes: quote.bytes,
    offset: quote.ranges.body,
    id: "body",
    name: layout.name,
  });
}

function signatureData(quote: Quote): Field {
  const { ranges, bytes } = quote;
  const specification = SIGNATURE_SPECIFICATION;
  const bytesField = (
    given: Pick<Field, "id" | "name" | "offset" | "length" | "description">,
  ): Field =>
    leaf({
      ...given,
      kind: "bytes",
      value: toHex(bytes.subarray(given.offset, given.offset + given.length)),
      specification,
    });
  const integer = (
    given: Pick<Field, "id" | "name" | "offset" | "length" | "description"> & {
      meaning?: string | null;
    },
  ): Field =>
    leaf({
      ...given,
      kind: "integer",
      value: littleEndian(bytes.subarray(given.offset, given.offset + given.length)).toString(),
      specification,
    });
  const outer = ranges.outerCertification;
  return structure({
    id: "signature",
    name: "Signature data",
    offset: ranges.signatureLength,
    length: 4 + ranges.signatureDataLength,
    description: "The quote's signature, its key, and what vouches for that key.",
    specification,
    children: [
      integer({
        id: "signature.length",
        name: "Signature data length",
        offset: ranges.signatureLength,
        length: 4,
        description: "Length of everything that follows.",
      }),
      bytesField({
        id: "signature.quoteSignature",
        name: "Quote signature",
        offset: ranges.signatureData,
        length: 64,
        description: "ECDSA P-256 signature r‖s by the attestation key over header and body.",
      }),
      bytesField({
        id: "signature.attestationKey",
        name: "Attestation key",
        offset: ranges.signatureData + 64,
        length: 64,
        description: "Public key x‖y that the quoting enclave made.",
      }),
      ...(outer === null
        ? []
        : [
            integer({
              id: "certification.outerType",
              name: "Certification data type",
              offset: outer,
              length: 2,
              meaning: CERTIFICATION_DATA_TYPES[6] ?? null,
              description: "Always 6 here: the quoting enclave's report and what certifies it.",
            }),
            integer({
              id: "certification.outerLength",
              name: "Certification data length",
              offset: outer + 2,
              length: 4,
              description: "Length of the quoting enclave's report data.",
            }),
          ]),
      describeStructure({
        layout: ENCLAVE_REPORT,
        bytes,
        offset: ranges.qeReport,
        id: "qe",
        name: "QE report",
      }),
      bytesField({
        id: "qe.signature",
        name: "QE report signature",
        offset: ranges.qeReportSignature,
        length: 64,
        description: "ECDSA P-256 signature r‖s by the PCK key over the QE report.",
      }),
      integer({
        id: "qe.authDataLength",
        name: "QE authentication data length",
        offset: ranges.authDataLength,
        length: 2,
        description: "Length of the authentication data.",
      }),
      bytesField({
        id: "qe.authData",
        name: "QE authentication data",
        offset: ranges.authData,
        length: quote.authData.length,
        description: "Hashed together with the attestation key into the QE report's data.",
      }),
      certification(quote),
    ],
  });
}

function certification(quote: Quote): Field {
  const { ranges } = quote;
  const { type, data } = quote.certification;
  const specification = CERTIFICATION_SPECIFICATION;
  const offset = ranges.certification;
  return structure({
    id: "certification",
    name: "Certification data",
    offset: ranges.certificationHeader,
    length: 6 + data.length,
    description: "What vouches for the platform's provisioning certification key (PCK).",
    specification,
    children: [
      leaf({
        id: "certification.type",
        name: "Certification data type",
        offset: ranges.certificationHeader,
        length: 2,
        kind: "integer",
        value: `${type}`,
        meaning: CERTIFICATION_DATA_TYPES[type] ?? null,
        description: "Form of the certification data.",
        specification,
      }),
      leaf({
        id: "certification.length",
        name: "Certification data length",
        offset: ranges.certificationHeader + 2,
        length: 4,
        kind: "integer",
        value: `${data.length}`,
        description: "Length of the certification data.",
        specification,
      }),
      ...(type === 5 ? pemFields(data, offset) : platformIdFields(data, offset)),
    ],
  });
}

const PEM_NAMES = ["PCK certificate", "PCK CA certificate", "Root CA certificate"];

/** One field for each PEM block, with its place in the quote. */
function pemFields(data: Uint8Array, offset: number): readonly Field[] {
  const text = latin1(data);
  const fields: Field[] = [];
  const end = "-----END CERTIFICATE-----";
  for (let from = 0, index = 0; ; index++) {
    const start = text.indexOf("-----BEGIN CERTIFICATE-----", from);
    const stop = text.indexOf(end, start);
    if (start < 0 || stop < 0) return fields;
    from = stop + end.length;
    fields.push(
      leaf({
        id: `certification.certificate${index}`,
        name: PEM_NAMES[index] ?? `Certificate ${index + 1}`,
        offset: offset + start,
        length: from - start,
        kind: "text",
        value: text.slice(start, from),
        description: "A certificate of the chain that vouches for the PCK, leaf first.",
        specification: CERTIFICATION_SPECIFICATION,
      }),
    );
  }
}

function platformIdFields(data: Uint8Array, offset: number): readonly Field[] {
  const ppidLength = data.length - 20;
  const parts = [
    { id: "ppid", name: "PPID", at: 0, length: ppidLength, about: "Platform provisioning id." },
    { id: "cpuSvn", name: "CPUSVN", at: ppidLength, length: 16, about: "CPUSVN to certify." },
    { id: "pceSvn", name: "PCESVN", at: ppidLength + 16, length: 2, about: "PCESVN to certify." },
    { id: "pceId", name: "PCEID", at: ppidLength + 18, length: 2, about: "Id of the PCE." },
  ];
  return parts.map(({ id, name, at, length, about }) =>
    leaf({
      id: `certification.${id}`,
      name,
      offset: offset + at,
      length,
      kind: "bytes",
      value: toHex(data.subarray(at, at + length)),
      description: about,
      specification: CERTIFICATION_SPECIFICATION,
    }),
  );
}

function trailing(quote: Quote): readonly Field[] {
  const { length, allZero } = quote.trailing;
  if (length === 0) return [];
  const offset = quote.bytes.length - length;
  return [
    leaf({
      id: "trailing",
      name: "Trailing bytes",
      offset,
      length,
      kind: "bytes",
      value: toHex(quote.bytes.subarray(offset)),
      meaning: allZero ? "zero padding" : "not part of the quote and not zero",
      description: "Bytes behind the quote; nothing signs them.",
      specification: SIGNATURE_SPECIFICATION,
    }),
  ];
}
