import { isAllZero } from "@/lib/bytes/equal-bytes";
import { toHex } from "@/lib/bytes/hex";
import type { AppraisalPolicy } from "@/lib/rats/appraisal-policy";
import type { TcbSummary } from "@/lib/rats/attestation-result";
import type { Check } from "@/lib/rats/check";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";
import type { TcbStatus } from "@/lib/rats/tcb-status";
import { littleEndian } from "../bit-tables";
import type { PckExtension } from "../pck-extension";
import type { QeIdentity } from "../qe-identity";
import type { Quote, TdReport } from "../quote";
import { toUtcTimestamp } from "../rfc3339";
import { findSvnLevel } from "../svn-level";
import {
  evaluateTcb,
  findModuleIdentity,
  isOutOfDate,
  judgeRelaunch,
  svnComponent,
  type ComponentLevel,
  type TcbEvaluation,
} from "../tcb-evaluation";
import type { TcbInfo } from "../tcb-info";

const DAY_MS = 86_400_000;

/** Everything that says how well patched the platform is. Null for what is not trusted. */
export interface TcbMaterial {
  readonly quote: Quote;
  readonly info: TcbInfo | null;
  readonly identity: QeIdentity | null;
  readonly extension: PckExtension | null;
}

export interface TcbJudgement {
  readonly checks: readonly Check[];
  readonly tcb: TcbSummary | null;
}

const base = (id: string, title: string, source: string): CheckBase => ({
  id,
  group: "tcb",
  title,
  source,
});
const STATUS = base("tcb.status", "TCB status is accepted", "policy intel.acceptedTcbStatuses");

export function judgeTcb(
  material: TcbMaterial,
  { at, rules }: { at: number; rules: AppraisalPolicy },
): TcbJudgement {
  const { quote, info, identity, extension } = material;
  if (rules.intel?.evaluateTcb === false) {
    const detail = "the policy asks for signatures and chains only (intel.evaluateTcb is false)";
    return { checks: [checkOf.skipWith(STATUS, "TCB_NOT_EVALUATED", { detail })], tcb: null };
  }
  if (!info || !identity || !extension) {
    const check = checkOf.skip(STATUS, "TCB Info, QE Identity or PCK certificate is not trusted");
    return { checks: [check], tcb: null };
  }

  const qeLevel = findSvnLevel(identity.levels, Number(littleEndian(quote.qeReport.isvSvn)));
  const qe = qeLevel ? svnComponent(identity.levels, qeLevel) : null;
  const qeBase = base("tcb.qe", "Quoting enclave reaches a TCB level", "collateral QE Identity");
  const qeCheck = levelCheck(qeBase, qe, `ISVSVN ${littleEndian(quote.qeReport.isvSvn)}`);
  const report = quote.body.tee === "tdx" ? quote.body.report : null;
  const moduleCheck = report ? [tdxModuleCheck(report, info)] : [];
  const evaluate = (teeTcbSvn: Uint8Array | null) =>
    evaluateTcb({
      info,
      platform: { sgx: extension.components, pceSvn: extension.pceSvn },
      teeTcbSvn,
      // Without a QE level nothing is concluded from the status, see below.
      qe: qe ?? { status: "UpToDate", date: 0, advisoryIds: [], outOfDateSince: null },
    });
  const launch = evaluate(report?.teeTcbSvn ?? null);
  const current = report?.teeTcbSvn2 ? evaluate(report.teeTcbSvn2) : null;
  const svnText = `SGX ${extension.components.join(".")}, PCE ${extension.pceSvn}${
    report ? `, TDX ${toHex(report.teeTcbSvn)}` : ""
  }`;
  const levelChecks = [
    levelCheck(
      base("tcb.platform", "Platform reaches a TCB level", "collateral TCB Info"),
      launch.platform,
      svnText,
    ),
    ...moduleLevelChecks(report, launch),
    ...(current ? currentChecks(current) : []),
    qeCheck,
  ];

  const status = qe ? finalStatus(launch, current) : null;
  const components = [launch.platform, qe, launch.module].filter((part) => part !== null);
  const evaluationDataNumber = Math.min(info.evaluationDataNumber, identity.evaluationDataNumber);
  const advisoryIds = [...new Set(components.flatMap((part) => part.advisoryIds))];
  const tcb: TcbSummary = {
    status,
    date: status ? toUtcTimestamp(Math.min(...components.map(({ date }) => date))) : null,
    advisoryIds,
    evaluationDataNumber,
    components: {
      ...(launch.platform ? { platform: launch.platform.status } : {}),
      ...(launch.module ? { tdxModule: launch.module.status } : {}),
      ...(qe ? { qe: qe.status } : {}),
    },
  };
  return {
    checks: [
      ...moduleCheck,
      ...levelChecks,
      status
        ? statusCheck({ status, components, at, rules })
        : checkOf.skip(STATUS, "a part of the platform reaches no TCB level"),
      advisoryCheck(advisoryIds, rules),
      evaluationNumberCheck(evaluationDataNumber, rules),
    ],
    tcb,
  };
}

/** Launch and current state both need a level; without one there is no status. */
function finalStatus(launch: TcbEvaluation, current: TcbEvaluation | null): TcbStatus | null {
  if (!launch.status) return null;
  if (!current) return launch.status;
  return current.status ? judgeRelaunch(launch.status, current.status) : null;
}

function levelCheck(check: CheckBase, level: ComponentLevel | null, actual: string): Check {
  if (!level) return checkOf.fail(check, "TCB_LEVEL_NOT_FOUND", { actual });
  return checkOf.pass(check, {
    actual,
    detail: `${level.status}, level of ${toUtcTimestamp(level.date).slice(0, 10)}`,
  });
}

