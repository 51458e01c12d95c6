import { and, desc, eq, isNull, sql } from "drizzle-orm";
import { invitations, memberships, people } from "@/drizzle/schema";
import { isRole, type Role } from "@/lib/access/roles";
import type { Database } from "./database";
import type { OrganizationDb } from "./organization-db";

export interface InvitationRow {
  readonly id: string;
  readonly email: string;
  readonly roles: Role[];
  readonly createdAt: Date;
  readonly createdBy: string;
  /** Null when they are no member any more. */
  readonly createdByName: string | null;
  readonly expiresAt: Date;
  readonly acceptedAt: Date | null;
  readonly revokedAt: Date | null;
  readonly isExpired: boolean;
}

const columns = {
  id: invitations.id,
  email: invitations.email,
  roles: invitations.roles,
  createdAt: invitations.createdAt,
  createdBy: invitations.createdBy,
  createdByName: sql<
    string | null
  >`case when ${memberships.personId} is null then null else ${people.name} end`,
  expiresAt: invitations.expiresAt,
  acceptedAt: invitations.acceptedAt,
  revokedAt: invitations.revokedAt,
  isExpired: sql<boolean>`${invitations.expiresAt} <= now()`,
};

const own = ({ organizationId }: OrganizationDb, id: string) =>
  and(eq(invitations.organizationId, organizationId), eq(invitations.id, id));

/** Whoever invited, as long as they are a member. */
const inviting = and(
  eq(memberships.organizationId, invitations.organizationId),
  eq(memberships.personId, invitations.createdBy),
);

/** Newest first. */
export function listInvitations(
  { db, organizationId }: OrganizationDb,
  limit: number,
): Promise<InvitationRow[]> {
  return db
    .select(columns)
    .from(invitations)
    .leftJoin(memberships, inviting)
    .leftJoin(people, eq(people.id, invitations.createdBy))
    .where(eq(invitations.organizationId, organizationId))
    .orderBy(desc(invitations.createdAt), desc(invitations.id))
    .limit(limit);
}

export async function findInvitation(
  organization: OrganizationDb,
  id: string,
): Promise<InvitationRow | null> {
  const [row] = await organization.db
    .select(columns)
    .from(invitations)
    .leftJoin(memberships, inviting)
    .leftJoin(people, eq(people.id, invitations.createdBy))
    .where(own(organization, id));
  return row ?? null;
}

interface NewInvitation {
  readonly id: string;
  readonly email: string;
  readonly roles: readonly Role[];
  readonly tokenSha256: Uint8Array;
  readonly createdBy: string;
  readonly days: number;
}

export async function insertInvitation(
  { db, organizationId }: OrganizationDb,
  { days, roles, ...invitation }: NewInvitation,
): Promise<void> {
  await db.insert(invitations).values({
    ...invitation,
    organizationId,
    roles: [...roles],
    createdAt: sql`now()`,
    expiresAt: sql`now() + ${days} * interval '1 day'`,
  });
}

/** Whether it was open. */
export async function revokeInvitation(organization: OrganizationDb, id: string): Promise<boolean> {
  const revoked = await organization.db
    .update(invitations)
    .set({ revokedAt: sql`now()` })
    .where(
      and(own(organization, id), isNull(invitations.acceptedAt), isNull(invitations.revokedAt)),
    )
    .returning({ id: invitations.id });
  return revoked.length > 0;
}

/** Whether it was still open: of two who accept at one time, one gets true. */
export async function spendInvitation(
  organization: OrganizationDb,
  { id, personId }: { readonly id: string; readonly personId: string },
): Promise<boolean> {
  const accepted = await organization.db
    .update(invitations)
    .set({ acceptedAt: sql`now()`, acceptedBy: personId })
    .where(
      and(
        own(organization, id),
        isNull(invitations.acceptedAt),
        isNull(invitations.revokedAt),
        sql`${invitations.expiresAt} > now()`,
      ),
    )
    .returning({ id: invitations.id });
  return accepted.length > 0;
}

export interface OpenInvitationRow {
  readonly id: string;
  readonly organizationId: string;
  readonly organizationName: string;
  readonly email: string;
  readonly roles: Role[];
  readonly expiresAt: Date;
}

/** The invitation of a link, past the walls, since whoever has the link may be a member of nothing; null unless open. */
export async function findOpenInvitation(
  { sql: driver }: Database,
  tokenSha256: Uint8Array,
): Promise<OpenInvitationRow | null> {
  const [row] = await driver<
    {
      id: string;
      organization_id: string;
      organization_name: string;
      email: string;
      roles: string[];
      expires_at: string;
      accepted_at: string | null;
      revoked_at: string | null;
      is_expired: boolean;
    }[]
  >`select * from find_invitation(${tokenSha256})`;
  if (row === undefined || row.accepted_at !== null || row.revoked_at !== null || row.is_expired) {
    return null;
  }
  return {
    id: row.id,
    organizationId: row.organization_id,
    organizationName: row.organization_name,
    email: row.email,
    roles: row.roles.filter(isRole),
    expiresAt: new Date(row.expires_at),
  };
}
