import { and, eq, getTableColumns, sql } from "drizzle-orm";
import { apiKeys, limitSettings, memberships, organizations, people } from "@/drizzle/schema";
import type { Allowance, LimitClass, LimitScope } from "@/lib/access/limit-class";
import type { OrganizationDb } from "./organization-db";

/** Stands for each key, or each person, that has no setting of its own. */
export const EVERYBODY = "00000000-0000-0000-0000-000000000000";

export interface LimitKey {
  readonly scope: LimitScope;
  readonly limitClass: LimitClass;
  readonly subjectId: string;
}

export type LimitRow = Omit<typeof limitSettings.$inferSelect, "organizationId">;

/** With the name of the key or person that it is for; null for what is for each of them, and for one that is gone. */
export type NamedLimitRow = LimitRow & { readonly name: string | null };

export function listLimitSettings({
  db,
  organizationId,
}: OrganizationDb): Promise<readonly NamedLimitRow[]> {
  const { scope, subjectId } = limitSettings;
  const isKey = and(eq(scope, "key"), eq(apiKeys.id, subjectId));
  const isPerson = and(eq(scope, "person"), eq(memberships.personId, subjectId));
  return db
    .select({
      ...getTableColumns(limitSettings),
      name: sql<string | null>`coalesce(${apiKeys.name}, ${people.name})`,
    })
    .from(limitSettings)
    .leftJoin(apiKeys, and(isKey, eq(apiKeys.organizationId, organizationId)))
    .leftJoin(memberships, and(isPerson, eq(memberships.organizationId, organizationId)))
    .leftJoin(people, eq(people.id, memberships.personId))
    .where(eq(limitSettings.organizationId, organizationId));
}

export async function findLimitSetting(
  organization: OrganizationDb,
  key: LimitKey,
): Promise<LimitRow | null> {
  const [row] = await organization.db
    .select()
    .from(limitSettings)
    .where(isSetting(organization, key))
    .for("update");
  return row ?? null;
}

export async function saveLimitSetting(
  { db, organizationId }: OrganizationDb,
  key: LimitKey,
  { perMinute, burst, updatedAt }: Allowance & { readonly updatedAt: Date },
): Promise<void> {
  const values = { perMinute, burst, updatedAt };
  await db
    .insert(limitSettings)
    .values({ organizationId, ...key, ...values })
    .onConflictDoUpdate({
      target: [
        limitSettings.organizationId,
        limitSettings.scope,
        limitSettings.subjectId,
        limitSettings.limitClass,
      ],
      set: values,
    });
}

export async function removeLimitSetting(
  organization: OrganizationDb,
  key: LimitKey,
): Promise<void> {
  await organization.db.delete(limitSettings).where(isSetting(organization, key));
}

function isSetting({ organizationId }: OrganizationDb, { scope, limitClass, subjectId }: LimitKey) {
  return and(
    eq(limitSettings.organizationId, organizationId),
    eq(limitSettings.scope, scope),
    eq(limitSettings.limitClass, limitClass),
    eq(limitSettings.subjectId, subjectId),
  );
}

/** The name of this organization; null when there is none of that id. */
export async function organizationName({
  db,
  organizationId,
}: OrganizationDb): Promise<string | null> {
  const [row] = await db
    .select({ name: organizations.name })
    .from(organizations)
    .where(eq(organizations.id, organizationId));
  return row?.name ?? null;
}
