import { ByteReader } from "@/lib/bytes/byte-reader";
import { equalBytes, isAllZero } from "@/lib/bytes/equal-bytes";
import { utf8Bytes } from "@/lib/bytes/text";
import { fail, ok, type Result } from "@/lib/rats/result";
import { HARDWARE_REPORT_LENGTH, RUNTIME_DATA_HEADER, TD_REPORT_LENGTH } from "./layout";

/** What the hardware report in an HCL report is. */
export type HclReportKind = "sev-snp" | "tdx";

/**
 * The report that Azure's paravisor leaves in NV index 0x01400001 of the vTPM: a hardware report, and the runtime data
 * that the report data of the hardware report is the hash of.
 */
export interface HclReport {
  readonly version: number;
  readonly kind: HclReportKind;
  /** An SNP report of 1184 bytes, or a TDREPORT of 1024. */
  readonly hardwareReport: Uint8Array;
  readonly runtimeHash: "SHA-256" | "SHA-384" | "SHA-512";
  /** Exactly the declared number of bytes, as they stand: this is what is hashed. */
  readonly runtimeData: Uint8Array;
  /** Bytes after the report in the NV buffer; not covered by anything. */
  readonly trailing: Uint8Array;
  readonly ranges: { readonly runtimeHeader: number; readonly runtimeData: number };
}

const SIGNATURE = utf8Bytes("HCLA");
const KINDS: Readonly<Record<number, HclReportKind>> = { 2: "sev-snp", 4: "tdx" };
const HASHES: Readonly<Record<number, HclReport["runtimeHash"]>> = {
  1: "SHA-256",
  2: "SHA-384",
  3: "SHA-512",
};
/** Two RSA keys and a configuration take some 1,200 bytes; the NV index holds 2,600. */
const MAX_RUNTIME_DATA = 16 * 1024;

/** Azure “Guest attestation for confidential VMs”, “Attestation report format”. Integers are little-endian. */
export function parseHclReport(bytes: Uint8Array): Result<HclReport> {
  const reader = new ByteReader(bytes);
  const signature = reader.bytes(4);
  const version = reader.u32le();
  const reportSize = reader.u32le();
  reader.skip(4); // request type: what the guest asked for, which is known by what is there
  const status = reader.u32le();
  const reserved = reader.bytes(12);
  const hardware = reader.bytes(HARDWARE_REPORT_LENGTH);
  const runtimeHeader = reader.position;
  const dataSize = reader.u32le();
  const dataVersion = reader.u32le();
  const reportType = reader.u32le();
  const hashType = reader.u32le();
  const variableSize = reader.u32le();
  if (reader.overrun) return truncated("the report is shorter than its headers", "hcl.header");

  if (!equalBytes(signature, SIGNATURE)) return refused("it does not begin with HCLA", "signature");
  if (version !== 1 && version !== 2) {
    return fail("REPORT_FORMAT_UNSUPPORTED", `HCL report version ${version}`, "hcl.version");
  }
  if (status !== 0 || !isAllZero(reserved)) {
    return refused(`status ${status} or reserved bytes that are not zero`, "status");
  }
  if (dataVersion !== 1) {
    return fail("REPORT_FORMAT_UNSUPPORTED", `runtime data version ${dataVersion}`, "hcl.runtime");
  }
  const kind = KINDS[reportType];
  if (kind === undefined) return refused(`hardware report type ${reportType}`, "reportType");
  const runtimeHash = HASHES[hashType];
  if (runtimeHash === undefined) return refused(`hash type ${hashType}`, "hashType");
  if (variableSize === 0 || variableSize > MAX_RUNTIME_DATA) {
    return refused(`${variableSize} bytes of runtime data`, "variableDataSize");
  }
  if (dataSize !== variableSize + RUNTIME_DATA_HEADER.length) {
    return refused("the two sizes of the runtime data disagree", "dataSize");
  }
  const start = reader.position;
  const runtimeData = reader.bytes(variableSize);
  if (reader.overrun) return truncated("the runtime data ends early", "hcl.runtimeData");
  if (reportSize !== reader.position) {
    return refused(`it says ${reportSize} bytes and has ${reader.position}`, "reportSize");
  }
  const padding = hardware.subarray(TD_REPORT_LENGTH);
  if (kind === "tdx" && !isAllZero(padding)) {
    return refused("bytes follow the TDREPORT that are not zero", "hardwareReport");
  }
  return ok({
    version,
    kind,
    hardwareReport: kind === "tdx" ? hardware.subarray(0, TD_REPORT_LENGTH) : hardware,
    runtimeHash,
    runtimeData,
    trailing: bytes.subarray(reader.position),
    ranges: { runtimeHeader, runtimeData: start },
  });
}

function refused(detail: string, field: string) {
  return fail("EVIDENCE_MALFORMED", `HCL report: ${detail}`, `hcl.${field}`);
}

function truncated(detail: string, at: string) {
  return fail("EVIDENCE_TRUNCATED", `HCL report: ${detail}`, at);
}
