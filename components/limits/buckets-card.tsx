"use client";

import { Building2, KeyRound, Pencil, UserRound } from "lucide-react";
import { PermittedButton } from "@/components/session/permitted-button";
import { Card, CardHeader } from "@/components/ui/card";
import { type Column, DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { LIMIT_CLASSES } from "@/lib/access/limit-class";
import type { Limits, LimitUse } from "@/lib/contract/limits";
import { type LimitTarget, targetOfUse, targetWords } from "./limit-target";
import { UseBar } from "./use-bar";

const SHOWN = 20;
const kinds = {
  key: { word: "Key", Icon: KeyRound },
  person: { word: "Person", Icon: UserRound },
  organization: { word: "Organization", Icon: Building2 },
} as const;

/** Who has drawn lately, the emptiest bucket first; from here one of them gets a limit of its own. */
export function BucketsCard({
  limits,
  onEdit,
}: {
  readonly limits: Limits;
  readonly onEdit: (target: LimitTarget) => void;
}) {
  const { use } = limits;
  const columns: readonly Column<LimitUse>[] = [
    {
      id: "who",
      header: "Who",
      className: "w-full max-w-0 min-w-40",
      cell: (one) => <Who use={one} />,
    },
    {
      id: "class",
      header: "Operations",
      cell: (one) => LIMIT_CLASSES[one.limitClass].words,
    },
    {
      id: "use",
      header: "Bucket",
      className: "min-w-40",
      cell: (one) => <UseBar use={one} label={targetWords(targetOfUse(limits, one))} />,
    },
    {
      id: "own",
      header: <span className="sr-only">Own limit</span>,
      align: "right",
      cell: (one) => <OwnLimit limits={limits} use={one} onEdit={onEdit} />,
    },
  ];
  return (
    <Card aria-labelledby="buckets" className="[&_tbody_tr:last-child_td]:border-b-0">
      <CardHeader
        id="buckets"
        title="Use just now"
        note={
          use.length > SHOWN
            ? `The ${SHOWN} emptiest of ${use.length} buckets.`
            : "The emptiest bucket first."
        }
      />
      {use.length === 0 ? (
        <EmptyState title="Nobody has drawn from a bucket lately">
          Every request with a key or a session appears here.
        </EmptyState>
      ) : (
        <DataTable
          caption="Buckets, the emptiest first"
          columns={columns}
          rows={use.slice(0, SHOWN)}
          rowKey={({ scope, subjectId, limitClass }) => `${scope}/${subjectId}/${limitClass}`}
          compact={(one) => (
            <div className="flex min-w-0 flex-col gap-1">
              <div className="flex min-w-0 items-center gap-2">
                <Who use={one} />
                <span className="ml-auto shrink-0">
                  <OwnLimit limits={limits} use={one} onEdit={onEdit} />
                </span>
              </div>
              <p className="text-xs text-muted">{LIMIT_CLASSES[one.limitClass].words}</p>
              <UseBar use={one} label={targetWords(targetOfUse(limits, one))} />
            </div>
          )}
        />
      )}
    </Card>
  );
}

function Who({ use: { scope, name, subjectId } }: { readonly use: LimitUse }) {
  const { word, Icon } = kinds[scope];
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <Icon aria-hidden className="size-3.5 shrink-0 text-muted" />
      <span className="sr-only">{word}: </span>
      <span className="truncate" title={name ?? subjectId}>
        {name ?? subjectId}
      </span>
    </span>
  );
}

function OwnLimit({
  limits,
  use,
  onEdit,
}: {
  readonly limits: Limits;
  readonly use: LimitUse;
  readonly onEdit: (target: LimitTarget) => void;
}) {
  // What the organization shares has its row above.
  if (use.scope === "organization") return null;
  const target = targetOfUse(limits, use);
  return (
    <PermittedButton
      permission="limit:manage"
      variant="ghost"
      size="small"
      aria-label={`Own limit: ${targetWords(target)}`}
      onClick={() => onEdit(target)}
    >
      <Pencil aria-hidden />
      Own limit
    </PermittedButton>
  );
}
