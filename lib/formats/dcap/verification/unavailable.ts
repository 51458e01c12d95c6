import type { AppraisalPolicy } from "@/lib/rats/appraisal-policy";
import type { Check } from "@/lib/rats/check";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";
import type { Result } from "@/lib/rats/result";
import type { EndorsementItem } from "@/lib/trust/endorsement-source";

/**
 * The check for an endorsement that can't be had: the verdict becomes `indeterminate`. When the policy asked for
 * signatures and chains only, its absence was foreseen, and the verdict is at best `warning`.
 */
export function unavailable(
  base: CheckBase,
  item: Result<EndorsementItem> | undefined,
  rules: AppraisalPolicy,
): Check {
  const detail = item && !item.ok ? item.failure.detail : "it was not asked for";
  return rules.intel?.evaluateTcb === false
    ? checkOf.skipWith(base, "TCB_NOT_EVALUATED", { detail })
    : checkOf.skipWith(base, "COLLATERAL_UNAVAILABLE", { detail });
}