function moduleLevelChecks(report: TdReport | null, launch: TcbEvaluation): readonly Check[] {
  if (!report || (report.teeTcbSvn[1] ?? 0) === 0) return [];
  return [
    levelCheck(
      base("tcb.tdxModule", "TDX module reaches a TCB level", "collateral TCB Info"),
      launch.module,
      `module ${report.teeTcbSvn[1] ?? 0}, SVN ${report.teeTcbSvn[0] ?? 0}`,
    ),
  ];
}

/** TDX 1.5: the module that runs now may be newer than the one that launched the TD; it needs a level as well. */
function currentChecks(current: TcbEvaluation): readonly Check[] {
  const check = base(
    "tcb.current",
    "Platform and module as they run now reach a TCB level",
    "collateral TCB Info",
  );
  return [
    current.status
      ? checkOf.pass(check, { detail: current.status })
      : checkOf.fail(check, "TCB_LEVEL_NOT_FOUND"),
  ];
}

/**
 * MRSIGNERSEAM and SEAMATTRIBUTES against the identity of the module's version. Attributes must fit under the mask and
 * be zero: the intersection of how Intel's library and others read the rule, and true of every published module.
 */
function tdxModuleCheck(report: TdReport, info: TcbInfo): Check {
  const check = base("tdx.module", "TDX module is one that Intel names", "collateral TCB Info");
  const identity = findModuleIdentity(info, report.teeTcbSvn);
  const version = report.teeTcbSvn[1] ?? 0;
  if (!identity) {
    return checkOf.fail(check, "TDX_MODULE_MISMATCH", {
      detail: `TCB Info has no identity for module version ${version}`,
    });
  }
  const isSigner = toHex(report.mrSignerSeam) === toHex(identity.mrSigner);
  const fitsMask = report.seamAttributes.every((byte, index) => {
    const mask = identity.attributesMask[index] ?? 0;
    return (byte & mask) === ((identity.attributes[index] ?? 0) & mask);
  });
  const actual = `MRSIGNERSEAM ${toHex(report.mrSignerSeam)}, attributes ${toHex(report.seamAttributes)}`;
  if (isSigner && fitsMask && isAllZero(report.seamAttributes)) {
    return checkOf.pass(check, { detail: identity.id ?? "module version 0", actual });
  }
  return checkOf.fail(check, "TDX_MODULE_MISMATCH", {
    expected: `MRSIGNERSEAM ${toHex(identity.mrSigner)}, attributes ${toHex(identity.attributes)}`,
    actual,
  });
}

/**
 * A revoked level is never accepted. An out-of-date one that the policy does not list may pass for
 * `tcbGracePeriodDays` after the newer level that made it out of date was published.
 */
function statusCheck(given: {
  status: TcbStatus;
  components: readonly ComponentLevel[];
  at: number;
  rules: AppraisalPolicy;
}): Check {
  const { status, components, at, rules } = given;
  const accepted = rules.intel?.acceptedTcbStatuses;
  const values = { expected: accepted?.join(", ") ?? "not asked", actual: status };
  if (status === "Revoked") return checkOf.fail(STATUS, "TCB_REVOKED", values);
  if (accepted === undefined || accepted.includes(status)) {
    return status === "UpToDate"
      ? checkOf.pass(STATUS, values)
      : checkOf.warn(STATUS, "TCB_STATUS_TOLERATED", values);
  }
  const graceEnd = endOfGrace(components, rules.intel?.tcbGracePeriodDays ?? 0);
  if (isOutOfDate(status) && graceEnd !== null && at <= graceEnd) {
    return checkOf.warn(STATUS, "TCB_STATUS_TOLERATED", {
      ...values,
      detail: `in its grace period until ${toUtcTimestamp(graceEnd)}`,
    });
  }
  return checkOf.fail(STATUS, "TCB_STATUS_NOT_ACCEPTED", values);
}

function endOfGrace(components: readonly ComponentLevel[], days: number): number | null {
  if (days === 0) return null;
  const dates = components
    .filter(({ status }) => isOutOfDate(status))
    .map(({ outOfDateSince }) => outOfDateSince);
  // A part without a newer level can't say since when it is out of date, so it has no grace.
  const known = dates.filter((date) => date !== null);
  return known.length === 0 || known.length < dates.length
    ? null
    : Math.min(...known) + days * DAY_MS;
}

function advisoryCheck(advisoryIds: readonly string[], rules: AppraisalPolicy): Check {
  const check = base(
    "tcb.advisories",
    "No rejected advisory applies",
    "policy intel.rejectedAdvisories",
  );
  const actual = advisoryIds.length > 0 ? advisoryIds.join(", ") : "none";
  const rejected = rules.intel?.rejectedAdvisories;
  if (rejected === undefined) return checkOf.notAsked(check, `not asked; what applies: ${actual}`);
  const hits = advisoryIds.filter((id) => rejected.includes(id));
  return hits.length > 0
    ? checkOf.fail(check, "ADVISORY_REJECTED", { detail: hits.join(", "), actual })
    : checkOf.pass(check, { actual });
}

function evaluationNumberCheck(actual: number, rules: AppraisalPolicy): Check {
  const check = base(
    "tcb.evaluationDataNumber",
    "TCB data is recent enough",
    "policy intel.minTcbEvaluationDataNumber",
  );
  const minimum = rules.intel?.minTcbEvaluationDataNumber;
  if (minimum === undefined) return checkOf.notAsked(check, `not asked; it is ${actual}`);
  const values = { expected: `at least ${minimum}`, actual: `${actual}` };
  return actual >= minimum
    ? checkOf.pass(check, values)
    : checkOf.fail(check, "TCB_EVAL_DATA_NUMBER_TOO_LOW", values);
}
