import { and, asc, eq, ne, sql } from "drizzle-orm";
import { memberships, organizations, people, sessions } from "@/drizzle/schema";
import { isRole, type Role } from "@/lib/access/roles";
import type { MemberFilter } from "@/lib/contract/members";
import type { Database } from "./database";
import type { NameCursor } from "./name-cursor";
import type { OrganizationDb } from "./organization-db";
import { lockPerson } from "./people";

export interface MemberRow {
  readonly personId: string;
  readonly name: string;
  readonly email: string;
  readonly roles: Role[];
  readonly joinedAt: Date;
  readonly lastSeenAt: Date | null;
  readonly hasSecondFactor: boolean;
}

const memberColumns = {
  personId: people.id,
  name: people.name,
  email: people.email,
  roles: memberships.roles,
  joinedAt: memberships.createdAt,
  lastSeenAt: sql<Date | null>`(
    select max(${sessions.seenAt}) from ${sessions} where ${sessions.userId} = ${people.id}
  )`.mapWith(sessions.seenAt),
  hasSecondFactor: people.twoFactorEnabled,
};

const membershipOf = ({ organizationId }: OrganizationDb, personId: string) =>
  and(eq(memberships.organizationId, organizationId), eq(memberships.personId, personId));

/**
 * By name, whatever its case. The names are no organization's, so no index has this order: the members of one are sorted,
 * and only those of the page are looked up in the sessions.
 */
export function listMembers(
  { db, organizationId }: OrganizationDb,
  { q, role }: MemberFilter,
  { limit, cursor }: { readonly limit: number; readonly cursor: NameCursor | null },
): Promise<MemberRow[]> {
  return db
    .select(memberColumns)
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .where(
      and(
        eq(memberships.organizationId, organizationId),
        role === undefined ? undefined : sql`${role} = any(${memberships.roles})`,
        q === undefined
          ? undefined
          : sql`(strpos(lower(${people.name}), lower(${q})) > 0 or strpos(${people.email}, lower(${q})) > 0)`,
        cursor === null
          ? undefined
          : sql`(lower(${people.name}), ${people.id}) > (lower(${cursor.name}), ${cursor.id}::uuid)`,
      ),
    )
    .orderBy(sql`lower(${people.name})`, asc(people.id))
    .limit(limit + 1);
}

export async function findMember(
  organization: OrganizationDb,
  personId: string,
): Promise<MemberRow | null> {
  const [row] = await organization.db
    .select(memberColumns)
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .where(membershipOf(organization, personId));
  return row ?? null;
}

export async function hasMemberWithEmail(
  { db, organizationId }: OrganizationDb,
  email: string,
): Promise<boolean> {
  const rows = await db
    .select({ personId: memberships.personId })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .where(and(eq(memberships.organizationId, organizationId), eq(people.email, email)))
    .limit(1);
  return rows.length > 0;
}

/** Holds other changes of roles back until the transaction ends: two administrators must not demote each other. */
export async function lockMembers({ db, organizationId }: OrganizationDb): Promise<void> {
  await db
    .select({ id: organizations.id })
    .from(organizations)
    .where(eq(organizations.id, organizationId))
    .for("update");
}

/** Whether somebody else is administrator. Ask it behind `lockMembers`. */
export async function hasOtherAdministrator(
  { db, organizationId }: OrganizationDb,
  personId: string,
): Promise<boolean> {
  const rows = await db
    .select({ personId: memberships.personId })
    .from(memberships)
    .where(
      and(
        eq(memberships.organizationId, organizationId),
        ne(memberships.personId, personId),
        sql`'administrator' = any(${memberships.roles})`,
      ),
    )
    .limit(1);
  return rows.length > 0;
}

/** False for somebody who is a member already. Waits for whoever changes the account because it is of one organization. */
export async function addMember(
  { db, organizationId }: OrganizationDb,
  { personId, roles }: { readonly personId: string; readonly roles: readonly Role[] },
): Promise<boolean> {
  await lockPerson(db, personId);
  const added = await db
    .insert(memberships)
    .values({ organizationId, personId, roles: [...roles], createdAt: sql`now()` })
    .onConflictDoNothing()
    .returning({ personId: memberships.personId });
  return added.length > 0;
}

export async function setRoles(
  organization: OrganizationDb,
  { personId, roles }: { readonly personId: string; readonly roles: readonly Role[] },
): Promise<void> {
  await organization.db
    .update(memberships)
    .set({ roles: [...roles] })
    .where(membershipOf(organization, personId));
}

export async function removeMember(organization: OrganizationDb, personId: string): Promise<void> {
  await organization.db.delete(memberships).where(membershipOf(organization, personId));
}

export interface OrganizationOfPerson {
  readonly id: string;
  readonly name: string;
  readonly isHome: boolean;
  readonly roles: Role[];
}

/** Where somebody is a member, the longest first: asked before it is known for which organization. */
export async function organizationsOf(
  { sql: driver }: Pick<Database, "sql"> | Pick<OrganizationDb, "sql">,
  personId: string,
): Promise<OrganizationOfPerson[]> {
  const rows = await driver<
    { organization_id: string; name: string; is_home: boolean; roles: string[] }[]
  >`select * from organizations_of(${personId})`;
  return rows.map(({ organization_id: id, name, is_home: isHome, roles }) => ({
    id,
    name,
    isHome,
    roles: roles.filter(isRole),
  }));
}
