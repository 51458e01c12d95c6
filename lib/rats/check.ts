import type { ReasonCode } from "./reason-codes";

/** A skipped check says why in `detail`; nothing reads a skip as a pass. */
export const CHECK_STATUSES = ["pass", "fail", "warn", "skip"] as const;
export type CheckStatus = (typeof CHECK_STATUSES)[number];

/** Groups in the order of trust: each stands on those before it. */
export const CHECK_GROUPS = [
  "format",
  "chain",
  "collateral",
  "binding",
  "signature",
  "submodules",
  "tcb",
  "policy",
  "freshness",
] as const;
export type CheckGroup = (typeof CHECK_GROUPS)[number];

/** One thing that was looked at, with what was expected and what was there. */
export interface Check {
  /** Stable, dotted, for example `quote.signature` or `policy.tdx.mrSeam`. */
  readonly id: string;
  readonly group: CheckGroup;
  readonly status: CheckStatus;
  readonly title: string;
  readonly code: ReasonCode | null;
  readonly detail: string | null;
  readonly expected: string | null;
  readonly actual: string | null;
  /** What the expectation comes from: a trust anchor, an item of collateral, a line of the policy. */
  readonly source: string | null;
}

/** A failed or tolerated check, said once more in a sentence. */
export interface Reason {
  readonly code: ReasonCode;
  readonly check: string;
  readonly message: string;
}
