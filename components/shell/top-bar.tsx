"use client";

import { Menu as MenuIcon, Search } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { Fragment } from "react";
import { Button } from "@/components/ui/button";
import { useMay } from "@/components/session/use-session";
import { Kbd } from "@/components/ui/kbd";
import { AccountMenu } from "./account-menu";
import { Freshness } from "./freshness";
import { GlobalSearch } from "./global-search";
import { breadcrumb } from "./navigation";
import { ThemeMenu } from "./theme-menu";

export function TopBar({
  onPalette,
  onNavigation,
}: {
  readonly onPalette: () => void;
  readonly onNavigation: () => void;
}) {
  const may = useMay();
  return (
    <header className="sticky top-0 z-30 flex h-bar shrink-0 items-center gap-2 border-b bg-surface px-2 md:px-4">
      <Button
        variant="ghost"
        size="icon"
        aria-label="Open navigation"
        onClick={onNavigation}
        className="md:hidden"
      >
        <MenuIcon aria-hidden />
      </Button>
      <Breadcrumb />
      <div className="ml-auto flex items-center gap-1">
        <Freshness />
        {may("attestation:read") ? <GlobalSearch /> : null}
        <Button
          variant="ghost"
          size="medium"
          aria-keyshortcuts="Control+K Meta+K"
          onClick={onPalette}
          className="max-md:w-8 max-md:px-0"
        >
          <span className="sr-only">Command palette</span>
          <Search aria-hidden className="md:hidden" />
          <span className="max-md:hidden">
            <Kbd>Ctrl</Kbd> <Kbd>K</Kbd>
          </span>
        </Button>
        <ThemeMenu />
        <AccountMenu />
      </div>
    </header>
  );
}

function Breadcrumb() {
  const crumbs = breadcrumb(usePathname());
  return (
    <nav aria-label="Breadcrumb" className="min-w-0 flex-1">
      <ol className="flex items-center gap-1.5 overflow-hidden text-sm whitespace-nowrap">
        {crumbs.map((crumb, index) => {
          const last = index === crumbs.length - 1;
          return (
            <Fragment key={crumb.href}>
              {index > 0 ? (
                <li aria-hidden className="text-faint max-sm:hidden">
                  /
                </li>
              ) : null}
              <li className={last ? "min-w-0 truncate" : "max-sm:hidden"}>
                <Link
                  href={crumb.href}
                  aria-current={last ? "page" : undefined}
                  className={`rounded-sm ${last ? "font-medium" : "text-muted hover:text-text"} ${crumb.isIdentifier ? "digits" : ""}`}
                >
                  {crumb.label}
                </Link>
              </li>
            </Fragment>
          );
        })}
      </ol>
    </nav>
  );
}
