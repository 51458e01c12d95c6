import { ByteReader } from "@/lib/bytes/byte-reader";
import { isAllZero } from "@/lib/bytes/equal-bytes";
import { fail, ok, type Result } from "@/lib/rats/result";
import {
  ATTESTATION_KEY_TYPE_ECDSA_P256,
  BODY_TYPES,
  ENCLAVE_REPORT,
  INTEL_QE_VENDOR_ID,
  MAX_QE_AUTH_DATA,
  PPID_DATA_LENGTHS,
  QUOTE_HEADER,
  readFields,
  TD_REPORT_10,
  TD_REPORT_15,
  TEE_TYPE_SGX,
  TEE_TYPE_TDX,
  type FieldBytes,
} from "./layout";
import { fromHex } from "@/lib/bytes/hex";

export type EnclaveReport = FieldBytes<typeof ENCLAVE_REPORT>;
export type TdReport = FieldBytes<typeof TD_REPORT_10> &
  Partial<Pick<FieldBytes<typeof TD_REPORT_15>, "teeTcbSvn2" | "mrServiceTd">>;

export type QuoteBody =
  | { readonly tee: "sgx"; readonly report: EnclaveReport }
  | { readonly tee: "tdx"; readonly tdx: "1.0" | "1.5"; readonly report: TdReport };

/** Where each part of a quote lies, counted from its first byte. */
export interface QuoteRanges {
  readonly bodyDescriptor: number | null;
  readonly body: number;
  readonly bodyLength: number;
  readonly signatureLength: number;
  readonly signatureData: number;
  readonly signatureDataLength: number;
  /** Version 4 and 5: offset of the outer certification data header. */
  readonly outerCertification: number | null;
  readonly qeReport: number;
  readonly qeReportSignature: number;
  readonly authDataLength: number;
  readonly authData: number;
  readonly certificationHeader: number;
  readonly certification: number;
}

/** An SGX or TDX ECDSA quote; every part is a view on the bytes it was read from. */
export interface Quote {
  readonly bytes: Uint8Array;
  readonly version: 3 | 4 | 5;
  readonly header: FieldBytes<typeof QUOTE_HEADER>;
  readonly bodyType: number | null;
  readonly body: QuoteBody;
  /** Header and body: what the attestation key signed. */
  readonly signedBytes: Uint8Array;
  /** r‖s. */
  readonly signature: Uint8Array;
  /** x‖y. */
  readonly attestationKey: Uint8Array;
  readonly qeReportBytes: Uint8Array;
  readonly qeReport: EnclaveReport;
  readonly qeReportSignature: Uint8Array;
  readonly authData: Uint8Array;
  readonly certification: { readonly type: number; readonly data: Uint8Array };
  readonly trailing: { readonly length: number; readonly allZero: boolean };
  readonly ranges: QuoteRanges;
}

const INTEL_VENDOR = fromHex(INTEL_QE_VENDOR_ID, 16) ?? new Uint8Array(16);

/**
 * Does this look like a DCAP quote of the given TEE? True for versions and TEE types that are not supported too, as long as the Intel
 * vendor id stands where it belongs: such a quote deserves a better answer than "unrecognised".
 */
export function looksLikeQuote(bytes: Uint8Array, tee: "sgx" | "tdx"): boolean {
  const reader = new ByteReader(bytes);
  const version = reader.u16le();
  const keyType = reader.u16le();
  const teeType = reader.u32le();
  if (reader.overrun || (teeType === TEE_TYPE_TDX) !== (tee === "tdx")) return false;
  const isKnownTee = teeType === TEE_TYPE_SGX || teeType === TEE_TYPE_TDX;
  // Key type 0 does not exist; an SEV-SNP report of version 3 to 5 begins like a quote that has it.
  const isKnownKey = keyType >= 1 && keyType <= 3;
  if (version >= 3 && version <= 5 && isKnownKey && isKnownTee) return true;
  return (
    bytes.length >= QUOTE_HEADER.length && INTEL_VENDOR.every((byte, i) => bytes[12 + i] === byte)
  );
}

/**
 * Reads an SGX quote version 3, or an SGX or TDX quote version 4 or 5. Everything inside declared lengths is consumed
 * exactly; bytes after them are reported in `trailing`, because quote buffers are often padded.
 */
