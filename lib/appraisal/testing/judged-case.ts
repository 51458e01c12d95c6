import { expect, it } from "vitest";
import type { ReasonCode } from "@/lib/rats/reason-codes";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import type { Outcome } from "./appraise-minted";

/** One line of a matrix: what is minted, what is asked, and the one thing that must be said about it. */
export interface JudgedCase<Mint> {
  readonly name: string;
  readonly mint?: Mint;
  readonly request?: Partial<VerificationRequest>;
  /** The first reason. Absent: the evidence is good. */
  readonly code?: ReasonCode;
  /** Where the code alone does not say which part it was. */
  readonly check?: string;
  /** Reasons that this fault can't help to cause further down: what nobody trusted signed is not trusted either. */
  readonly follows?: readonly ReasonCode[];
  /** `contraindicated` with a code, `affirming` without one. */
  readonly verdict?: Outcome["verdict"];
}

/**
 * One test for each case. Apart from what follows from it, the intended reason must be the only one: a vector with two
 * faults proves neither.
 */
export function judging<Mint>(
  appraise: (mint?: Mint, request?: Partial<VerificationRequest>) => Promise<Outcome>,
): (cases: readonly JudgedCase<Mint>[]) => void {
  return (cases) => {
    it.each(cases)("$name", async ({ mint, request, code, check, follows = [], verdict }) => {
      const outcome = await appraise(mint, request);
      const [first, ...others] = outcome.codes;
      const unexpected = others.filter((other) => other !== code && !follows.includes(other));
      expect(
        { verdict: outcome.verdict, first, unexpected },
        `reasons: ${outcome.reasons.join("; ")}`,
      ).toEqual({
        verdict: verdict ?? (code === undefined ? "affirming" : "contraindicated"),
        first: code,
        unexpected: [],
      });
      if (check !== undefined) expect(outcome.reasons).toContain(`${code} ${check}`);
    });
  };
}
