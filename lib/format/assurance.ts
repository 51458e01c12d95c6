import type { Assurance, Verdict } from "@/lib/rats/verdict";
import { assuranceWords, nothingVouches, nothingVouchesYet, type Word } from "./words";

/** What an assurance is read from: a result, or a row of the history. */
export interface Assured {
  readonly assurance: Assurance;
  readonly verdict: Verdict;
  readonly claimsVerified: boolean;
}

/**
 * False for evidence whose claims nothing vouches for: no mark may stand beside it. What is simulated says so however
 * broken it is.
 */
export function isVouchedFor({ assurance, claimsVerified }: Assured): boolean {
  return claimsVerified || assurance === "simulated";
}

/** The word for what stands behind a verdict. */
export function assuranceWord(of: Assured): Word {
  if (isVouchedFor(of)) return assuranceWords[of.assurance];
  return of.verdict === "contraindicated" ? nothingVouches : nothingVouchesYet;
}
