import { ByteReader } from "@/lib/bytes/byte-reader";
import { toHex } from "@/lib/bytes/hex";
import type { Field } from "@/lib/rats/inspection";
import { littleEndian } from "./bit-tables";
import { describeSignatureData, SIGNATURE_SPECIFICATION } from "./describe-signature-data";
import {
  describeStructure,
  leaf,
  type Meanings,
  printableText,
  structure,
} from "./describe-structure";
import { BODY_TYPES, INTEL_QE_VENDOR_ID, QUOTE_HEADER, TEE_TYPE_TDX } from "./layout";
import { parseQuote, type Quote } from "./quote";

const HEADER_MEANINGS: Meanings = {
  version: (bytes) => `quote version ${littleEndian(bytes)}`,
  attestationKeyType: (bytes) =>
    littleEndian(bytes) === 2n ? "ECDSA-256-with-P-256" : "not supported",
  teeType: (bytes) =>
    littleEndian(bytes) === BigInt(TEE_TYPE_TDX)
      ? "TDX"
      : littleEndian(bytes) === 0n
        ? "SGX"
        : "unknown",
  qeVendorId: (bytes) => (toHex(bytes) === INTEL_QE_VENDOR_ID ? "Intel" : "unknown"),
  userData: (bytes) => `QEID ${toHex(bytes.subarray(0, 16))}`,
};

const BODY_MEANINGS: Meanings = {
  teeTcbSvn: teeTcbSvnText,
  teeTcbSvn2: teeTcbSvnText,
  reportData: printableText,
};

function teeTcbSvnText(bytes: Uint8Array): string {
  return `TDX module ${bytes[1] ?? 0}.${bytes[0] ?? 0}, SEAM loader ${bytes[2] ?? 0}`;
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
      describeSignatureData(quote),
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
    meanings: HEADER_MEANINGS,
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
      meanings: BODY_MEANINGS,
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
    meanings: BODY_MEANINGS,
  });
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
