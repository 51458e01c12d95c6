import { equalBytes, isAllZero } from "@/lib/bytes/equal-bytes";
import { toHex } from "@/lib/bytes/hex";
import { readFields } from "@/lib/formats/dcap/layout";
import type { TdReport } from "@/lib/formats/dcap/quote";
import type { TpmTools } from "@/lib/formats/tpm/verification/quote-checks";
import type { Check } from "@/lib/rats/check";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";
import type { HclReport } from "../hcl-report";
import { TD_REPORT_STRUCT } from "../layout";
import type { RuntimeData } from "../runtime-data";

const SOURCE = "Azure, “Guest attestation for confidential VMs”";

export function structureCheck({ version, runtimeData }: HclReport): Check {
  const base: CheckBase = {
    id: "hcl.structure",
    group: "format",
    title: "HCL report is complete",
    source: SOURCE,
  };
  return checkOf.pass(base, {
    detail: `version ${version}, ${runtimeData.length} bytes of runtime data`,
  });
}

/** The NV index is larger than the report; what lies behind it is read and signed by nobody. */
export function trailingCheck({ trailing }: HclReport): Check {
  const base: CheckBase = {
    id: "hcl.trailingBytes",
    group: "format",
    title: "Nothing but padding follows the HCL report",
  };
  if (trailing.length === 0) return checkOf.pass(base);
  const isPadding = isAllZero(trailing);
  const detail = `${trailing.length} ${isPadding ? "zero " : ""}bytes follow`;
  return isPadding
    ? checkOf.pass(base, { detail })
    : checkOf.warn(base, "EVIDENCE_TRAILING_BYTES", { detail });
}

/**
 * The hash of the runtime data, exactly as many bytes as it declares and exactly as they stand, begins the report data
 * that the hardware signs; the rest of the report data is zero.
 */
export async function runtimeDataCheck(
  { crypto }: TpmTools,
  { runtimeHash, runtimeData }: HclReport,
  reportData: Uint8Array,
): Promise<Check> {
  const base: CheckBase = {
    id: "hcl.runtimeData",
    group: "binding",
    title: "The hardware report binds the runtime data",
    source: SOURCE,
  };
  const digest = await crypto.digest(runtimeHash, runtimeData);
  const values = { expected: `${runtimeHash} ${toHex(digest)}`, actual: toHex(reportData) };
  const isBound =
    equalBytes(reportData.subarray(0, digest.length), digest) &&
    isAllZero(reportData.subarray(digest.length));
  return isBound ? checkOf.pass(base, values) : checkOf.fail(base, "HCL_BINDING_INVALID", values);
}

/** The runtime data names the key of the vTPM; what binds the runtime data vouches for the key. */
export function attestationKeyCheck({ ak }: RuntimeData): Check {
  const base: CheckBase = {
    id: "hcl.attestationKey",
    group: "binding",
    title: "The runtime data names the vTPM's attestation key",
    source: "HCLAkPub in the runtime data",
  };
  return ak.ok
    ? checkOf.pass(base, { actual: ak.value.keyAlgorithm })
    : checkOf.fail(base, "AK_UNTRUSTED", { detail: ak.failure.detail });
}

/**
 * Only the paravisor runs at VMPL 0. A report asked for at another level may have been asked for by the guest itself,
 * which then chose the runtime data and with it the key.
 */
export function vmplCheck(vmpl: number): Check {
  const base: CheckBase = {
    id: "hcl.vmpl",
    group: "binding",
    title: "The paravisor asked for the hardware report",
    source: SOURCE,
  };
  const values = { expected: "VMPL 0", actual: `VMPL ${vmpl}` };
  return vmpl === 0
    ? checkOf.pass(base, values)
    : checkOf.fail(base, "HCL_BINDING_INVALID", values);
}

/** Fields that a TDREPORT and the quote made of it have in common. */
const SHARED = [
  "reportData",
  "teeTcbSvn",
  "mrSeam",
  "mrSignerSeam",
  "seamAttributes",
  "tdAttributes",
  "xfam",
  "mrTd",
  "mrConfigId",
  "mrOwner",
  "mrOwnerConfig",
  "rtmr0",
  "rtmr1",
  "rtmr2",
  "rtmr3",
] as const;

const TDX_REPORT_TYPE = "81000000";
/** Byte ranges of a TDREPORT that its two hashes cover. */
const TEE_TCB_INFO = [0x100, 0x1ef] as const;
const TEE_INFO = [0x200, 0x400] as const;
/** Behind the report type, behind the report data, between the two parts. */
const RESERVED = [
  [0x04, 0x10],
  [0xc0, 0xe0],
  [0x1ef, 0x200],
] as const;

/**
 * A TDREPORT can be verified on its own machine only, so the quote beside it must be of the very same trust domain, and
 * the TDREPORT must hang together: its type, its reserved bytes, the hashes of its two parts. CPUSVN and MAC say nothing
 * elsewhere.
 */
export async function tdReportCheck(
  { crypto }: TpmTools,
  { hardwareReport }: HclReport,
  report: TdReport,
): Promise<Check> {
  const base: CheckBase = {
    id: "hcl.tdReport",
    group: "binding",
    title: "The TD quote is of the TDREPORT in the HCL report",
    source: "the quote's TD report",
  };
  const fields = readFields(TD_REPORT_STRUCT, hardwareReport, 0);
  const hash = (range: readonly [number, number]) =>
    crypto.digest("SHA-384", hardwareReport.subarray(...range));
  const differing = SHARED.filter((id) => !equalBytes(fields[id], report[id])).map(
    (id) => `${id} differs`,
  );
  const problems = [
    ...differing,
    ...(toHex(fields.reportType) === TDX_REPORT_TYPE ? [] : ["it is no TDREPORT of TDX"]),
    ...(RESERVED.every((range) => isAllZero(hardwareReport.subarray(...range)))
      ? []
      : ["reserved bytes are set"]),
    ...(equalBytes(await hash(TEE_TCB_INFO), fields.teeTcbInfoHash)
      ? []
      : ["its TEE TCB info has another hash"]),
    ...(equalBytes(await hash(TEE_INFO), fields.teeInfoHash)
      ? []
      : ["its TD info has another hash"]),
  ];
  return problems.length === 0
    ? checkOf.pass(base)
    : checkOf.fail(base, "HCL_BINDING_INVALID", { detail: problems.join(", ") });
}
