"use client";

import { PanelLeftClose, PanelLeftOpen } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useMay } from "@/components/session/use-session";
import { Button, ButtonLink } from "@/components/ui/button";
import { classNames } from "@/components/ui/class-names";
import { Tooltip } from "@/components/ui/tooltip";
import { type Place, groupsFor, isCurrent, overviewPlace, verifyPlace } from "./navigation";
import { OrganizationSwitcher } from "./organization-switcher";

/** The navigation at the left, from 768 px on. */
export function Rail({
  narrow,
  onNarrowChange,
}: {
  readonly narrow: boolean;
  readonly onNarrowChange: (narrow: boolean) => void;
}) {
  const Icon = narrow ? PanelLeftOpen : PanelLeftClose;
  const label = narrow ? "Expand navigation" : "Collapse navigation";
  return (
    <aside
      className={classNames(
        "sticky top-0 hidden h-dvh shrink-0 flex-col border-r bg-surface md:flex",
        narrow ? "w-rail-narrow" : "w-rail",
      )}
    >
      <div className="flex h-bar shrink-0 items-center justify-center border-b px-2">
        <OrganizationSwitcher narrow={narrow} />
      </div>
      <Navigation narrow={narrow} />
      <div className={classNames("mt-auto border-t p-2", narrow && "flex justify-center")}>
        <Button
          variant="ghost"
          size={narrow ? "icon" : "medium"}
          aria-label={label}
          onClick={() => onNarrowChange(!narrow)}
          className={narrow ? "" : "w-full justify-start!"}
        >
          <Icon aria-hidden />
          {narrow ? null : "Collapse"}
        </Button>
      </div>
    </aside>
  );
}

/** The list itself, shared by the rail and the sheet of small screens. */
export function Navigation({
  narrow = false,
  onNavigate,
}: {
  readonly narrow?: boolean;
  readonly onNavigate?: () => void;
}) {
  const pathname = usePathname();
  const may = useMay();
  const item = (place: Place) => (
    <li key={place.href}>
      <PlaceLink
        place={place}
        narrow={narrow}
        current={isCurrent(place.href, pathname)}
        onNavigate={onNavigate}
      />
    </li>
  );
  const verify = (
    <ButtonLink
      href={verifyPlace.href}
      variant="primary"
      size={narrow ? "icon" : "medium"}
      aria-current={isCurrent(verifyPlace.href, pathname) ? "page" : undefined}
      aria-label={verifyPlace.label}
      {...(onNavigate && { onClick: onNavigate })}
      className={narrow ? "" : "w-full"}
    >
      <verifyPlace.icon aria-hidden />
      {narrow ? null : verifyPlace.label}
    </ButtonLink>
  );
  return (
    <nav
      aria-label="Main"
      className={classNames(
        "flex flex-col gap-4 overflow-y-auto p-2 pt-3",
        narrow && "items-center",
      )}
    >
      {!may(verifyPlace.permission) ? null : narrow ? (
        <Tooltip content={verifyPlace.label} side="right">
          {verify}
        </Tooltip>
      ) : (
        verify
      )}
      {may(overviewPlace.permission) ? (
        <ul className="flex flex-col gap-0.5">{item(overviewPlace)}</ul>
      ) : null}
      {groupsFor(may).map((group) => (
        <div key={group.label}>
          <h2 className={narrow ? "sr-only" : "px-2 pb-1 text-xs font-medium text-faint"}>
            {group.label}
          </h2>
          <ul className="flex flex-col gap-0.5">{group.places.map(item)}</ul>
        </div>
      ))}
    </nav>
  );
}

function PlaceLink({
  place,
  narrow,
  current,
  onNavigate,
}: {
  readonly place: Place;
  readonly narrow: boolean;
  readonly current: boolean;
  readonly onNavigate?: (() => void) | undefined;
}) {
  const link = (
    <Link
      href={place.href}
      aria-current={current ? "page" : undefined}
      {...(onNavigate && { onClick: onNavigate })}
      className={classNames(
        "flex h-8 items-center gap-2.5 rounded-control text-sm font-medium ring-inside transition-colors",
        narrow ? "w-8 justify-center" : "px-2",
        current ? "bg-hover text-text" : "text-muted hover:bg-hover hover:text-text",
      )}
    >
      <place.icon aria-hidden className={classNames("size-4 shrink-0", current && "text-accent")} />
      <span className={narrow ? "sr-only" : undefined}>{place.label}</span>
    </Link>
  );
  return narrow ? (
    <Tooltip content={place.label} side="right">
      {link}
    </Tooltip>
  ) : (
    link
  );
}
