import { ByteWriter } from "../byte-writer";
import { hashId, type TpmHash } from "./tpm-key";

/** The fields of a TPMS_ATTEST of type quote. */
export interface AttestFields {
  readonly magic: number;
  readonly type: number;
  readonly qualifiedSigner: Uint8Array;
  readonly extraData: Uint8Array;
  readonly clock: bigint;
  readonly resetCount: number;
  readonly restartCount: number;
  readonly safe: number;
  readonly firmwareVersion: bigint;
  readonly selections: readonly SelectionFields[];
  readonly pcrDigest: Uint8Array;
  /** After the last field. */
  readonly trailing: Uint8Array;
}

export interface SelectionFields {
  /** A bank, or a TPM_ALG_ID. */
  readonly bank: TpmHash | number;
  readonly pcrs: readonly number[];
  /** Octets of the bitmap. */
  readonly size?: number;
}

/** TPM 2.0 Library, Part 2, table “TPMS_ATTEST”; big-endian. */
export function writeAttest(fields: AttestFields): Uint8Array {
  const writer = new ByteWriter()
    .u32be(fields.magic)
    .u16be(fields.type)
    .u16be(fields.qualifiedSigner.length)
    .append(fields.qualifiedSigner)
    .u16be(fields.extraData.length)
    .append(fields.extraData)
    .u64be(fields.clock)
    .u32be(fields.resetCount)
    .u32be(fields.restartCount)
    .u8(fields.safe)
    .u64be(fields.firmwareVersion)
    .u32be(fields.selections.length);
  for (const { bank, pcrs, size = 3 } of fields.selections) {
    writer
      .u16be(typeof bank === "number" ? bank : hashId(bank))
      .u8(size)
      .append(bitmap(pcrs, size));
  }
  return writer
    .u16be(fields.pcrDigest.length)
    .append(fields.pcrDigest)
    .append(fields.trailing)
    .finish();
}

/** Bit i of octet j stands for PCR 8j + i. */
export function bitmap(pcrs: readonly number[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  for (const pcr of pcrs) bytes[pcr >> 3] = (bytes[pcr >> 3] ?? 0) | (1 << (pcr & 7));
  return bytes.subarray(0, size);
}
