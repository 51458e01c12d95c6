import {
  PEOPLE_ONLY,
  PERMISSION_NAMES,
  type Permission,
  PERMISSIONS,
} from "@/lib/access/permissions";
import type { ApiKey } from "@/lib/contract/api-keys";

/** Scopes that a key may have, by what they are about. */
export interface ScopeGroup {
  readonly label: string;
  readonly scopes: readonly Permission[];
}

const labels: Readonly<Record<string, string>> = {
  attestation: "Attestations",
  evidence: "Verification",
  collateral: "Collateral",
  proposal: "Proposals",
  status: "Status",
  metrics: "Metrics",
  member: "Members",
  "api-key": "API keys",
  audit: "Audit trail",
};

const forKeys = PERMISSION_NAMES.filter((name) => !PEOPLE_ONLY.has(name));
const subjectOf = (name: Permission) => name.split(":", 1)[0] ?? name;

/** In the order of the list of permissions; a new subject is shown by its own name until it has a label. */
export const SCOPE_GROUPS: readonly ScopeGroup[] = [...new Set(forKeys.map(subjectOf))].map(
  (subject) => ({
    label: labels[subject] ?? subject,
    scopes: forKeys.filter((name) => subjectOf(name) === subject),
  }),
);

/** "Read the collateral cache" */
export function scopeSentence(scope: Permission): string {
  const { phrase } = PERMISSIONS[scope];
  return phrase.charAt(0).toUpperCase() + phrase.slice(1);
}

export function hasEnded({ state }: Pick<ApiKey, "state">): boolean {
  return state === "revoked" || state === "expired";
}

/** A successor can still be made. */
export function canRotate({
  revokedAt,
  replacedBy,
}: Pick<ApiKey, "revokedAt" | "replacedBy">): boolean {
  return revokedAt === null && replacedBy === null;
}

/** One in each line or between commas, as people paste them. */
export function splitList(text: string): string[] {
  return text
    .split(/[\n,]/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** A call that this key may make, for a shell. */
export function curlWithKey({
  origin,
  secret,
  scopes,
}: {
  readonly origin: string;
  readonly secret: string;
  readonly scopes: readonly Permission[];
}): string {
  // Double quotes: `secret` may be a variable of the shell. A key has nothing that they would change.
  const header = `  -H "Authorization: Bearer ${secret}"`;
  const sends = scopes.includes("attestation:submit")
    ? "/api/v1/attestations"
    : scopes.includes("evidence:verify")
      ? "/api/v1/verifications"
      : null;
  if (sends !== null) {
    return [
      `curl -sS '${origin}${sends}'`,
      header,
      "  -H 'Content-Type: application/json'",
      `  -d '{"evidence": "'"$(base64 -w0 quote.bin)"'"}'`,
    ].join(" \\\n");
  }
  const read = readable.find(([scope]) => scopes.includes(scope))?.[1] ?? "/api/health/live";
  return [`curl -sS '${origin}${read}'`, header].join(" \\\n");
}

const readable: readonly (readonly [Permission, string])[] = [
  ["attestation:read", "/api/v1/attestations"],
  ["collateral:read", "/api/v1/collateral"],
  ["metrics:read", "/api/metrics"],
  ["api-key:read", "/api/v1/api-keys"],
];
