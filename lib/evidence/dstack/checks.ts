import { equalBytes, isAllZero } from "@/lib/bytes/equal-bytes";
import { fromHex, toHex } from "@/lib/bytes/hex";
import { eventLogChecks } from "@/lib/formats/event-log/event-log-checks";
import { signedRtmrs } from "@/lib/formats/event-log/signed-rtmrs";
import type { Check } from "@/lib/rats/check";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";
import type { Claims } from "@/lib/rats/claims";
import type { DstackEvidence } from "./read-evidence";
import { sameEvents, type DstackLogStudy } from "./study-log";

const BOOT_REGISTERS = [0, 1, 2];
const RUNTIME_REGISTER = 3;

/**
 * What ties a dstack guest's log and identity to its quote. `quoted` are the claims of the quote, which its own checks
 * vouch for.
 */
export function dstackChecks(
  evidence: DstackEvidence,
  { study, quoted }: { readonly study: DstackLogStudy; readonly quoted: Claims },
): readonly Check[] {
  const registers = [...(study.hasBootEvents ? BOOT_REGISTERS : []), RUNTIME_REGISTER];
  return [
    ...eventLogChecks(study.events, signedRtmrs(quoted, registers)),
    reportDataCheck(evidence, quoted),
    ...runtimeEventsCheck(evidence, study),
    identityCheck(study),
    mrConfigIdCheck(study, quoted),
  ];
}

function hexClaim(text: string | null | undefined): Uint8Array {
  return fromHex(text ?? "") ?? new Uint8Array(0);
}

function reportDataCheck({ reportData }: DstackEvidence, quoted: Claims): Check {
  const base: CheckBase = {
    id: "dstack.reportData",
    group: "binding",
    title: "The guest's report data is the quote's",
    source: "the quote",
  };
  if (reportData === null) return checkOf.pass(base, { detail: "the guest gives no copy" });
  const values = { expected: quoted.reportData, actual: toHex(reportData) };
  return equalBytes(reportData, hexClaim(quoted.reportData))
    ? checkOf.pass(base, values)
    : checkOf.fail(base, "REPORT_DATA_MISMATCH", values);
}

/** The binary form lists the runtime events a second time; what is shown must be what was replayed. */
function runtimeEventsCheck(
  { runtimeEvents }: DstackEvidence,
  study: DstackLogStudy,
): readonly Check[] {
  if (runtimeEvents === null) return [];
  const base: CheckBase = {
    id: "dstack.runtimeEvents",
    group: "binding",
    title: "Both lists of runtime events are the same",
    source: "the event log",
  };
  const values = {
    expected: study.runtimeEvents.map(({ name }) => name).join(", "),
    actual: runtimeEvents.map(({ name }) => name).join(", "),
  };
  return sameEvents(runtimeEvents, study.runtimeEvents)
    ? [checkOf.pass(base, values)]
    : [checkOf.fail(base, "EVENT_LOG_INVALID", values)];
}

function identityCheck({ identity }: DstackLogStudy): Check {
  const base: CheckBase = {
    id: "dstack.identity",
    group: "binding",
    title: "The log names one application",
    source: "runtime events before system-ready",
  };
  if (!identity.ok) {
    const { at, detail } = identity.failure;
    return checkOf.fail(base, "EVENT_LOG_INVALID", { detail: at ? `${at}: ${detail}` : detail });
  }
  const { appId, composeHash } = identity.value;
  if (appId === undefined || composeHash === undefined) {
    const missing = appId === undefined ? "app-id" : "compose-hash";
    return checkOf.fail(base, "EVENT_LOG_INVALID", { detail: `there is no ${missing} event` });
  }
  return checkOf.pass(base, { actual: `app-id ${appId}, compose-hash ${composeHash}` });
}

/**
 * dstack hosts from 0.5.1 on also write the compose hash into MRCONFIGID, after a version byte. Version 1 is the hash
 * itself and is compared; later versions hash more than the quote and the log say.
 */
function mrConfigIdCheck({ identity }: DstackLogStudy, quoted: Claims): Check {
  const base: CheckBase = {
    id: "dstack.mrConfigId",
    group: "policy",
    title: "MRCONFIGID names the same application",
    source: "the compose-hash event",
  };
  const mrConfigId = hexClaim(quoted.measurements.mrconfigid);
  if (isAllZero(mrConfigId)) return checkOf.notAsked(base, "the host left MRCONFIGID empty");
  const version = mrConfigId[0];
  if (version !== 1) return checkOf.notAsked(base, `MRCONFIGID has version ${version}`);
  const composeHash = identity.ok ? identity.value.composeHash : undefined;
  if (composeHash === undefined) return checkOf.skip(base, "the log has no compose-hash event");
  const values = { expected: `01${composeHash}${"00".repeat(15)}`, actual: toHex(mrConfigId) };
  return values.expected === values.actual
    ? checkOf.pass(base, values)
    : checkOf.fail(base, "EVENT_LOG_MISMATCH", values);
}
