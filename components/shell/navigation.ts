import { BookOpen, Database, LayoutDashboard, ScanSearch, ShieldCheck } from "lucide-react";

export interface Place {
  readonly href: string;
  readonly label: string;
  readonly icon: typeof Database;
  /** Pressed after `g`. */
  readonly key: string;
}

export const overviewPlace = {
  href: "/",
  label: "Overview",
  icon: LayoutDashboard,
  key: "o",
} as const satisfies Place;

/** The one primary action of the console. */
export const verifyPlace = {
  href: "/verify",
  label: "Verify",
  icon: ShieldCheck,
  key: "v",
} as const satisfies Place;

/** Groups of the rail; only what exists. */
export const placeGroups: readonly {
  readonly label: string;
  readonly places: readonly Place[];
}[] = [
  {
    label: "Evidence",
    places: [{ href: "/attestations", label: "Attestations", icon: ScanSearch, key: "a" }],
  },
  {
    label: "Freshness",
    places: [{ href: "/collateral", label: "Collateral", icon: Database, key: "c" }],
  },
  {
    label: "Reference",
    places: [{ href: "/docs", label: "Documentation", icon: BookOpen, key: "d" }],
  },
];

export const allPlaces: readonly Place[] = [
  overviewPlace,
  verifyPlace,
  ...placeGroups.flatMap((group) => group.places),
];

/** True for the place itself and everything below it; the overview is only itself. */
export function isCurrent(href: string, pathname: string): boolean {
  return href === "/" ? pathname === "/" : pathname === href || pathname.startsWith(`${href}/`);
}

const segmentLabels: Readonly<Record<string, string>> = {
  verify: "Verify",
  attestations: "Attestations",
  compare: "Compare",
  collateral: "Collateral",
  docs: "Documentation",
  api: "API",
  "reason-codes": "Reason codes",
  words: "Words",
  fields: "Fields",
  summary: "Summary",
  checks: "Checks",
  quote: "Evidence",
  parts: "Parts",
  "event-log": "Event log",
  certificates: "Certificates",
  raw: "Raw",
};

export interface Crumb {
  readonly href: string;
  readonly label: string;
  readonly isIdentifier: boolean;
}

/** `/attestations/{id}/checks` as three links. */
export function breadcrumb(pathname: string): readonly Crumb[] {
  const segments = pathname.split("/").filter(Boolean);
  if (segments.length === 0) return [{ href: "/", label: "Overview", isIdentifier: false }];
  return segments.map((segment, index) => {
    const label = segmentLabels[segment];
    return {
      href: `/${segments.slice(0, index + 1).join("/")}`,
      // The end of a UUIDv7 tells two of the same minute apart; its beginning is the time.
      label: label ?? (segment.length > 14 ? `…${segment.slice(-12)}` : segment),
      isIdentifier: label === undefined,
    };
  });
}
