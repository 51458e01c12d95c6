import { equalBytes } from "@/lib/bytes/equal-bytes";
import { eventLogChecks } from "@/lib/formats/event-log/event-log-checks";
import { initialValue } from "@/lib/formats/event-log/replay-event-log";
import { studyEventLog, type EventLogStudy } from "@/lib/formats/event-log/study-event-log";
import type { Check } from "@/lib/rats/check";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";
import type { HashAlgorithm } from "../algorithms";
import type { TpmTools } from "./quote-checks";

export interface BootLogJudgement {
  readonly checks: readonly Check[];
  /** Null when no log says it, or when the log is not what was measured. */
  readonly secureBoot: boolean | null;
}

/** Firmware and boot loader extend PCR 0 to 9, and their log is complete; what runs later extends the others. */
const LAST_BOOT_PCR = 9;
const SECURE_BOOT_PCR = 7;

const LATER: CheckBase = {
  id: "eventLog.later",
  group: "binding",
  title: "The log explains what the running system extended",
  source: "the signed PCRs from 10 on",
};

/**
 * Replays a TCG event log and compares it with the signed registers, and only with those: each must be explained, also
 * one of PCR 0 to 9 that the log never extends. Later registers belong to the running system (IMA, systemd), which keeps
 * its own logs: unexplained ones are a warning that names them.
 */
export async function judgeBootLog(
  tools: TpmTools,
  given: {
    readonly eventLog: Uint8Array;
    readonly bank: HashAlgorithm;
    /** Empty when the quote is not good, and then nothing can be compared. */
    readonly signedPcrs: ReadonlyMap<number, Uint8Array>;
  },
): Promise<BootLogJudgement> {
  const { eventLog, bank, signedPcrs } = given;
  const study = await studyEventLog(tools, {
    bytes: eventLog,
    family: "pcr",
    hash: bank.name,
  });
  const later = study.ok ? unexplained(study.value, bank, signedPcrs) : [];
  const compared = new Map([...signedPcrs].filter(([pcr]) => !later.includes(pcr)));
  const checks = [
    ...eventLogChecks(study, { family: "pcr", hash: bank.name, values: compared }),
    ...(signedPcrs.size === 0
      ? [checkOf.skip({ ...LATER, id: "eventLog.registers" }, "no signed register can be trusted")]
      : []),
    ...(later.length > 0
      ? [
          checkOf.warn(LATER, "EVENT_LOG_MISMATCH", {
            detail: `the log says nothing of PCR ${later.join(", ")}`,
          }),
        ]
      : []),
  ];
  const isMeasured =
    signedPcrs.has(SECURE_BOOT_PCR) && checks.every(({ status }) => status !== "fail");
  return {
    checks,
    secureBoot: isMeasured && study.ok ? study.value.secureBoot.enabled : null,
  };
}

/** Registers of the running system that are not as the TPM starts them and that the log never extends. */
function unexplained(
  study: EventLogStudy,
  bank: HashAlgorithm,
  signedPcrs: ReadonlyMap<number, Uint8Array>,
): readonly number[] {
  return [...signedPcrs]
    .filter(
      ([pcr, value]) =>
        pcr > LAST_BOOT_PCR &&
        !study.bank.get(pcr)?.steps.length &&
        !equalBytes(value, initialValue(study, bank.name, pcr)),
    )
    .map(([pcr]) => pcr);
}
