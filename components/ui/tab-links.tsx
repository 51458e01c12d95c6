"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { classNames } from "./class-names";

export interface TabLink {
  readonly href: string;
  readonly label: string;
  /** A count or a mark after the label. */
  readonly mark?: ReactNode;
}

/** Tabs whose address is a path: links, so that they open in a new window and survive a reload. */
export function TabLinks({
  label,
  tabs,
}: {
  readonly label: string;
  readonly tabs: readonly TabLink[];
}) {
  const pathname = usePathname();
  return (
    <nav aria-label={label} className="-mb-px overflow-x-auto border-b">
      <ul className="flex min-w-max gap-1">
        {tabs.map((tab) => {
          const current = pathname === tab.href;
          return (
            <li key={tab.href}>
              <Link
                href={tab.href}
                scroll={false}
                aria-current={current ? "page" : undefined}
                className={classNames(
                  "flex h-9 items-center gap-1.5 rounded-t-control border-b-2 px-3 text-sm font-medium ring-inside transition-colors",
                  current
                    ? "border-accent text-text"
                    : "border-transparent text-muted hover:border-line hover:text-text",
                )}
              >
                {tab.label}
                {tab.mark}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
