import type { AppraisalPolicy } from "@/lib/rats/appraisal-policy";
import type { Claims } from "@/lib/rats/claims";
import type { Knob } from "@/lib/rats/knob";

/**
 * The knobs under `token` that are about software. Issuers, audiences, algorithms and required claims are judged with
 * the token itself, where all of it can be seen.
 */
export function tokenKnobs({ token }: AppraisalPolicy, claims: Claims): readonly Knob[] {
  if (token?.imageDigests === undefined) return [];
  return [
    {
      path: "token.imageDigests",
      check: "policy.token.imageDigests",
      demand: {
        kind: "any-of",
        values: token.imageDigests,
        actual: claims.measurements["imageDigest"],
      },
      isText: true,
    },
  ];
}

/** A policy that requires a claim, or an image, says what should run. */
export function pinsTokens({ token }: AppraisalPolicy): boolean {
  return token?.imageDigests !== undefined || token?.requiredClaims !== undefined;
}
