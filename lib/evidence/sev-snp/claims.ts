import { isAllZero } from "@/lib/bytes/equal-bytes";
import { toHex } from "@/lib/bytes/hex";
import { littleEndian } from "@/lib/formats/dcap/bit-tables";
import type { SnpReport } from "@/lib/formats/snp/report";
import { TCB_COMPONENTS } from "@/lib/formats/snp/tcb-version";
import type { ReportVerification } from "@/lib/formats/snp/verification/verify-report";
import type { Claims } from "@/lib/rats/claims";

/** A report in the common vocabulary. TCB parts are those of the reported TCB, which the certificate proves. */
export function snpClaims(
  report: SnpReport,
  { product, key, tcbs }: Pick<ReportVerification, "product" | "key" | "tcbs">,
): Claims {
  const { fields, cpu, mitigations } = report;
  return {
    measurements: {
      measurement: toHex(fields.measurement),
      hostData: toHex(fields.hostData),
      idKeyDigest: toHex(fields.idKeyDigest),
      authorKeyDigest: toHex(fields.authorKeyDigest),
    },
    reportData: toHex(fields.reportData),
    debug: report.isDebug,
    hardware: {
      chipId: toHex(fields.chipId),
      ...(product ? { product } : {}),
      ...(key ? { productName: key.productName } : {}),
      ...(key?.cspId == null ? {} : { cspId: key.cspId }),
      ...(cpu
        ? {
            cpuFamily: `${cpu.family}`,
            cpuModel: `${cpu.model}`,
            cpuStepping: `${cpu.stepping}`,
          }
        : {}),
    },
    tcb: {
      ...Object.fromEntries(
        TCB_COMPONENTS.flatMap((name) => {
          const svn = tcbs?.reported[name] ?? null;
          return svn === null ? [] : [[name, `${svn}`]];
        }),
      ),
      reportedTcb: toHex(fields.reportedTcb),
      committedTcb: toHex(fields.committedTcb),
      currentTcb: toHex(fields.currentTcb),
      launchTcb: toHex(fields.launchTcb),
      currentFirmware: firmware(fields.currentMajor, fields.currentMinor, fields.currentBuild),
      committedFirmware: firmware(
        fields.committedMajor,
        fields.committedMinor,
        fields.committedBuild,
      ),
      ...(mitigations
        ? {
            launchMitigations: toHex(mitigations.launch),
            currentMitigations: toHex(mitigations.current),
          }
        : {}),
    },
    attributes: {
      ...(report.signer ? { signer: report.signer } : {}),
      vmpl: `${report.vmpl}`,
      guestSvn: `${report.guestSvn}`,
      guestPolicy: `0x${littleEndian(fields.policy).toString(16).padStart(16, "0")}`,
      platformInfo: `0x${littleEndian(fields.platformInfo).toString(16).padStart(16, "0")}`,
      familyId: toHex(fields.familyId),
      imageId: toHex(fields.imageId),
      reportId: toHex(fields.reportId),
      ...(isAllOnes(fields.reportIdMa) || isAllZero(fields.reportIdMa)
        ? {}
        : { reportIdMa: toHex(fields.reportIdMa) }),
    },
  };
}

function firmware(...parts: readonly Uint8Array[]): string {
  return parts.map((bytes) => bytes[0] ?? 0).join(".");
}

function isAllOnes(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0xff);
}
