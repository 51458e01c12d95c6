import { X } from "lucide-react";
import Link from "next/link";

export interface FilterChip {
  readonly label: string;
  readonly text: string;
  /** The list without it. */
  readonly removeHref: string;
}

/** Every filter that is on, each with a link to the list without it. */
export function FilterChips({
  chips,
  clearHref,
}: {
  readonly chips: readonly FilterChip[];
  /** The list without any. */
  readonly clearHref: string;
}) {
  if (chips.length === 0) return null;
  return (
    <ul aria-label="Filters" className="flex flex-wrap items-center gap-2">
      {chips.map(({ label, text, removeHref }) => (
        <li key={label} className="max-w-full">
          <span className="inline-flex h-7 max-w-full items-center rounded-control border border-line bg-surface text-sm">
            <span className="pl-2 text-muted">{label}</span>
            <span className="truncate px-1.5 font-medium">{text}</span>
            <Link
              href={removeHref}
              scroll={false}
              aria-label={`Remove filter ${label}`}
              className="flex size-7 shrink-0 items-center justify-center rounded-control text-faint transition-colors hover:bg-hover hover:text-text"
            >
              <X aria-hidden className="size-3.5" />
            </Link>
          </span>
        </li>
      ))}
      {chips.length > 1 ? (
        <li>
          <Link
            href={clearHref}
            className="rounded-sm text-sm text-muted underline-offset-2 hover:text-text hover:underline"
          >
            Clear all
          </Link>
        </li>
      ) : null}
    </ul>
  );
}
