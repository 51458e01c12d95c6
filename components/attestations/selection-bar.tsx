"use client";

import { GitCompareArrows, X } from "lucide-react";
import { Button, ButtonLink } from "@/components/ui/button";
import { shortenDigest } from "@/lib/format/digest";

/** Appears when rows are selected: says how many, and compares when there are two. */
export function SelectionBar({
  selected,
  onClear,
}: {
  readonly selected: readonly string[];
  readonly onClear: () => void;
}) {
  const [first, second] = selected;
  if (first === undefined) return null;
  return (
    <div
      role="region"
      aria-label="Selection"
      className="sticky bottom-4 z-20 flex w-fit max-w-full flex-wrap items-center gap-3 self-center rounded-card border bg-raised px-3 py-2 text-sm shadow-overlay"
    >
      <span role="status">
        {second === undefined ? "1 selected; select another to compare" : "2 selected"}
      </span>
      <span className="text-xs text-muted max-sm:hidden">
        <code>{selected.map((id) => shortenDigest(id, 0, 12)).join(" and ")}</code>
      </span>
      {second === undefined ? null : (
        <ButtonLink
          href={`/attestations/compare?a=${first}&b=${second}`}
          variant="primary"
          size="small"
        >
          <GitCompareArrows aria-hidden />
          Compare
        </ButtonLink>
      )}
      <Button variant="ghost" size="icon-small" aria-label="Clear selection" onClick={onClear}>
        <X aria-hidden />
      </Button>
    </div>
  );
}
