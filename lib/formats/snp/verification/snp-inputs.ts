import type { AppraisalPolicy } from "@/lib/rats/appraisal-policy";
import type { Check } from "@/lib/rats/check";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";
import type { Failure, Result } from "@/lib/rats/result";
import type { EndorsementItem } from "@/lib/trust/endorsement-source";
import type { TrustAnchor } from "@/lib/trust/trust-anchors";

/** What a report is judged against. `at` is in milliseconds since the epoch and is the only clock. */
export interface SnpInputs {
  readonly items: ReadonlyMap<string, Result<EndorsementItem>>;
  readonly anchors: readonly TrustAnchor[];
  readonly at: number;
  readonly rules: AppraisalPolicy;
}

/** A check of something that could not be had leaves the matter open; one of something broken fails. */
export function failureCheck(base: CheckBase, { code, detail }: Failure): Check {
  return code === "COLLATERAL_UNAVAILABLE"
    ? checkOf.skipWith(base, code, { detail })
    : checkOf.fail(base, code, { detail });
}
