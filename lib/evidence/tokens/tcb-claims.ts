import type { JsonObject } from "@/lib/bytes/strict-json";
import { claimAt, claimText, textAt, textsAt } from "@/lib/formats/tokens/claim-reader";
import type { AppraisalPolicy } from "@/lib/rats/appraisal-policy";
import type { TcbSummary } from "@/lib/rats/attestation-result";
import type { Check } from "@/lib/rats/check";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";
import { TCB_STATUSES, type TcbStatus } from "@/lib/rats/tcb-status";

/** The service's own words are Intel's; an unknown one is no status. */
export function tcbSummary(part: JsonObject): TcbSummary | null {
  const text = textAt(part, "attester_tcb_status");
  if (text === null) return null;
  const status = TCB_STATUSES.find((known) => known === text) ?? null;
  return {
    status,
    date: textAt(part, "attester_tcb_date"),
    advisoryIds: textsAt(part, "attester_advisory_ids"),
    evaluationDataNumber: null,
    components: status === null ? {} : { platform: status },
  };
}

/** The patch level that the service found, judged by the same knobs as one that we find ourselves. */
export function tcbChecks(part: JsonObject, rules: AppraisalPolicy): readonly Check[] {
  const base: CheckBase = {
    id: "tcb.status",
    group: "tcb",
    title: "TCB status is accepted",
    source: "policy intel.acceptedTcbStatuses",
  };
  if (rules.intel?.evaluateTcb === false) {
    const detail = "the policy asks for signatures and chains only (intel.evaluateTcb is false)";
    return [checkOf.skipWith(base, "TCB_NOT_EVALUATED", { detail })];
  }
  const tcb = tcbSummary(part);
  if (tcb?.status === undefined || tcb.status === null) {
    const actual = claimText(claimAt(part, "attester_tcb_status"));
    const detail = "the token names no known TCB status";
    return [checkOf.fail(base, "TCB_LEVEL_NOT_FOUND", { actual: actual.slice(0, 64), detail })];
  }
  return [statusCheck(base, tcb.status, rules), advisoryCheck(tcb.advisoryIds, rules)];
}

function statusCheck(base: CheckBase, status: TcbStatus, rules: AppraisalPolicy): Check {
  const accepted = rules.intel?.acceptedTcbStatuses;
  const values = { expected: accepted?.join(", ") ?? "not asked", actual: status };
  if (status === "Revoked") return checkOf.fail(base, "TCB_REVOKED", values);
  if (accepted?.includes(status) === false) {
    return checkOf.fail(base, "TCB_STATUS_NOT_ACCEPTED", values);
  }
  return status === "UpToDate"
    ? checkOf.pass(base, values)
    : checkOf.warn(base, "TCB_STATUS_TOLERATED", values);
}

function advisoryCheck(advisoryIds: readonly string[], rules: AppraisalPolicy): Check {
  const base: CheckBase = {
    id: "tcb.advisories",
    group: "tcb",
    title: "No rejected advisory applies",
    source: "policy intel.rejectedAdvisories",
  };
  const rejected = rules.intel?.rejectedAdvisories;
  if (rejected === undefined) return checkOf.notAsked(base);
  const found = advisoryIds.filter((id) => rejected.includes(id));
  const values = { expected: `none of ${rejected.join(", ")}`, actual: advisoryIds.join(", ") };
  return found.length === 0
    ? checkOf.pass(base, values)
    : checkOf.fail(base, "ADVISORY_REJECTED", values);
}
