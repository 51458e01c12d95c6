import Link from "next/link";
import { classNames } from "@/components/ui/class-names";
import type { OverviewRange } from "@/lib/client/overview";
import { OVERVIEW_RANGES } from "@/lib/contract/overview";

const names = {
  "24h": "24 hours",
  "7d": "7 days",
  "30d": "30 days",
} satisfies Record<OverviewRange, string>;

/** Links, so that a range can be bookmarked and the back button works. */
export function RangeSwitch({ range }: { readonly range: OverviewRange }) {
  return (
    <nav aria-label="Time range">
      <ul className="flex rounded-control border bg-surface p-0.5">
        {OVERVIEW_RANGES.map((candidate) => (
          <li key={candidate}>
            <Link
              href={candidate === "24h" ? "/" : `/?range=${candidate}`}
              scroll={false}
              aria-current={candidate === range ? "true" : undefined}
              className={classNames(
                "flex h-6.5 items-center rounded-sm px-2.5 text-sm font-medium transition-colors",
                candidate === range ? "bg-hover text-text" : "text-muted hover:text-text",
              )}
            >
              {names[candidate]}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
