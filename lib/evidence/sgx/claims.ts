import { concatBytes } from "@/lib/bytes/equal-bytes";
import { toHex } from "@/lib/bytes/hex";
import { littleEndian } from "@/lib/formats/dcap/bit-tables";
import type { EnclaveReport } from "@/lib/formats/dcap/quote";
import type { Claims } from "@/lib/rats/claims";
import { isDebugEnclave } from "./enclave-attributes";

/** An enclave report in the common vocabulary. */
export function sgxClaims(
  report: EnclaveReport,
  platform: { hardware: Claims["hardware"]; tcb: Claims["tcb"] },
): Claims {
  return {
    measurements: { mrenclave: toHex(report.mrEnclave), mrsigner: toHex(report.mrSigner) },
    reportData: toHex(report.reportData),
    debug: isDebugEnclave(report),
    hardware: platform.hardware,
    tcb: { ...platform.tcb, reportCpuSvn: toHex(report.cpuSvn) },
    attributes: {
      attributes: toHex(concatBytes(report.attributes, report.xfrm)),
      miscSelect: toHex(report.miscSelect),
      isvProdId: littleEndian(report.isvProdId).toString(),
      isvSvn: littleEndian(report.isvSvn).toString(),
      configId: toHex(report.configId),
      configSvn: littleEndian(report.configSvn).toString(),
      isvExtProdId: toHex(report.isvExtProdId),
      isvFamilyId: toHex(report.isvFamilyId),
    },
  };
}
