import { PERMISSION_NAMES, type Permission } from "./permissions";

export const ROLES = [
  "viewer",
  "operator",
  "reviewer",
  "approver",
  "auditor",
  "administrator",
] as const;
export type Role = (typeof ROLES)[number];

interface RoleEntry {
  readonly label: string;
  /** Who this is for, in a sentence. */
  readonly words: string;
  readonly permissions: readonly Permission[];
}

const viewing = ["attestation:read", "collateral:read", "status:read"] as const;
const reviewing = [...viewing, "evidence:verify", "proposal:create", "member:read"] as const;

/** Who may do what: the one table. A member has one role or several, and then what any of them allows. */
export const ROLE_TABLE: Readonly<Record<Role, RoleEntry>> = {
  viewer: {
    label: "Viewer",
    words: "Reads attestations and collateral, and changes nothing.",
    permissions: viewing,
  },
  operator: {
    label: "Operator",
    words: "Watches the fleet: submits evidence, judges it again and keeps collateral at hand.",
    permissions: [...viewing, "evidence:verify", "attestation:submit", "collateral:write"],
  },
  reviewer: {
    label: "Reviewer",
    words: "Inspects evidence field by field and proposes what to expect of it.",
    permissions: reviewing,
  },
  approver: {
    label: "Approver",
    words: "Leads a team: decides what others propose.",
    permissions: [...reviewing, "proposal:decide"],
  },
  auditor: {
    label: "Auditor",
    words: "Reads everything, the audit trail included, and changes nothing.",
    permissions: [...viewing, "member:read", "api-key:read", "metrics:read", "audit:read"],
  },
  administrator: {
    label: "Administrator",
    words: "May do everything, and decides who may do what.",
    permissions: PERMISSION_NAMES,
  },
};

export function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).includes(text);
}

/** What a member with these roles may do. */
export function permissionsOf(roles: readonly Role[]): ReadonlySet<Permission> {
  return new Set(roles.flatMap((role) => ROLE_TABLE[role].permissions));
}

/** The roles that would allow it, the least powerful first: what a refusal names. */
export function rolesWith(permission: Permission): readonly Role[] {
  return ROLES.filter((role) => ROLE_TABLE[role].permissions.includes(permission));
}
