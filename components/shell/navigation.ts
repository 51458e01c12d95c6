import {
  Activity,
  BookOpen,
  Database,
  Gauge,
  KeyRound,
  LayoutDashboard,
  ScanSearch,
  ScrollText,
  ShieldCheck,
  UserCheck,
  Users,
} from "lucide-react";
import type { Permission } from "@/lib/access/permissions";

export interface Place {
  readonly href: string;
  readonly label: string;
  readonly icon: typeof Database;
  /** Pressed after `g`. */
  readonly key: string;
  /** What its page asks for; `signed-in` where everybody with an account may look. */
  readonly permission: Permission | "signed-in";
}

export const overviewPlace = {
  href: "/",
  label: "Overview",
  icon: LayoutDashboard,
  key: "o",
  permission: "attestation:read",
} as const satisfies Place;

/** The one primary action of the console. */
export const verifyPlace = {
  href: "/verify",
  label: "Verify",
  icon: ShieldCheck,
  key: "v",
  permission: "evidence:verify",
} as const satisfies Place;

export interface PlaceGroup {
  readonly label: string;
  readonly places: readonly Place[];
}

/** Groups of the rail; only what exists. */
export const placeGroups: readonly PlaceGroup[] = [
  {
    label: "Evidence",
    places: [
      {
        href: "/attestations",
        label: "Attestations",
        icon: ScanSearch,
        key: "a",
        permission: "attestation:read",
      },
    ],
  },
  {
    label: "Freshness",
    places: [
      {
        href: "/collateral",
        label: "Collateral",
        icon: Database,
        key: "c",
        permission: "collateral:read",
      },
    ],
  },
  {
    label: "Operations",
    places: [
      { href: "/status", label: "Status", icon: Activity, key: "s", permission: "status:read" },
      { href: "/limits", label: "Limits", icon: Gauge, key: "l", permission: "status:read" },
    ],
  },
  {
    label: "Governance",
    places: [
      {
        href: "/audit",
        label: "Audit trail",
        icon: ScrollText,
        key: "t",
        permission: "audit:read",
      },
      { href: "/members", label: "Members", icon: Users, key: "m", permission: "member:read" },
      { href: "/roles", label: "Roles", icon: UserCheck, key: "r", permission: "signed-in" },
      {
        href: "/api-keys",
        label: "API keys",
        icon: KeyRound,
        key: "k",
        permission: "api-key:read",
      },
    ],
  },
  {
    label: "Reference",
    places: [
      {
        href: "/docs",
        label: "Documentation",
        icon: BookOpen,
        key: "d",
        permission: "signed-in",
      },
    ],
  },
];

export const allPlaces: readonly Place[] = [
  overviewPlace,
  verifyPlace,
  ...placeGroups.flatMap((group) => group.places),
];

/** The groups with only those places that somebody may open. */
export function groupsFor(
  may: (permission: Place["permission"]) => boolean,
): readonly PlaceGroup[] {
  return placeGroups
    .map(({ label, places }) => ({
      label,
      places: places.filter((place) => may(place.permission)),
    }))
    .filter(({ places }) => places.length > 0);
}

/** True for the place itself and everything below it; the overview is only itself. */
export function isCurrent(href: string, pathname: string): boolean {
  return href === "/" ? pathname === "/" : pathname === href || pathname.startsWith(`${href}/`);
}

const segmentLabels: Readonly<Record<string, string>> = {
  verify: "Verify",
  attestations: "Attestations",
  compare: "Compare",
  collateral: "Collateral",
  members: "Members",
  roles: "Roles",
  account: "Account",
  "api-keys": "API keys",
  audit: "Audit trail",
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
  status: "Status",
  limits: "Limits",
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
