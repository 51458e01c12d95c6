import type { z } from "zod";
import { VerdictBadge } from "@/components/attestations/verdict-badge";
import { Timestamp } from "@/components/ui/timestamp";
import type { searchResultSchema } from "@/lib/contract/overview";
import { withoutAlgorithm } from "@/lib/format/digest";

export type SearchHit = z.infer<typeof searchResultSchema>["hits"][number];

/** Verdict, what matched, and where in it: the digits that were typed are marked. */
export function SearchHitLine({ hit, term }: { readonly hit: SearchHit; readonly term: string }) {
  const value = withoutAlgorithm(hit.value);
  const matches = value.toLowerCase().startsWith(term);
  const head = matches ? term.length : 0;
  return (
    <span className="flex w-full min-w-0 flex-col gap-0.5">
      <span className="flex items-center gap-2">
        <VerdictBadge verdict={hit.verdict} />
        <span className="text-sm">{hit.name}</span>
        <Timestamp value={hit.receivedAt} className="ml-auto text-xs text-muted" />
      </span>
      <span className="truncate digits text-xs text-muted">
        <mark className="bg-accent-tint text-text">{value.slice(0, head)}</mark>
        {value.slice(head)}
      </span>
    </span>
  );
}
