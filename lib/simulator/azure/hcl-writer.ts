import { toHex } from "@/lib/bytes/hex";
import { toBase64Url } from "@/lib/bytes/base64";
import { utf8Bytes } from "@/lib/bytes/text";
import { ByteWriter } from "../byte-writer";
import type { TdReport } from "../intel/reports";
import type { TpmKey } from "../tpm/tpm-key";

/** The fields of an HCL report around the hardware report; integers are little-endian. */
export interface HclFields {
  readonly signature: Uint8Array;
  readonly version: number;
  readonly reportType: number;
  readonly hashType: number;
  readonly dataVersion: number;
  readonly status: number;
  readonly reserved: Uint8Array;
  /** Bytes that the headers declare beyond what is there. */
  readonly reportSizeError: number;
  readonly dataSizeError: number;
  readonly variableSizeError: number;
  /** What follows in the NV buffer. */
  readonly trailing: Uint8Array;
}

export const HCL_REPORT_TYPES = { "sev-snp": 2, tdx: 4 } as const;

/** Azure “Guest attestation for confidential VMs”, “Attestation report format”. */
export function writeHclReport(given: {
  /** Up to 1184 bytes; zeros fill the rest. */
  readonly hardwareReport: Uint8Array;
  readonly runtimeData: Uint8Array;
  readonly kind: keyof typeof HCL_REPORT_TYPES;
  readonly changes?: Partial<HclFields>;
}): Uint8Array {
  const { hardwareReport, runtimeData, kind, changes = {} } = given;
  const fields: HclFields = {
    signature: utf8Bytes("HCLA"),
    version: 2,
    reportType: HCL_REPORT_TYPES[kind],
    hashType: 1,
    dataVersion: 1,
    status: 0,
    reserved: new Uint8Array(12),
    reportSizeError: 0,
    dataSizeError: 0,
    variableSizeError: 0,
    trailing: new Uint8Array(100),
    ...changes,
  };
  const size = runtimeData.length;
  return new ByteWriter()
    .bytes(fields.signature, 4)
    .u32le(fields.version)
    .u32le(32 + 1184 + 20 + size + fields.reportSizeError)
    .u32le(2)
    .u32le(fields.status)
    .bytes(fields.reserved, 12)
    .append(hardwareReport)
    .zeros(1184 - hardwareReport.length)
    .u32le(20 + size + fields.dataSizeError)
    .u32le(fields.dataVersion)
    .u32le(fields.reportType)
    .u32le(fields.hashType)
    .u32le(size + fields.variableSizeError)
    .append(runtimeData)
    .append(fields.trailing)
    .finish();
}

/** The paravisor's description of the VM. */
export interface RuntimeFields {
  readonly keys: readonly Readonly<Record<string, unknown>>[];
  readonly "vm-configuration": Readonly<Record<string, unknown>>;
  readonly "user-data": string;
}

export function defaultRuntimeData(ak: TpmKey): RuntimeFields {
  const rsa = { kty: "RSA", e: "AQAB" };
  return {
    keys: [
      { kid: "HCLAkPub", key_ops: ["sign"], ...rsa, n: toBase64Url(ak.material) },
      // Any modulus will do: nothing is ever encrypted to it.
      { kid: "HCLEkPub", key_ops: ["encrypt"], ...rsa, n: toBase64Url(ak.material.toReversed()) },
    ],
    "vm-configuration": {
      "console-enabled": true,
      "secure-boot": true,
      "tpm-enabled": true,
      "tpm-persisted": true,
      vmUniqueId: "5D0A5A6E-0000-4000-8000-000000000001",
    },
    "user-data": toHex(new Uint8Array(64)),
  };
}

/** TDREPORT_STRUCT with what a quote repeats; the MAC is worth nothing elsewhere and stays zero. */
export async function writeTdReportStruct(subtle: SubtleCrypto, td: TdReport): Promise<Uint8Array> {
  const tcbInfo = new ByteWriter()
    .zeros(8)
    .bytes(td.teeTcbSvn, 16)
    .bytes(td.mrSeam, 48)
    .bytes(td.mrSignerSeam, 48)
    .bytes(td.seamAttributes, 8)
    .zeros(111)
    .finish();
  const tdInfo = new ByteWriter()
    .bytes(td.tdAttributes, 8)
    .bytes(td.xfam, 8)
    .bytes(td.mrTd, 48)
    .bytes(td.mrConfigId, 48)
    .bytes(td.mrOwner, 48)
    .bytes(td.mrOwnerConfig, 48)
    .bytes(td.rtmr0, 48)
    .bytes(td.rtmr1, 48)
    .bytes(td.rtmr2, 48)
    .bytes(td.rtmr3, 48)
    .zeros(112)
    .finish();
  const sha384 = async (bytes: Uint8Array) =>
    new Uint8Array(await subtle.digest("SHA-384", new Uint8Array(bytes)));
  return new ByteWriter()
    .u32le(0x81)
    .zeros(12)
    .zeros(16) // CPUSVN
    .append(await sha384(tcbInfo))
    .append(await sha384(tdInfo))
    .bytes(td.reportData, 64)
    .zeros(32 + 32)
    .append(tcbInfo)
    .zeros(17)
    .append(tdInfo)
    .finish();
}
