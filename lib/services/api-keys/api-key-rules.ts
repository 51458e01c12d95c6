import { PEOPLE_ONLY, type Permission, PERMISSIONS } from "@/lib/access/permissions";
import { permissionsOf } from "@/lib/access/roles";
import type { CreateApiKey } from "@/lib/contract/api-keys";
import { isNetwork } from "@/lib/network/networks";
import { resolvePolicy } from "@/lib/policy/resolve-policy";
import { fail, ok, type Result } from "@/lib/rats/result";
import { holdMembership } from "@/lib/store/hold-membership";
import type { OrganizationDb } from "@/lib/store/organization-db";
import type { ServiceContext } from "../context";

/** What the schema of a request can't tell. Failures: `REQUEST_INVALID`, `POLICY_UNKNOWN`. */
export async function checkApiKey(
  { runtime }: ServiceContext,
  {
    networks = [],
    policy = null,
    expiresAt = null,
  }: {
    readonly networks?: readonly string[] | undefined;
    readonly policy?: CreateApiKey["policy"] | undefined;
    readonly expiresAt?: string | null | undefined;
  },
): Promise<Result<null>> {
  const wrong = networks.findIndex((network) => !isNetwork(network));
  if (wrong >= 0) {
    return fail(
      "REQUEST_INVALID",
      "expected a network like 10.0.0.0/8 or an address",
      `/networks/${wrong}`,
    );
  }
  if (expiresAt !== null && new Date(expiresAt) <= runtime.now()) {
    return fail("REQUEST_INVALID", "expected a moment that is still to come", "/expiresAt");
  }
  const resolved = policy === null ? ok(null) : await resolvePolicy(policy, runtime);
  return resolved.ok ? ok(null) : resolved;
}

/**
 * The person who is about to be shown a secret with these scopes. Their membership is held until the transaction ends:
 * whoever takes their rights away waits, and then finds the key; or was first, and no key is made. Failure:
 * `PERMISSION_DENIED`.
 *
 * @throws Error for whoever is no person: the operation's permission is for people only.
 */
export async function holdMaker(
  { actor }: ServiceContext,
  organization: OrganizationDb,
  scopes: readonly Permission[],
): Promise<Result<{ readonly personId: string }>> {
  if (actor.kind !== "person") throw new Error(`a ${actor.kind} was about to see an API key`);
  const allowed = permissionsOf(await holdMembership(organization, actor.personId));
  const missing = ["api-key:manage" as const, ...scopes].find((name) => !allowed.has(name));
  if (missing !== undefined) {
    const { phrase } = PERMISSIONS[missing];
    return fail("PERMISSION_DENIED", `You may not ${phrase}, so no key that you make may.`);
  }
  return ok({ personId: actor.personId });
}

/** Of a key that is older than the rule. */
export function scopesForKeys(scopes: readonly Permission[]): readonly Permission[] {
  return scopes.filter((scope) => !PEOPLE_ONLY.has(scope));
}