export function parseQuote(bytes: Uint8Array): Result<Quote> {
  const reader = new ByteReader(bytes);
  const version = reader.u16le();
  const attestationKeyType = reader.u16le();
  const teeType = reader.u32le();
  reader.skip(QUOTE_HEADER.length - 8);
  if (reader.overrun) return fail("EVIDENCE_TRUNCATED", "the quote header has 48 bytes", "header");

  if (version !== 3 && version !== 4 && version !== 5) {
    return fail("QUOTE_FORMAT_UNSUPPORTED", `quote version ${version}`, "header.version");
  }
  if (attestationKeyType !== ATTESTATION_KEY_TYPE_ECDSA_P256) {
    return fail(
      "ATTESTATION_KEY_TYPE_UNSUPPORTED",
      `attestation key type ${attestationKeyType}`,
      "header.attestationKeyType",
    );
  }
  const knownTee = teeType === TEE_TYPE_SGX || (teeType === TEE_TYPE_TDX && version !== 3);
  if (!knownTee) {
    return fail(
      "WRONG_TEE_TYPE",
      `TEE type 0x${teeType.toString(16)} in a version ${version} quote`,
      "header.teeType",
    );
  }

  const placed = placeBody({ version, isTdx: teeType === TEE_TYPE_TDX, reader });
  if (!placed.ok) return placed;
  const { bodyType, body, bodyLength, layoutKey } = placed.value;
  reader.skip(bodyLength);
  const signatureLength = reader.position;
  const signatureDataLength = reader.u32le();
  const signatureData = reader.position;
  if (reader.overrun) return fail("EVIDENCE_TRUNCATED", "the quote body is not complete", "body");
  if (signatureDataLength > reader.remaining) {
    return fail(
      "EVIDENCE_TRUNCATED",
      `the signature data has ${signatureDataLength} bytes and ${reader.remaining} are there`,
      "signature.length",
    );
  }

  const signatureEnd = signatureData + signatureDataLength;
  const block = readSignatureData(bytes, { version, start: signatureData, end: signatureEnd });
  if (!block.ok) return block;

  const trailing = bytes.subarray(signatureEnd);
  return ok({
    bytes,
    version,
    header: readFields(QUOTE_HEADER, bytes, 0),
    bodyType,
    body: readBody(bytes, body, layoutKey),
    signedBytes: bytes.subarray(0, signatureLength),
    trailing: { length: trailing.length, allZero: isAllZero(trailing) },
    ranges: {
      bodyDescriptor: version === 5 ? QUOTE_HEADER.length : null,
      body,
      bodyLength,
      signatureLength,
      signatureData,
      signatureDataLength,
      ...block.value.ranges,
    },
    ...block.value.parts,
  });
}

interface PlacedBody {
  readonly bodyType: number | null;
  readonly body: number;
  readonly bodyLength: number;
  readonly layoutKey: 1 | 2 | 3;
}

/** Version 5 has a descriptor in front of the body: type u16, size u32. Before that the TEE type decides. */
function placeBody(given: {
  version: 3 | 4 | 5;
  isTdx: boolean;
  reader: ByteReader;
}): Result<PlacedBody> {
  const { version, isTdx, reader } = given;
  if (version !== 5) {
    const layoutKey = isTdx ? 2 : 1;
    const { length } = BODY_TYPES[layoutKey].layout;
    return ok({ bodyType: null, body: QUOTE_HEADER.length, bodyLength: length, layoutKey });
  }
  const bodyType = reader.u16le();
  const size = reader.u32le();
  if (reader.overrun) {
    return fail("EVIDENCE_TRUNCATED", "the body descriptor is not complete", "bodyDescriptor");
  }
  if (bodyType !== 1 && bodyType !== 2 && bodyType !== 3) {
    return fail("QUOTE_FORMAT_UNSUPPORTED", `body type ${bodyType}`, "bodyDescriptor.type");
  }
  const { tee, layout } = BODY_TYPES[bodyType];
  if ((tee === "tdx") !== isTdx) {
    return fail(
      "WRONG_TEE_TYPE",
      `body type ${bodyType} does not fit the TEE type of the header`,
      "bodyDescriptor.type",
    );
  }
  if (size !== layout.length) {
    return fail(
      "EVIDENCE_MALFORMED",
      `body type ${bodyType} has ${layout.length} bytes, the descriptor says ${size}`,
      "bodyDescriptor.size",
    );
  }
  return ok({ bodyType, body: reader.position, bodyLength: size, layoutKey: bodyType });
}

