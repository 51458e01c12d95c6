import type { LimitUse } from "@/lib/contract/limits";
import { usedShare } from "./limit-words";

/** How much of a bucket is used up, as a bar and in words. */
export function UseBar({ use, label }: { readonly use: LimitUse; readonly label: string }) {
  const share = usedShare(use);
  const isEmpty = use.tokens < 1;
  return (
    <span className="flex min-w-0 flex-col gap-1">
      <span
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={use.burst}
        aria-valuenow={Math.floor(use.burst * share)}
        className="block h-1.5 overflow-hidden rounded-full bg-hover"
      >
        <span
          className={`block h-full ${isEmpty ? "bg-contraindicated-line" : share > 0.8 ? "bg-warning-line" : "bg-affirming-line"}`}
          style={{ width: `${share * 100}%` }}
        />
      </span>
      <span className="text-xs text-muted tabular-nums">
        {isEmpty
          ? "Empty: refused until tokens come back"
          : `${Math.floor(use.tokens).toLocaleString("en")} of ${use.burst.toLocaleString("en")} left`}
      </span>
    </span>
  );
}
