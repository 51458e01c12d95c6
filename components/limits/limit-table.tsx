"use client";

import { Pencil } from "lucide-react";
import { PermittedButton } from "@/components/session/permitted-button";
import { type Column, DataTable } from "@/components/ui/data-table";
import { Card, CardHeader } from "@/components/ui/card";
import { LIMIT_CLASSES } from "@/lib/access/limit-class";
import type { Limits, LimitUse } from "@/lib/contract/limits";
import { formatCount } from "@/lib/format/amount";
import { emptiestOf, limitTargets, type LimitTarget, targetWords } from "./limit-target";
import { allowanceWords } from "./limit-words";
import { UseBar } from "./use-bar";

interface Line {
  readonly target: LimitTarget;
  /** Of the buckets that it fills, the emptiest. */
  readonly use: LimitUse | null;
  readonly isFirstOfClass: boolean;
  /** Only the first organization sets what all of an organization share. */
  readonly isLocked: boolean;
}

/** Classes of operations, and in each whose buckets hold how much. */
export function LimitTable({
  limits,
  onEdit,
}: {
  readonly limits: Limits;
  readonly onEdit: (target: LimitTarget) => void;
}) {
  const lines = limitTargets(limits).map((target, index, all): Line => ({
    target,
    use: emptiestOf(limits.use, target),
    isFirstOfClass: all[index - 1]?.limitClass !== target.limitClass,
    isLocked: target.scope === "organization" && !limits.maySetOrganization,
  }));
  return (
    <Card aria-labelledby="limits" className="[&_tbody_tr:last-child_td]:border-b-0">
      <CardHeader
        id="limits"
        title="What holds"
        note="How many tokens come back in a minute, and how many a full bucket holds. A change holds from the next request on."
      />
      <DataTable
        caption="Limits by class of operations"
        columns={columns(onEdit)}
        rows={lines}
        rowKey={({ target: { limitClass, scope, subjectId } }) =>
          `${limitClass}/${scope}/${subjectId}`
        }
        compact={(line) => <CompactRow line={line} onEdit={onEdit} />}
      />
    </Card>
  );
}

function columns(onEdit: (target: LimitTarget) => void): readonly Column<Line>[] {
  return [
    {
      id: "class",
      header: "Operations",
      className: "max-xl:min-w-52 max-xl:whitespace-normal!",
      cell: ({ target, isFirstOfClass }) => (
        <span className={isFirstOfClass ? "font-medium" : "sr-only"}>
          {LIMIT_CLASSES[target.limitClass].words}
        </span>
      ),
    },
    {
      id: "who",
      header: "Whose bucket",
      className: "w-full max-w-0 min-w-32",
      cell: ({ target }) => (
        <span className="block truncate" title={target.who}>
          {target.who}
        </span>
      ),
    },
    {
      id: "minute",
      header: "A minute",
      align: "right",
      cell: ({ target }) => <Amount target={target} name="perMinute" />,
    },
    {
      id: "burst",
      header: "At once",
      align: "right",
      cell: ({ target }) => <Amount target={target} name="burst" />,
    },
    {
      id: "otherwise",
      header: "Without the change",
      className: "max-xl:hidden",
      cell: ({ target }) =>
        target.isSet ? (
          <span className="text-muted">{allowanceWords(target.otherwise)}</span>
        ) : (
          <span className="text-faint">default</span>
        ),
    },
    {
      id: "use",
      header: "Just now",
      className: "min-w-36",
      cell: ({ target, use }) => <UseBar use={use} label={targetWords(target)} />,
    },
    {
      id: "change",
      header: <span className="sr-only">Change</span>,
      align: "right",
      cell: (line) => <ChangeButton line={line} onEdit={onEdit} />,
    },
  ];
}

/** A number that somebody has set stands out from the defaults. */
function Amount({
  target: { allowance, isSet },
  name,
}: {
  readonly target: LimitTarget;
  readonly name: "perMinute" | "burst";
}) {
  return (
    <span className={isSet ? "font-semibold" : undefined}>{formatCount(allowance[name])}</span>
  );
}

function ChangeButton({
  line: { target, isLocked },
  onEdit,
}: {
  readonly line: Line;
  readonly onEdit: (target: LimitTarget) => void;
}) {
  if (isLocked) {
    return <span className="text-xs text-muted">set by the first organization</span>;
  }
  return (
    <PermittedButton
      permission="limit:manage"
      variant="ghost"
      size="icon-small"
      aria-label={`Change ${targetWords(target)}`}
      onClick={() => onEdit(target)}
    >
      <Pencil aria-hidden />
    </PermittedButton>
  );
}

/** Two lines: whose, what they may, and a way to change it; then how their bucket stands. */
function CompactRow({
  line,
  onEdit,
}: {
  readonly line: Line;
  readonly onEdit: (target: LimitTarget) => void;
}) {
  const { target, use, isFirstOfClass } = line;
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <p className={isFirstOfClass ? "pb-1 text-base font-semibold" : "sr-only"}>
        {LIMIT_CLASSES[target.limitClass].words}
      </p>
      <div className="flex min-w-0 items-start justify-between gap-3">
        <div className="min-w-0">
          <p className="wrap-anywhere">{target.who}</p>
          <p className={target.isSet ? "font-semibold" : "text-muted"}>
            {allowanceWords(target.allowance)}
          </p>
          {target.isSet ? (
            <p className="text-xs text-muted">otherwise {allowanceWords(target.otherwise)}</p>
          ) : null}
        </div>
        <ChangeButton line={line} onEdit={onEdit} />
      </div>
      {use === null || use.tokens >= use.burst ? null : (
        <UseBar use={use} label={targetWords(target)} />
      )}
    </div>
  );
}
