import type { ReactNode } from "react";
import { Card } from "@/components/ui/card";
import { checkGroupWords } from "@/lib/format/words";
import { CHECK_GROUPS, type Check } from "@/lib/rats/check";
import { type CheckLinks, CheckRow } from "./check-row";

/** Checks in the order of trust, each group standing on those before it. */
export function CheckGroups({
  checks,
  selectedId,
  links,
  empty,
  within,
}: {
  readonly checks: readonly Check[];
  readonly selectedId: string | null;
  readonly links: CheckLinks | null;
  /** Name of the part whose checks these are, where a page shows those of several. */
  readonly within?: string;
  /** Shown when there is no check to show. */
  readonly empty?: ReactNode;
}) {
  const groups = CHECK_GROUPS.map((group) => ({
    group,
    members: checks.filter((check) => check.group === group),
  })).filter(({ members }) => members.length > 0);
  const prefix = within === undefined ? "" : `${within}-`;
  if (groups.length === 0) return <>{empty}</>;
  return (
    <div className="space-y-4">
      {groups.map(({ group, members }) => (
        <Card
          key={group}
          id={`group-${prefix}${group}`}
          aria-labelledby={`title-${prefix}${group}`}
          className="scroll-mt-16 overflow-hidden"
        >
          <header className="flex flex-wrap items-baseline justify-between gap-x-4 border-b bg-sunken px-4 py-2">
            <div className="flex flex-wrap items-baseline gap-x-3">
              <h2 id={`title-${prefix}${group}`} className="text-sm font-semibold">
                {checkGroupWords[group].label}
              </h2>
              <p className="text-xs text-muted">{checkGroupWords[group].meaning}</p>
            </div>
            <p className="text-xs text-muted tabular-nums">{countsOf(members)}</p>
          </header>
          <ul className="divide-y">
            {members.map((check) => (
              <CheckRow
                key={check.id}
                check={check}
                selected={check.id === selectedId}
                links={links}
                prefix={prefix}
              />
            ))}
          </ul>
        </Card>
      ))}
    </div>
  );
}

function countsOf(checks: readonly Check[]): string {
  const count = (status: Check["status"]) =>
    checks.filter((check) => check.status === status).length;
  return [
    [count("fail"), "failed"],
    [count("warn"), "tolerated"],
    [count("pass"), "passed"],
    [count("skip"), "not asked or not possible"],
  ]
    .filter(([number]) => number !== 0)
    .map(([number, word]) => `${number} ${word}`)
    .join(", ");
}
