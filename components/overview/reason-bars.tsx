import Link from "next/link";
import { attestationListHref } from "@/components/attestations/list-href";
import { Card, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import type { Overview } from "@/lib/contract/overview";
import { formatCount } from "@/lib/format/amount";
import { isReasonCode, reasonCodeEntry } from "@/lib/rats/reason-codes";

/** Why attestations were not affirming, most frequent first. */
export function ReasonBars({ overview }: { readonly overview: Overview }) {
  const most = Math.max(1, ...overview.reasons.map(({ count }) => count));
  return (
    <Card aria-labelledby="reasons">
      <CardHeader
        id="reasons"
        title="Reasons"
        note="Why attestations in this range were not affirming"
      />
      {overview.reasons.length === 0 ? (
        <EmptyState title="No reasons in this range">
          Every attestation in this range is affirming, or there was none.
        </EmptyState>
      ) : (
        <ol className="py-2">
          {overview.reasons.map(({ code, count }) => (
            <li key={code}>
              <Link
                href={
                  isReasonCode(code)
                    ? attestationListHref({ reasonCode: code, from: overview.from })
                    : attestationListHref({ from: overview.from })
                }
                title={isReasonCode(code) ? reasonCodeEntry(code).message : undefined}
                className="block px-4 py-1.5 ring-inside transition-colors hover:bg-hover"
              >
                <span className="flex items-baseline justify-between gap-4 text-xs">
                  <code className="truncate">{code}</code>
                  <span className="text-sm tabular-nums">{formatCount(count)}</span>
                </span>
                <span aria-hidden className="mt-1 block h-1 rounded-full bg-sunken">
                  <span
                    className="block h-1 rounded-full bg-line-strong"
                    style={{ width: `${(count / most) * 100}%` }}
                  />
                </span>
              </Link>
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}
