import { ByteWriter, joinBytes, pattern } from "../byte-writer";
import type { SigningKey } from "../signing-key";
import { writeEnclaveReport, type EnclaveReport } from "./reports";

/** Quote header, 48 bytes. */
export interface QuoteHeader {
  readonly version: number;
  readonly attestationKeyType: number;
  readonly teeType: number;
  readonly qeSvn: number;
  readonly pceSvn: number;
  readonly qeVendorId: Uint8Array;
  readonly userData: Uint8Array;
}

export const INTEL_QE_VENDOR_ID = Uint8Array.of(
  ...[0x93, 0x9a, 0x72, 0x33, 0xf7, 0x9c, 0x4c, 0xa9],
  ...[0x94, 0x0a, 0x0d, 0xb3, 0x95, 0x7f, 0x06, 0x07],
);

export const TEE_TYPES = { sgx: 0x00000000, tdx: 0x00000081 } as const;

export function defaultHeader(tee: "sgx" | "tdx", version: number): QuoteHeader {
  return {
    version,
    attestationKeyType: 2,
    teeType: TEE_TYPES[tee],
    qeSvn: 8,
    pceSvn: 11,
    qeVendorId: INTEL_QE_VENDOR_ID,
    userData: joinBytes([pattern(30, 16), new Uint8Array(4)]),
  };
}

/** Version 5 only: what the body is and how long it says that it is. */
export interface BodyDescriptor {
  readonly type: number;
  readonly size: number;
}

export const BODY_TYPES = { sgx: 1, "1.0": 2, "1.5": 3 } as const;

/** The bytes that the attestation key signs. */
export function writeSignedPart(options: {
  readonly header: QuoteHeader;
  readonly descriptor: BodyDescriptor | null;
  readonly body: Uint8Array;
}): Uint8Array {
  const { header, descriptor, body } = options;
  const writer = new ByteWriter()
    .u16le(header.version)
    .u16le(header.attestationKeyType)
    .u32le(header.teeType)
    .u16le(header.qeSvn)
    .u16le(header.pceSvn)
    .bytes(header.qeVendorId, 16)
    .bytes(header.userData, 20);
  if (descriptor !== null) writer.u16le(descriptor.type).u32le(descriptor.size);
  return writer.append(body).finish();
}

/** Changes inside the signature data; lengths are what is written, not what is there. */
export interface SignatureDataHooks {
  /** Bytes between the quoting enclave's signature and the certification data; 32 by default. */
  readonly authData?: Uint8Array;
  /** Takes the place of the attestation key's x‖y; the binding covers the replacement. */
  readonly attestationPoint?: (point: Uint8Array) => Uint8Array;
  /** The quoting enclave's report data; by default SHA-256(key ‖ auth data) and 32 zeros. */
  readonly qeReportData?: (
    reportData: Uint8Array,
    bound: { readonly point: Uint8Array; readonly authData: Uint8Array },
  ) => Uint8Array | Promise<Uint8Array>;
  readonly quoteSignature?: (signature: Uint8Array) => Uint8Array;
  readonly qeSignature?: (signature: Uint8Array) => Uint8Array;
  readonly outerType?: number;
  readonly innerType?: number;
  readonly outerLength?: (length: number) => number;
  readonly innerLength?: (length: number) => number;
  readonly authLength?: (length: number) => number;
  readonly signatureDataLength?: (length: number) => number;
  /** Inside the outer block of version 4 and 5, after the certification data. */
  readonly afterInner?: Uint8Array;
  /** After the whole quote. */
  readonly trailing?: Uint8Array;
}

export interface SignatureDataInputs {
  readonly subtle: SubtleCrypto;
  readonly version: number;
  readonly signedPart: Uint8Array;
  readonly attestationKey: SigningKey;
  readonly pckKey: SigningKey;
  readonly qe: EnclaveReport;
  readonly certificationData: { readonly type: number; readonly bytes: Uint8Array };
  readonly hooks: SignatureDataHooks;
}

/** The quote: signed part, length, signature data. */
export async function writeQuote(inputs: SignatureDataInputs): Promise<Uint8Array> {
  const { hooks, signedPart, subtle } = inputs;
  const authData = hooks.authData ?? pattern(31, 32);
  const ownPoint = inputs.attestationKey.point;
  const point = hooks.attestationPoint?.(ownPoint) ?? ownPoint;
  const binding = joinBytes([
    await sha256(subtle, joinBytes([point, authData])),
    new Uint8Array(32),
  ]);
  const reportData = (await hooks.qeReportData?.(binding, { point, authData })) ?? binding;
  const qeReport = writeEnclaveReport({ ...inputs.qe, reportData });

  const quoteSignature = await inputs.attestationKey.sign(signedPart, "SHA-256");
  const qeSignature = await inputs.pckKey.sign(qeReport, "SHA-256");
  const quotingEnclavePart = new ByteWriter()
    .append(qeReport)
    .append(hooks.qeSignature?.(qeSignature) ?? qeSignature)
    .u16le(hooks.authLength?.(authData.length) ?? authData.length)
    .append(authData);
  const certificates = inputs.certificationData.bytes;
  quotingEnclavePart
    .u16le(hooks.innerType ?? inputs.certificationData.type)
    .u32le(hooks.innerLength?.(certificates.length) ?? certificates.length)
    .append(certificates)
    .append(hooks.afterInner ?? new Uint8Array(0));
  const inner = quotingEnclavePart.finish();

  const data = new ByteWriter()
    .append(hooks.quoteSignature?.(quoteSignature) ?? quoteSignature)
    .append(point);
  if (inputs.version >= 4) {
    data.u16le(hooks.outerType ?? 6).u32le(hooks.outerLength?.(inner.length) ?? inner.length);
  }
  const signatureData = data.append(inner).finish();
  const length = hooks.signatureDataLength?.(signatureData.length) ?? signatureData.length;
  return new ByteWriter()
    .append(signedPart)
    .u32le(length)
    .append(signatureData)
    .append(hooks.trailing ?? new Uint8Array(0))
    .finish();
}

async function sha256(subtle: SubtleCrypto, bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await subtle.digest("SHA-256", new Uint8Array(bytes)));
}
