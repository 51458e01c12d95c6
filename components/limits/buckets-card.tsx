import { Card, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { LIMIT_CLASSES } from "@/lib/access/limit-class";
import type { LimitUse } from "@/lib/contract/limits";
import { UseBar } from "./use-bar";

const SHOWN = 20;
const kinds = { key: "Key", person: "Person", organization: "Organization" } as const;

/** Who has drawn lately, the emptiest bucket first. */
export function BucketsCard({ use }: { readonly use: readonly LimitUse[] }) {
  return (
    <Card aria-labelledby="buckets">
      <CardHeader
        id="buckets"
        title="Use just now"
        note={
          use.length > SHOWN
            ? `The ${SHOWN} emptiest of ${use.length} buckets`
            : "The emptiest bucket first"
        }
      />
      {use.length === 0 ? (
        <EmptyState title="Nobody has drawn from a bucket lately">
          Every request with a key or a session appears here.
        </EmptyState>
      ) : (
        <ul className="divide-y">
          {use.slice(0, SHOWN).map((one) => (
            <li
              key={`${one.scope}/${one.subjectId}/${one.limitClass}`}
              className="grid items-center gap-x-4 gap-y-1 px-4 py-2 text-sm sm:grid-cols-[minmax(0,1fr)_14rem_12rem]"
            >
              <span className="min-w-0 wrap-anywhere">
                <span className="text-muted">{kinds[one.scope]}</span> {one.name ?? one.subjectId}
              </span>
              <span className="text-muted">{LIMIT_CLASSES[one.limitClass].words}</span>
              <UseBar
                use={one}
                label={`${LIMIT_CLASSES[one.limitClass].words}, ${one.name ?? one.subjectId}`}
              />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
