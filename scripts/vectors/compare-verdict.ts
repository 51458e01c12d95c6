import type { AttestationResult } from "@/lib/rats/attestation-result";
import type { Judgement } from "./judgement";

/** A line of the table. `expected` is a verdict and, when there is one, a code that must be among the reasons. */
export function compareVerdict(
  vector: string,
  given: {
    readonly question: string;
    readonly expected: string;
    readonly result: AttestationResult;
    /** Differences in values. */
    readonly more?: readonly string[];
  },
): Judgement {
  const { question, expected, result, more = [] } = given;
  const [verdict, code] = expected.split(" ");
  const codes = [...new Set(result.reasons.map((reason) => `${reason.code}`))];
  return {
    vector,
    question,
    expected,
    got: [result.verdict, ...codes].join(" "),
    differences: [
      ...(result.verdict === verdict ? [] : [`verdict: expected ${verdict ?? ""}`]),
      ...(code === undefined || codes.includes(code) ? [] : [`${code} is not among the reasons`]),
      ...more,
    ],
  };
}
