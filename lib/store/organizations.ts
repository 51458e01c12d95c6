import { eq, sql } from "drizzle-orm";
import { organizations } from "@/drizzle/schema";
import type { OrganizationDb } from "./organization-db";

export interface OrganizationRow {
  readonly id: string;
  readonly name: string;
  readonly isHome: boolean;
}

const columns = { id: organizations.id, name: organizations.name, isHome: organizations.isHome };

/** The one that the transaction is inside of. */
export async function findOrganization({
  db,
  organizationId,
}: OrganizationDb): Promise<OrganizationRow | null> {
  const [row] = await db
    .select(columns)
    .from(organizations)
    .where(eq(organizations.id, organizationId));
  return row ?? null;
}

export async function isSecondFactorDemanded({
  db,
  organizationId,
}: OrganizationDb): Promise<boolean> {
  const [row] = await db
    .select({ isDemanded: organizations.secondFactorDemanded })
    .from(organizations)
    .where(eq(organizations.id, organizationId));
  return row?.isDemanded ?? false;
}

export async function demandSecondFactor(
  { db, organizationId }: OrganizationDb,
  isDemanded: boolean,
): Promise<void> {
  await db
    .update(organizations)
    .set({ secondFactorDemanded: isDemanded })
    .where(eq(organizations.id, organizationId));
}

/** Makes the organization that the transaction is inside of. */
export async function insertOrganization(
  { db, organizationId: id }: OrganizationDb,
  name: string,
): Promise<OrganizationRow> {
  await db.insert(organizations).values({ id, name, isHome: false, createdAt: sql`now()` });
  return { id, name, isHome: false };
}

export async function renameOrganization(
  { db, organizationId }: OrganizationDb,
  name: string,
): Promise<void> {
  await db.update(organizations).set({ name }).where(eq(organizations.id, organizationId));
}