function readBody(bytes: Uint8Array, offset: number, layoutKey: 1 | 2 | 3): QuoteBody {
  switch (layoutKey) {
    case 1:
      return { tee: "sgx", report: readFields(ENCLAVE_REPORT, bytes, offset) };
    case 2:
      return { tee: "tdx", tdx: "1.0", report: readFields(TD_REPORT_10, bytes, offset) };
    case 3:
      return { tee: "tdx", tdx: "1.5", report: readFields(TD_REPORT_15, bytes, offset) };
  }
}

type SignatureParts = Pick<
  Quote,
  | "signature"
  | "attestationKey"
  | "qeReportBytes"
  | "qeReport"
  | "qeReportSignature"
  | "authData"
  | "certification"
>;
type SignatureRanges = Pick<
  QuoteRanges,
  | "outerCertification"
  | "qeReport"
  | "qeReportSignature"
  | "authDataLength"
  | "authData"
  | "certificationHeader"
  | "certification"
>;

/**
 * "ECDSA 256-bit Quote Signature Data Structure". From version 4 on everything behind the attestation key is wrapped
 * in certification data of type 6, which must end exactly where the block ends.
 */
function readSignatureData(
  bytes: Uint8Array,
  place: { version: 3 | 4 | 5; start: number; end: number },
): Result<{ parts: SignatureParts; ranges: SignatureRanges }> {
  const reader = new ByteReader(bytes, place.start, place.end);
  const malformed = (detail: string, at: string) => fail("EVIDENCE_MALFORMED", detail, at);
  const signature = reader.bytes(64);
  const attestationKey = reader.bytes(64);
  let outerCertification: number | null = null;
  if (place.version !== 3) {
    outerCertification = reader.position;
    const outerType = reader.u16le();
    const outerLength = reader.u32le();
    if (reader.overrun) return malformed("the signature data ends early", "signature");
    if (outerType !== 6) {
      return fail(
        "QUOTE_FORMAT_UNSUPPORTED",
        `certification data type ${outerType} where type 6 belongs`,
        "certification.outerType",
      );
    }
    if (outerLength !== reader.remaining) {
      return malformed(
        `the QE certification data says ${outerLength} bytes and ${reader.remaining} are left`,
        "certification.outerLength",
      );
    }
  }
  const qeReport = reader.position;
  const qeReportBytes = reader.bytes(ENCLAVE_REPORT.length);
  const qeReportSignatureOffset = reader.position;
  const qeReportSignature = reader.bytes(64);
  const authDataLength = reader.position;
  const authLength = reader.u16le();
  const authDataOffset = reader.position;
  if (reader.overrun) return malformed("the signature data ends early", "signature");
  if (authLength > MAX_QE_AUTH_DATA || authLength > reader.remaining) {
    return malformed(`the QE authentication data has ${authLength} bytes`, "qe.authData");
  }
  const authData = reader.bytes(authLength);
  const certificationHeader = reader.position;
  const type = reader.u16le();
  const length = reader.u32le();
  if (reader.overrun) return malformed("the certification data is missing", "certification");
  if (length !== reader.remaining) {
    return malformed(
      `the certification data says ${length} bytes and ${reader.remaining} are left`,
      "certification.length",
    );
  }
  const expectedLength = PPID_DATA_LENGTHS[type];
  if (type !== 5 && expectedLength === undefined) {
    return fail(
      "QUOTE_FORMAT_UNSUPPORTED",
      `certification data type ${type}`,
      "certification.type",
    );
  }
  if (expectedLength !== undefined && length !== expectedLength) {
    return malformed(
      `certification data of type ${type} has ${expectedLength} bytes, not ${length}`,
      "certification.length",
    );
  }
  const certification = reader.position;
  return ok({
    parts: {
      signature,
      attestationKey,
      qeReportBytes,
      qeReport: readFields(ENCLAVE_REPORT, bytes, qeReport),
      qeReportSignature,
      authData,
      certification: { type, data: reader.bytes(length) },
    },
    ranges: {
      outerCertification,
      qeReport,
      qeReportSignature: qeReportSignatureOffset,
      authDataLength,
      authData: authDataOffset,
      certificationHeader,
      certification,
    },
  });
}
