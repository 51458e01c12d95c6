import { fromHex, toHex } from "@/lib/bytes/hex";
import { isAllZero } from "@/lib/bytes/equal-bytes";
import { hasBit, TD_ATTRIBUTES, unnamedBits } from "@/lib/formats/dcap/bit-tables";
import type { TdReport } from "@/lib/formats/dcap/quote";
import { extendedFeatureChecks } from "@/lib/formats/dcap/xfam-checks";
import type { AppraisalPolicy } from "@/lib/rats/appraisal-policy";
import type { Check } from "@/lib/rats/check";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";

const MIGRATABLE_BIT = 29;

/** TUD group, bits 0 to 7: any of them set puts the TD under debug (Intel TDX Module ABI, "ATTRIBUTES"). */
export function isUnderDebug(report: TdReport): boolean {
  return (report.tdAttributes[0] ?? 0) !== 0;
}

/** Reserved bits of TDATTRIBUTES and XFAM, and whether somebody may migrate the TD. */
export function tdAttributeChecks(report: TdReport, rules: AppraisalPolicy): readonly Check[] {
  const enforceReserved = rules.intel?.tdx?.enforceReservedBits !== false;
  return [
    reservedAttributesCheck(report, enforceReserved),
    ...extendedFeatureChecks({
      bytes: report.xfam,
      id: "tdx.xfam",
      name: "XFAM",
      enforceReserved,
    }),
    migrationCheck(report, rules),
  ];
}

function reservedAttributesCheck(report: TdReport, enforceReserved: boolean): Check {
  const base: CheckBase = {
    id: "tdx.reservedAttributes",
    group: "policy",
    title: "No reserved TD attribute bit is set",
    source: "policy intel.tdx.enforceReservedBits",
  };
  const bits = unnamedBits(TD_ATTRIBUTES, report.tdAttributes);
  if (bits.length === 0) return checkOf.pass(base);
  const values = { detail: `reserved bits ${bits.join(", ")}`, actual: toHex(report.tdAttributes) };
  return enforceReserved
    ? checkOf.fail(base, "TD_ATTRIBUTES_RESERVED_BIT_SET", values)
    : checkOf.warn(base, "TD_ATTRIBUTES_RESERVED_BIT_SET", values);
}

/**
 * A migratable TD is only as good as its migration TD: the policy must pin MRSERVICETD, or accept exactly these
 * attributes. Whether a pinned MRSERVICETD matches is a check of its own.
 */
function migrationCheck(report: TdReport, rules: AppraisalPolicy): Check {
  const base: CheckBase = {
    id: "tdx.migratable",
    group: "policy",
    title: "Not migratable, or its migration TD is pinned",
    source: "policy intel.tdx.mrServiceTd",
  };
  if (!hasBit(report.tdAttributes, MIGRATABLE_BIT)) return checkOf.pass(base);
  const { mrServiceTd, tdAttributes } = rules.intel?.tdx ?? {};
  const pinsServiceTd =
    mrServiceTd !== undefined && report.mrServiceTd !== undefined && !isAllZero(report.mrServiceTd);
  const accepted = tdAttributes === undefined ? null : fromHex(tdAttributes);
  const acceptsAttributes = accepted !== null && toHex(accepted) === toHex(report.tdAttributes);
  return pinsServiceTd || acceptsAttributes
    ? checkOf.pass(base, { detail: "the policy pins it" })
    : checkOf.fail(base, "MEASUREMENT_MISMATCH", {
        expected: "MIGRATABLE clear, or MRSERVICETD pinned",
        actual: "MIGRATABLE set",
      });
}
