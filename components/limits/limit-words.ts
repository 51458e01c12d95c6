import type { LimitScope } from "@/lib/access/limit-class";
import type { LimitUse } from "@/lib/contract/limits";
import { formatCount } from "@/lib/format/amount";

export const scopeWords = {
  key: "Each key",
  person: "Each person",
  organization: "The organization",
} as const satisfies Record<LimitScope, string>;

/** `6,000 a minute, 600 at once` */
export function allowanceWords({
  perMinute,
  burst,
}: {
  readonly perMinute: number;
  readonly burst: number;
}): string {
  return `${formatCount(perMinute)} a minute, ${formatCount(burst)} at once`;
}

type Filled = Pick<LimitUse, "tokens" | "burst">;

/** How much of a bucket is used up, from 0 to 1. */
export function usedShare({ tokens, burst }: Filled): number {
  return Math.min(1, Math.max(0, 1 - tokens / burst));
}

/** Requests are refused until a token has come back. */
export function isEmpty({ tokens }: Pick<Filled, "tokens">): boolean {
  return tokens < 1;
}
