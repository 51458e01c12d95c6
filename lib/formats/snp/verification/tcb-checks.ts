import type { AppraisalPolicy } from "@/lib/rats/appraisal-policy";
import type { Check } from "@/lib/rats/check";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";
import type { AmdProduct } from "@/lib/trust/endorsement-source";
import type { SnpReport } from "../report";
import {
  componentsAbove,
  readTcbVersion,
  TCB_COMPONENTS,
  tcbText,
  type TcbVersion,
} from "../tcb-version";
import type { LeafStudy } from "./key-chain";

export const TCB_FIELDS = ["reported", "committed", "current", "launch"] as const;

/** The four TCB versions of a report, read in its product's order. */
export type ReportTcbs = Readonly<Record<(typeof TCB_FIELDS)[number], TcbVersion>>;

export function reportTcbs({ fields }: SnpReport, product: AmdProduct): ReportTcbs {
  return {
    reported: readTcbVersion(fields.reportedTcb, product),
    committed: readTcbVersion(fields.committedTcb, product),
    current: readTcbVersion(fields.currentTcb, product),
    launch: readTcbVersion(fields.launchTcb, product),
  };
}

const BINDING: CheckBase = {
  id: "vek.tcb",
  group: "binding",
  title: "Certificate is for the reported TCB",
  source: "the certificate's patch levels",
};

/** The key was derived with exactly the TCB that the report states: each part by its name. */
export function tcbBindingCheck(tcbs: ReportTcbs | null, leaf: LeafStudy | null): Check {
  if (!leaf?.extensions.ok || !tcbs) return checkOf.skip(BINDING, "the certificate can't be read");
  const { tcb } = leaf.extensions.value;
  const { reported } = tcbs;
  const isSame = TCB_COMPONENTS.every((name) => tcb[name] === reported[name]);
  const values = {
    expected: tcbText({ ...tcb, raw: "", reservedIsZero: true }),
    actual: tcbText(reported),
  };
  return isSame
    ? checkOf.pass(BINDING, values)
    : checkOf.fail(BINDING, "VCEK_TCB_MISMATCH", values);
}

/**
 * Reserved bytes, and reported ≤ committed ≤ current part by part. The launch TCB may be above or below any of them after
 * a migration or a rollback, so nothing is asked of it.
 */
export function tcbChecks(
  report: SnpReport,
  tcbs: ReportTcbs | null,
  rules: AppraisalPolicy,
): readonly Check[] {
  if (!tcbs) return [];
  return [reservedCheck(tcbs), orderCheck(report, tcbs), provisionalCheck(report, tcbs, { rules })];
}

function reservedCheck(tcbs: ReportTcbs): Check {
  const base: CheckBase = {
    id: "tcb.reserved",
    group: "format",
    title: "Reserved bytes of the TCB versions are zero",
  };
  const names = TCB_FIELDS.filter((name) => !tcbs[name].reservedIsZero);
  return names.length === 0
    ? checkOf.pass(base)
    : checkOf.fail(base, "EVIDENCE_MALFORMED", { detail: `not zero in: ${names.join(", ")}` });
}

function orderCheck(report: SnpReport, { reported, committed, current }: ReportTcbs): Check {
  const base: CheckBase = {
    id: "tcb.order",
    group: "tcb",
    title: "Reported TCB is at most the committed one, and that at most the current one",
  };
  const problems = [
    ...componentsAbove(reported, committed).map((text) => `reported ${text} committed`),
    ...componentsAbove(committed, current).map((text) => `committed ${text} current`),
    ...(compareFirmware(report) > 0
      ? ["the committed firmware is newer than the current one"]
      : []),
  ];
  return problems.length === 0
    ? checkOf.pass(base, { actual: tcbText(reported) })
    : checkOf.fail(base, "TCB_ORDER_INVALID", { detail: problems.join("; ") });
}

/** Firmware that is not committed can be taken back: a policy may refuse to rely on it. */
function provisionalCheck(
  report: SnpReport,
  { committed, current }: ReportTcbs,
  { rules }: { rules: AppraisalPolicy },
): Check {
  const base: CheckBase = {
    id: "policy.sevSnp.allowProvisionalFirmware",
    group: "policy",
    title: "The firmware that runs is committed",
    source: "policy sevSnp.allowProvisionalFirmware",
  };
  const isCommitted = committed.raw === current.raw && compareFirmware(report) === 0;
  const values = { expected: tcbText(current), actual: tcbText(committed) };
  if (isCommitted) return checkOf.pass(base, values);
  return rules.sevSnp?.allowProvisionalFirmware === false
    ? checkOf.fail(base, "PROVISIONAL_FIRMWARE", values)
    : checkOf.notAsked(base, "not asked; the current TCB is ahead of the committed one");
}

/** Committed against current version: positive when the committed one is newer. */
function compareFirmware({ fields }: SnpReport): number {
  const committed = [fields.committedMajor, fields.committedMinor, fields.committedBuild];
  const current = [fields.currentMajor, fields.currentMinor, fields.currentBuild];
  for (const [index, bytes] of committed.entries()) {
    const difference = (bytes[0] ?? 0) - (current[index]?.[0] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
