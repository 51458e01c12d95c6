/**
 * What somebody may be allowed to do: the one list. Every operation of the API names one of these, every page too, the
 * scopes of an API key are these, and `roles.ts` says which role has which.
 *
 * `phrase` completes "may …".
 */
export const PERMISSIONS = {
  "attestation:read": { phrase: "read attestations, their evidence and the overview" },
  "attestation:submit": { phrase: "submit evidence and judge stored evidence again" },
  "evidence:verify": { phrase: "verify and inspect evidence without keeping it" },
  "collateral:read": { phrase: "read the collateral cache" },
  "collateral:write": { phrase: "import collateral" },
  "proposal:create": { phrase: "propose changes of expected measurements" },
  "proposal:decide": { phrase: "decide proposals of others" },
  "status:read": { phrase: "see upstreams, replicas, jobs and the use of limits" },
  "status:manage": { phrase: "reset circuit breakers" },
  "metrics:read": { phrase: "read the metrics of a replica" },
  "member:read": { phrase: "see who is a member" },
  "member:manage": { phrase: "invite members, change their roles and remove them" },
  "api-key:read": { phrase: "see API keys, never their secrets" },
  "api-key:manage": { phrase: "create, rotate and revoke API keys" },
  "limit:manage": { phrase: "change limits" },
  "organization:manage": { phrase: "rename this organization and create others" },
  "audit:read": { phrase: "read the audit trail and export it" },
} as const satisfies Record<string, { readonly phrase: string }>;

export type Permission = keyof typeof PERMISSIONS;

export const PERMISSION_NAMES = Object.keys(PERMISSIONS) as [Permission, ...Permission[]];

export function isPermission(text: string): text is Permission {
  return Object.hasOwn(PERMISSIONS, text);
}

/**
 * What a person does with a session and no program with a key: the people of an organization, its keys and its limits.
 * A key that could make keys would outlive every rotation.
 */
export const PEOPLE_ONLY: ReadonlySet<Permission> = new Set<Permission>([
  "member:manage",
  "api-key:manage",
  "limit:manage",
  "organization:manage",
  "proposal:decide",
]);
