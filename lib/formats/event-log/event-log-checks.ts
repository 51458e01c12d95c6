import { equalBytes } from "@/lib/bytes/equal-bytes";
import { toHex } from "@/lib/bytes/hex";
import type { Check } from "@/lib/rats/check";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";
import type { Result } from "@/lib/rats/result";
import { registerName, type RegisterFamily } from "./event-log";
import { initialValue, type ReplayedHash, type ReplayedRegister } from "./replay-event-log";
import type { EventLogStudy } from "./study-event-log";

/** The registers that verified evidence signs. */
export interface SignedRegisters {
  readonly family: RegisterFamily;
  readonly hash: ReplayedHash;
  readonly values: ReadonlyMap<number, Uint8Array>;
}

function formatCheck(prefix: string): CheckBase {
  return {
    id: `${prefix}.format`,
    group: "format",
    title: "The event log is well formed",
    source: "TCG PC Client Platform Firmware Profile, section 10",
  };
}

function dataCheck(prefix: string): CheckBase {
  return {
    id: `${prefix}.data`,
    group: "binding",
    title: "Events say what was measured",
    source: "the events' digests",
  };
}

/**
 * Compares what a log replays to with every signed register: each must be explained, also one that the log never
 * extends. Events of registers that are not signed are not vouched for. `prefix` begins the checks' ids.
 */
export function eventLogChecks(
  study: Result<EventLogStudy>,
  signed: SignedRegisters,
  prefix = "eventLog",
): readonly Check[] {
  const format = formatCheck(prefix);
  const data = dataCheck(prefix);
  const baseOf = (register: number) => registerCheck(signed.family, { prefix, register });
  const registers = [...signed.values].sort(([a], [b]) => a - b);
  if (!study.ok) {
    const { detail, at, code } = study.failure;
    const where = at === undefined ? detail : `${at}: ${detail}`;
    return [
      checkOf.fail(format, code === "EVIDENCE_TOO_LARGE" ? code : "EVENT_LOG_INVALID", {
        detail: where,
      }),
      ...registers.map(([register]) =>
        checkOf.skip(baseOf(register), "the event log can't be read"),
      ),
      checkOf.skip(data, "the event log can't be read"),
    ];
  }
  const { eventCount, contradicted, disorder } = study.value;
  const events = `${eventCount} events`;
  const [firstDisorder] = disorder;
  return [
    firstDisorder === undefined
      ? checkOf.pass(format, { detail: events })
      : checkOf.fail(format, "EVENT_LOG_INVALID", {
          detail: `event ${firstDisorder.event}: ${firstDisorder.detail}`,
        }),
    ...registers.map(([register, value]) =>
      compareRegister(baseOf(register), { study: study.value, signed, register, value }),
    ),
    contradicted.length === 0
      ? checkOf.pass(data)
      : checkOf.fail(data, "EVENT_LOG_INVALID", {
          detail: `the digest is not of the data: event ${contradicted.slice(0, 8).join(", ")}`,
        }),
  ];
}

function registerCheck(
  family: RegisterFamily,
  { prefix, register }: { readonly prefix: string; readonly register: number },
): CheckBase {
  const name = registerName(family, register);
  return {
    id: `${prefix}.${name}`,
    group: "binding",
    title: `${name.toUpperCase()} replays from the event log`,
    source: "the register that the evidence signs",
  };
}

function compareRegister(
  base: CheckBase,
  given: { study: EventLogStudy; signed: SignedRegisters; register: number; value: Uint8Array },
): Check {
  const { study, signed, register, value } = given;
  const replayed = study.bank.get(register);
  const actual = replayed?.value ?? initialValue(study, signed.hash, register);
  const count = replayed?.steps.length ?? 0;
  const values = { expected: toHex(value), actual: toHex(actual) };
  if (equalBytes(actual, value)) {
    const detail = count === 0 ? "never extended" : `${count} events`;
    return checkOf.pass(base, { detail, ...values });
  }
  const difference = replayed === undefined ? null : firstDifference(replayed, value);
  const detail =
    count === 0
      ? "the log does not say what extended it"
      : difference === null
        ? `${count} events, and none of their prefixes leads there`
        : `the signed value is reached before event ${difference}: what follows was not measured`;
  return checkOf.fail(base, "EVENT_LOG_MISMATCH", { detail, ...values });
}

/**
 * Index of the first event that the signed value does not know: set when the log goes on after it. A log that was changed
 * inside leads nowhere, and where it was changed can't be told.
 */
export function firstDifference(replayed: ReplayedRegister, signed: Uint8Array): number | null {
  if (equalBytes(replayed.value, signed)) return null;
  const reached = equalBytes(replayed.initial, signed)
    ? -1
    : replayed.steps.findIndex(({ value }) => equalBytes(value, signed));
  if (reached === -1 && !equalBytes(replayed.initial, signed)) return null;
  return replayed.steps[reached + 1]?.event ?? null;
}
