import type { LimitUse } from "@/lib/contract/limits";
import { formatCount } from "@/lib/format/amount";
import { isEmpty, usedShare } from "./limit-words";

/** How much of a bucket is used up, as a bar and in words; a full one is quiet. */
export function UseBar({ use, label }: { readonly use: LimitUse | null; readonly label: string }) {
  if (use === null) return <span className="text-xs text-faint">not in use</span>;
  const share = usedShare(use);
  const left = Math.floor(use.tokens);
  if (left >= use.burst) return <span className="text-xs text-muted">full</span>;
  return (
    <span className="flex min-w-0 flex-col gap-1 py-1">
      <span
        role="meter"
        aria-label={`Used up: ${label}`}
        aria-valuemin={0}
        aria-valuemax={use.burst}
        aria-valuenow={use.burst - left}
        aria-valuetext={words(use, left)}
        className="block h-1.5 overflow-hidden rounded-full bg-hover"
      >
        <span
          className={`block h-full ${isEmpty(use) ? "bg-contraindicated-line" : share > 0.8 ? "bg-warning-line" : "bg-accent-fill"}`}
          style={{ width: `${share * 100}%` }}
        />
      </span>
      <span className="text-xs text-muted tabular-nums">{words(use, left)}</span>
    </span>
  );
}

function words(use: LimitUse, left: number): string {
  return isEmpty(use)
    ? "empty: refused for now"
    : `${formatCount(left)} of ${formatCount(use.burst)} left`;
}
