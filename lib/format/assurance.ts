import type { Assurance, Verdict } from "@/lib/rats/verdict";
import { assuranceWords, nothingVouches, type Word } from "./words";

/** What an assurance is read from: a result, or a row of the history. */
export interface Assured {
  readonly assurance: Assurance;
  readonly verdict: Verdict;
  readonly claimsVerified: boolean;
}

/** False for evidence that was rejected before anything it says could be trusted: no mark may stand beside it. */
export function isVouchedFor({ verdict, claimsVerified }: Assured): boolean {
  return claimsVerified || verdict !== "contraindicated";
}

/** The word for what stands behind a verdict. */
export function assuranceWord(of: Assured): Word {
  return isVouchedFor(of) ? assuranceWords[of.assurance] : nothingVouches;
}
