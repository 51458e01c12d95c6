import type { AttestationResult } from "@/lib/rats/attestation-result";
import { reasonCodeEntry, type ReasonCode } from "@/lib/rats/reason-codes";
import type { Verdict } from "@/lib/rats/verdict";

/** Outer contract, section 5. */
export const EXIT = {
  good: 0,
  internal: 1,
  usage: 2,
  contraindicated: 10,
  indeterminate: 11,
  unsupported: 20,
  malformed: 30,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const byVerdict = {
  affirming: EXIT.good,
  warning: EXIT.good,
  contraindicated: EXIT.contraindicated,
  indeterminate: EXIT.indeterminate,
} as const satisfies Record<Verdict, ExitCode>;

/** The exit code of a result: a rejection says first whether the bytes could be read at all. */
export function exitCodeOfResult({ verdict, reasons }: AttestationResult): ExitCode {
  return exitCodeOfVerdict(verdict, reasons[0]?.code ?? null);
}

/** The same from a verdict and the code of its first reason. */
export function exitCodeOfVerdict(verdict: Verdict, code: ReasonCode | null): ExitCode {
  return verdict === "contraindicated" && code !== null
    ? exitCodeOfReason(code)
    : byVerdict[verdict];
}

/** The exit code of a failed check. */
function exitCodeOfReason(code: ReasonCode): ExitCode {
  const { kind } = reasonCodeEntry(code);
  if (kind === undefined) return EXIT.contraindicated;
  return kind === "malformed" ? EXIT.malformed : EXIT.unsupported;
}

/** The exit code when there is no result at all: nothing was judged, so it is never a verdict's. */
export function exitCodeOfRefusal(code: ReasonCode): ExitCode {
  if (code === "INTERNAL_ERROR") return EXIT.internal;
  return reasonCodeEntry(code).kind === "unsupported" ? EXIT.unsupported : EXIT.malformed;
}

/** Best to worst, for a batch: it ends with the code of its worst line. */
const BY_SEVERITY = [
  EXIT.good,
  EXIT.indeterminate,
  EXIT.contraindicated,
  EXIT.unsupported,
  EXIT.malformed,
  EXIT.usage,
  EXIT.internal,
] as const satisfies readonly ExitCode[];

export function worseExitCode(one: ExitCode, other: ExitCode): ExitCode {
  return BY_SEVERITY.indexOf(one) >= BY_SEVERITY.indexOf(other) ? one : other;
}
