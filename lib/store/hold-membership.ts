import { and, eq } from "drizzle-orm";
import { memberships } from "@/drizzle/schema";
import { isRole, type Role } from "@/lib/access/roles";
import type { OrganizationDb } from "./organization-db";

/**
 * The roles of somebody in this organization, none for whoever is no member. Nobody changes or ends the membership before
 * this transaction ends.
 */
export async function holdMembership(
  { db, organizationId }: OrganizationDb,
  personId: string,
): Promise<readonly Role[]> {
  const [row] = await db
    .select({ roles: memberships.roles })
    .from(memberships)
    .where(and(eq(memberships.organizationId, organizationId), eq(memberships.personId, personId)))
    .for("share");
  return (row?.roles ?? []).filter(isRole);
}
