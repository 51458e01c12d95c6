import { may } from "@/lib/access/actor";
import { permissionsOf, ROLE_TABLE, type Role } from "@/lib/access/roles";
import type { Member, MemberList, MemberListQuery } from "@/lib/contract/members";
import { fail, ok, type Result } from "@/lib/rats/result";
import { markKeysForRotation } from "@/lib/services/api-keys/mark-keys-for-rotation";
import { change } from "@/lib/services/change";
import { type ServiceContext, withOrganization } from "@/lib/services/context";
import {
  findMember,
  hasOtherAdministrator,
  listMembers as listMemberRows,
  lockMembers,
  type MemberRow,
  removeMember as removeMembership,
  setRoles as setMembershipRoles,
} from "@/lib/store/memberships";
import { readNameCursor, writeNameCursor } from "@/lib/store/name-cursor";
import type { OrganizationDb } from "@/lib/store/organization-db";

export const noMember = fail("NOT_FOUND", "This organization has no such member.");
const lastAdministrator = fail("LAST_ADMINISTRATOR", "Nobody else is administrator here.");

/** A page of the members, by name. Failure: `REQUEST_INVALID` for a cursor that no page gave out. */
export async function listMembers(
  context: ServiceContext,
  { limit, cursor: text, ...filter }: MemberListQuery,
): Promise<Result<MemberList>> {
  const cursor = text === undefined ? ok(null) : readNameCursor(text);
  if (!cursor.ok) return cursor;
  const rows = await withOrganization(context, (organization) =>
    listMemberRows(organization, filter, { limit, cursor: cursor.value }),
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return ok({
    items: page.map((row) => memberView(context, row)),
    nextCursor: hasMore ? writeNameCursor({ name: last.name, id: last.personId }) : null,
  });
}

/**
 * What a member may do from their next request on. Whoever loses a permission knows API keys that still have it, so those
 * become due for rotation. Failures: `NOT_FOUND`, `LAST_ADMINISTRATOR`, `PERMISSION_DENIED`.
 */
export function setRoles(
  context: ServiceContext,
  { personId, roles }: { readonly personId: string; readonly roles: readonly Role[] },
): Promise<Result<Member>> {
  return change(context, async (organization) => {
    await lockMembers(organization);
    const member = await findMember(organization, personId);
    if (member === null) return noMember;
    const allowed = mayGrant(context, [...member.roles, ...roles]);
    if (!allowed.ok) return allowed;
    if (!roles.includes("administrator") && (await isLastAdministrator(organization, member))) {
      return lastAdministrator;
    }
    await setMembershipRoles(organization, { personId, roles });
    const after = permissionsOf(roles);
    const losesSome = [...permissionsOf(member.roles)].some((permission) => !after.has(permission));
    const keysMarked = losesSome
      ? await markKeysForRotation(organization, { personId, reason: `${member.name} lost roles` })
      : 0;
    return ok({
      value: memberView(context, { ...member, roles: [...roles] }),
      object: { kind: "member", id: personId, name: member.name },
      before: { roles: member.roles },
      after: { roles },
      details: { from: member.roles, to: roles, keysMarked },
    });
  });
}

/** Ends a membership; the account stays. Failures: `NOT_FOUND`, `LAST_ADMINISTRATOR`, `PERMISSION_DENIED`. */
export function removeMember(
  context: ServiceContext,
  personId: string,
): Promise<Result<{ personId: string }>> {
  return change(context, async (organization) => {
    await lockMembers(organization);
    const member = await findMember(organization, personId);
    if (member === null) return noMember;
    const allowed = mayGrant(context, member.roles);
    if (!allowed.ok) return allowed;
    if (await isLastAdministrator(organization, member)) return lastAdministrator;
    await removeMembership(organization, personId);
    const reason = `${member.name} is no member any more`;
    const keysMarked = await markKeysForRotation(organization, { personId, reason });
    return ok({
      value: { personId },
      object: { kind: "member", id: personId, name: member.name },
      before: { roles: member.roles },
      details: { from: member.roles, keysMarked },
    });
  });
}

/** Nobody gives or takes what they may not do themselves. Failure: `PERMISSION_DENIED`. */
export function mayGrant({ actor }: ServiceContext, roles: readonly Role[]): Result<null> {
  const beyond = roles.find((role) =>
    ROLE_TABLE[role].permissions.some((permission) => !may(actor, permission)),
  );
  if (beyond === undefined) return ok(null);
  const label = ROLE_TABLE[beyond].label.toLowerCase();
  return fail("PERMISSION_DENIED", `The role ${label} may do more than you.`);
}

async function isLastAdministrator(
  organization: OrganizationDb,
  { personId, roles }: MemberRow,
): Promise<boolean> {
  return roles.includes("administrator") && !(await hasOtherAdministrator(organization, personId));
}

function memberView({ actor }: ServiceContext, row: MemberRow): Member {
  return {
    ...row,
    joinedAt: row.joinedAt.toISOString(),
    lastSeenAt: row.lastSeenAt?.toISOString() ?? null,
    isSelf: actor.kind === "person" && actor.personId === row.personId,
  };
}
