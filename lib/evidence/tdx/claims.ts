import { toHex } from "@/lib/bytes/hex";
import type { TdReport } from "@/lib/formats/dcap/quote";
import type { Claims } from "@/lib/rats/claims";
import { isUnderDebug } from "./td-attributes";

/** A TD report in the common vocabulary. */
export function tdxClaims(
  report: TdReport,
  platform: { hardware: Claims["hardware"]; tcb: Claims["tcb"] },
): Claims {
  return {
    measurements: {
      mrtd: toHex(report.mrTd),
      rtmr0: toHex(report.rtmr0),
      rtmr1: toHex(report.rtmr1),
      rtmr2: toHex(report.rtmr2),
      rtmr3: toHex(report.rtmr3),
      mrseam: toHex(report.mrSeam),
      mrsignerseam: toHex(report.mrSignerSeam),
      mrconfigid: toHex(report.mrConfigId),
      mrowner: toHex(report.mrOwner),
      mrownerconfig: toHex(report.mrOwnerConfig),
      ...(report.mrServiceTd ? { mrservicetd: toHex(report.mrServiceTd) } : {}),
    },
    reportData: toHex(report.reportData),
    debug: isUnderDebug(report),
    hardware: platform.hardware,
    tcb: {
      ...platform.tcb,
      teeTcbSvn: toHex(report.teeTcbSvn),
      ...(report.teeTcbSvn2 ? { teeTcbSvn2: toHex(report.teeTcbSvn2) } : {}),
    },
    attributes: {
      tdAttributes: toHex(report.tdAttributes),
      xfam: toHex(report.xfam),
      seamAttributes: toHex(report.seamAttributes),
    },
  };
}
