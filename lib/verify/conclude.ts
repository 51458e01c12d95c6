import { CHECK_GROUPS, type Check, type CheckGroup, type Reason } from "@/lib/rats/check";
import { reasonCodeEntry } from "@/lib/rats/reason-codes";
import type { Verdict } from "@/lib/rats/verdict";

/** Checks in the order of trust; within a group in the order in which they were made. */
export function inOrderOfTrust(checks: readonly Check[]): readonly Check[] {
  const groups = new Map<CheckGroup, Check[]>(CHECK_GROUPS.map((group) => [group, []]));
  for (const check of checks) groups.get(check.group)?.push(check);
  const ordered: Check[] = [];
  for (const group of groups.values()) ordered.push(...group);
  return ordered;
}

/**
 * The verdict over all checks. A failure wins over everything; an endorsement that can't be had leaves the matter open;
 * what was tolerated, or left out knowingly, is a warning. No checks at all decide nothing.
 */
export function concludeVerdict(checks: readonly Check[]): Verdict {
  if (checks.some(({ status }) => status === "fail")) return "contraindicated";
  if (checks.length === 0 || checks.some(isUndecided)) return "indeterminate";
  if (
    checks.some(({ status, code }) => status === "warn" || (status === "skip" && code !== null))
  ) {
    return "warning";
  }
  return "affirming";
}

/** What everything else stands on. */
const FOUNDATIONS: readonly CheckGroup[] = [
  "format",
  "chain",
  "binding",
  "signature",
  "submodules",
];

/**
 * A foundation that was not looked at proves nothing, whatever the reason. The one exception is what the policy itself
 * left out knowingly, and that is never more than a warning.
 */
function isUndecided({ status, code, group }: Check): boolean {
  if (status !== "skip") return false;
  // Of a piece that is undecided, the policy left out nothing knowingly.
  if (code === "TCB_NOT_EVALUATED" && group !== "submodules") return false;
  if (code === "COLLATERAL_UNAVAILABLE" || code === "NOT_CHECKED_HERE") return true;
  return FOUNDATIONS.includes(group);
}

/** Every check that has a code: first what failed, then what could not be had, then what is tolerated. */
export function collectReasons(checks: readonly Check[]): readonly Reason[] {
  const rank = { fail: 0, skip: 1, warn: 2, pass: 3 } satisfies Record<Check["status"], number>;
  return checks
    .filter((check) => check.code !== null)
    .sort((a, b) => rank[a.status] - rank[b.status])
    .flatMap(({ code, id, detail }) =>
      code === null
        ? []
        : [
            {
              code,
              check: id,
              message: sentence(reasonCodeEntry(code).message, detail),
            },
          ],
    );
}

function sentence(message: string, detail: string | null): string {
  if (detail === null) return message;
  return `${message.replace(/\.$/, "")}: ${detail.replace(/\.$/, "")}.`;
}
