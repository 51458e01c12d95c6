import { X } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";

/** A filter that is on: what it filters, its value, and a link to the same list without it. */
export function Chip({
  label,
  children,
  removeHref,
}: {
  readonly label: string;
  readonly children: ReactNode;
  readonly removeHref: string;
}) {
  return (
    <span className="inline-flex h-7 max-w-full items-center rounded-control border border-line bg-surface text-sm">
      <span className="pl-2 text-muted">{label}</span>
      <span className="truncate px-1.5 font-medium">{children}</span>
      <Link
        href={removeHref}
        scroll={false}
        aria-label={`Remove filter ${label}`}
        className="flex size-7 shrink-0 items-center justify-center rounded-control text-faint transition-colors hover:bg-hover hover:text-text"
      >
        <X aria-hidden className="size-3.5" />
      </Link>
    </span>
  );
}
