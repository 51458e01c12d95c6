import { permissionsOf, type Role } from "@/lib/access/roles";
import { fail, ok, type Result } from "@/lib/rats/result";
import { sessionActor } from "@/lib/services/accounts/session-view";
import type { ServiceContext } from "@/lib/services/context";
import { findMember, type MemberRow, organizationsOf } from "@/lib/store/memberships";
import type { OrganizationDb } from "@/lib/store/organization-db";
import { mayGrant, noMember } from "./members";

/**
 * A member whose account whoever acts may decide over: not the own one, of no more power than theirs, and of this
 * organization alone. An account of several is nobody's but its owner's, or one organization would reach into another.
 * Failures: `NOT_FOUND`, `CONFLICT`, `PERMISSION_DENIED`, `MEMBER_ELSEWHERE`.
 */
export async function findSoleMember(
  context: ServiceContext,
  organization: OrganizationDb,
  personId: string,
): Promise<Result<MemberRow>> {
  const member = await findMember(organization, personId);
  if (member === null) return noMember;
  if (personId === sessionActor(context).personId) {
    return fail("CONFLICT", "This is your own account; its page is for that.");
  }
  const allowed = mayGrant(context, member.roles);
  if (!allowed.ok) return allowed;
  return (await isOfThisAlone(organization, personId))
    ? ok(member)
    : fail("MEMBER_ELSEWHERE", `${member.name} is a member of other organizations, too.`);
}

export async function isOfThisAlone(
  organization: OrganizationDb,
  personId: string,
): Promise<boolean> {
  const own = await organizationsOf(organization, personId);
  return own.every(({ id }) => id === organization.organizationId);
}

/** Whether somebody with these roles manages members with those. */
export function manages(roles: readonly Role[], theirs: readonly Role[]): boolean {
  const permissions = permissionsOf(roles);
  return (
    permissions.has("member:manage") &&
    [...permissionsOf(theirs)].every((permission) => permissions.has(permission))
  );
}
