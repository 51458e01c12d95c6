import type { LimitScope } from "@/lib/access/limit-class";
import type { LimitUse } from "@/lib/contract/limits";

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
  return `${perMinute.toLocaleString("en")} a minute, ${burst.toLocaleString("en")} at once`;
}

/** How much of a bucket is used up, from 0 to 1. */
export function usedShare({ tokens, burst }: Pick<LimitUse, "tokens" | "burst">): number {
  return Math.min(1, Math.max(0, 1 - tokens / burst));
}
