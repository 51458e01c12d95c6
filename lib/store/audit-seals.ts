import { and, asc, desc, eq, gte, lte } from "drizzle-orm";
import { auditSeals, organizations } from "@/drizzle/schema";
import type { Seal } from "@/lib/audit/seal";
import type { Database } from "./database";
import type { OrganizationDb } from "./organization-db";

/** The newest seal; null before the first. */
export async function lastSeal({ db, organizationId }: OrganizationDb): Promise<Seal | null> {
  const [row] = await db
    .select()
    .from(auditSeals)
    .where(eq(auditSeals.organizationId, organizationId))
    .orderBy(desc(auditSeals.toSeq))
    .limit(1);
  return row ?? null;
}

/** The first seal that reaches to this event, or further; null when it is not sealed yet. */
export async function sealOver(
  { db, organizationId }: OrganizationDb,
  seq: number,
): Promise<Seal | null> {
  const [row] = await db
    .select()
    .from(auditSeals)
    .where(and(eq(auditSeals.organizationId, organizationId), gte(auditSeals.toSeq, seq)))
    .orderBy(asc(auditSeals.toSeq))
    .limit(1);
  return row ?? null;
}

/** Seals that end at one of these events, oldest first. */
export function sealsWithin(
  { db, organizationId }: OrganizationDb,
  { fromSeq, toSeq }: { readonly fromSeq: number; readonly toSeq: number },
): Promise<readonly Seal[]> {
  return db
    .select()
    .from(auditSeals)
    .where(
      and(
        eq(auditSeals.organizationId, organizationId),
        gte(auditSeals.toSeq, fromSeq),
        lte(auditSeals.toSeq, toSeq),
      ),
    )
    .orderBy(asc(auditSeals.toSeq));
}

export async function insertSeal(
  { db, organizationId }: OrganizationDb,
  seal: Seal,
): Promise<void> {
  await db.insert(auditSeals).values({
    organizationId,
    fromSeq: seal.fromSeq,
    toSeq: seal.toSeq,
    root: Buffer.from(seal.root),
    previousSeal: Buffer.from(seal.previousSeal),
    sealedAt: seal.sealedAt,
    keyId: Buffer.from(seal.keyId),
    signature: Buffer.from(seal.signature),
  });
}

/**
 * Only one replica seals a trail at a time; the others wait here until its transaction has ended, and then see its seal.
 * Answers the database's time.
 */
export async function lockSeals({ sql: query, organizationId }: OrganizationDb): Promise<Date> {
  await query`select pg_advisory_xact_lock(hashtextextended(${`audit-seal ${organizationId}`}, 0))`;
  const [row] = await query<{ now_ms: number }[]>`
    select floor(extract(epoch from clock_timestamp()) * 1000)::float8 as now_ms`;
  if (row === undefined) throw new Error("the database did not tell the time");
  return new Date(row.now_ms);
}

/** Organizations whose trail has grown since its last seal. */
export async function unsealedOrganizations(database: Database): Promise<readonly string[]> {
  const rows = await database.sql<{ organization_id: string }[]>`
    select organization_id from unsealed_organizations()`;
  return rows.map((row) => row.organization_id);
}

export async function organizationName({ db, organizationId }: OrganizationDb): Promise<string> {
  const [row] = await db
    .select({ name: organizations.name })
    .from(organizations)
    .where(eq(organizations.id, organizationId));
  return row?.name ?? "";
}
