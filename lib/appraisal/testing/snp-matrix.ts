import { expect, it } from "vitest";
import type { ReasonCode } from "@/lib/rats/reason-codes";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import type { Verdict } from "@/lib/rats/verdict";
import type { MintSnpOptions } from "@/lib/simulator/amd/mint-snp";
import { appraiseSnp } from "./appraise-snp";

/** One line of a matrix: what is minted, what is asked, and the one thing that must be said about it. */
export interface SnpCase {
  readonly name: string;
  readonly mint?: MintSnpOptions;
  readonly request?: Partial<VerificationRequest>;
  /** `code check` of the reason; absent: the report is good. */
  readonly reason?: `${ReasonCode} ${string}`;
  /** Reasons that this fault can't help to cause further down. */
  readonly follows?: readonly `${ReasonCode} ${string}`[];
  /** `contraindicated` with a reason, `affirming` without one. */
  readonly verdict?: Verdict | "refused";
}

/** Each case mints and signs with RSA-4096 several times. */
const SLOW_MACHINE_MS = 30_000;

/** One test for each case. Apart from what follows from it, the intended reason must be the only one. */
export function itJudgesSnp(cases: readonly SnpCase[]): void {
  it.each(cases)(
    "$name",
    async ({ mint, request, reason, follows = [], verdict }) => {
      const outcome = await appraiseSnp(mint, request);
      const others = outcome.reasons.filter((other) => other !== reason);
      const unexpected = others.filter((other) => !follows.some((known) => known === other));
      expect({
        verdict: outcome.verdict,
        has: outcome.reasons.includes(reason ?? ""),
        unexpected,
      }).toEqual({
        verdict: verdict ?? (reason === undefined ? "affirming" : "contraindicated"),
        has: reason !== undefined,
        unexpected: [],
      });
    },
    SLOW_MACHINE_MS,
  );
}
