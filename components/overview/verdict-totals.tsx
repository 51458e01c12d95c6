import Link from "next/link";
import { attestationListHref } from "@/components/attestations/list-href";
import { verdictIcons, verdictTextClasses } from "@/components/attestations/verdict-badge";
import { classNames } from "@/components/ui/class-names";
import type { Overview } from "@/lib/contract/overview";
import { formatCount } from "@/lib/format/amount";
import { verdictWords } from "@/lib/format/words";
import type { Verdict } from "@/lib/rats/verdict";

/** The worst first: that is what the eye should meet. */
export const WORST_FIRST = [
  "contraindicated",
  "indeterminate",
  "warning",
  "affirming",
] as const satisfies readonly Verdict[];

export function VerdictTotals({ overview }: { readonly overview: Overview }) {
  const all = WORST_FIRST.reduce((sum, verdict) => sum + overview.totals[verdict], 0);
  return (
    <section aria-label="Verdicts in this range">
      <ul className="grid grid-cols-2 gap-3 lg:grid-cols-4">
        {WORST_FIRST.map((verdict) => (
          <li key={verdict}>
            <Total
              verdict={verdict}
              count={overview.totals[verdict]}
              all={all}
              from={overview.from}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Total({
  verdict,
  count,
  all,
  from,
}: {
  readonly verdict: Verdict;
  readonly count: number;
  readonly all: number;
  readonly from: string;
}) {
  const Icon = verdictIcons[verdict];
  const share = all === 0 ? "no attestations" : `${((count / all) * 100).toFixed(1)} %`;
  return (
    <Link
      href={attestationListHref({ verdict, from })}
      className="block rounded-card border bg-surface px-4 py-3 transition-colors hover:border-line-strong"
    >
      <span className="flex items-center gap-1.5 text-sm text-muted">
        <Icon
          aria-hidden
          className={classNames("size-4", count > 0 ? verdictTextClasses[verdict] : "text-faint")}
        />
        {verdictWords[verdict].label}
      </span>
      <span className="mt-1 flex items-baseline gap-2">
        <span
          className={classNames(
            "text-2xl font-semibold tabular-nums",
            count > 0 ? verdictTextClasses[verdict] : "text-faint",
          )}
        >
          {formatCount(count)}
        </span>
        <span className="text-xs text-muted tabular-nums">{share}</span>
      </span>
    </Link>
  );
}
