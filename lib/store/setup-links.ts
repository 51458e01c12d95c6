import { eq } from "drizzle-orm";
import { organizations } from "@/drizzle/schema";
import type { Database } from "./database";
import type { OrganizationDb } from "./organization-db";

/** Whether somebody has an account, so that nothing is left to be set up. */
export async function hasPeople({
  sql,
}: Pick<Database, "sql"> | Pick<OrganizationDb, "sql">): Promise<boolean> {
  const rows = await sql`select 1 from people limit 1`;
  return rows.length > 0;
}

export async function keepSetupLink(
  { sql }: Database,
  { sha256, hours }: { readonly sha256: Uint8Array; readonly hours: number },
): Promise<void> {
  await sql`insert into setup_links (token_sha256, created_at, expires_at)
    values (${sha256}, now(), now() + ${hours} * interval '1 hour')`;
}

/**
 * Holds everybody else who would set this installation up until the transaction ends: the row of the first organization
 * is what all of them come by.
 */
export async function lockSetup({ db, organizationId }: OrganizationDb): Promise<void> {
  await db
    .select({ id: organizations.id })
    .from(organizations)
    .where(eq(organizations.id, organizationId))
    .for("update");
}

/** Whether the link is known, unused and not too old. */
export async function isOpenSetupLink(
  { sql }: Pick<Database, "sql"> | Pick<OrganizationDb, "sql">,
  sha256: Uint8Array,
): Promise<boolean> {
  const rows = await sql`select 1 from setup_links
    where token_sha256 = ${sha256} and used_at is null and expires_at > now()`;
  return rows.length > 0;
}

/** Whether the link is open; then all links are used up with it. Ask it behind `lockSetup`. */
export async function spendSetupLinks(
  organization: OrganizationDb,
  sha256: Uint8Array,
): Promise<boolean> {
  if (!(await isOpenSetupLink(organization, sha256))) return false;
  await organization.sql`update setup_links set used_at = now() where used_at is null`;
  return true;
}
