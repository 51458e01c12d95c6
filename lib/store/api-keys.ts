import { and, arrayContains, desc, eq, type SQL, sql } from "drizzle-orm";
import { apiKeys, people } from "@/drizzle/schema";
import type { Permission } from "@/lib/access/permissions";
import { type ApiKeyFilter, type ApiKeyState, EXPIRING_DAYS } from "@/lib/contract/api-keys";
import type { Cursor } from "./cursor";
import type { OrganizationDb } from "./organization-db";

export interface ApiKeyRow {
  readonly id: string;
  readonly name: string;
  readonly service: string | null;
  readonly prefix: string;
  /** By the database's clock, as authentication has it. */
  readonly state: ApiKeyState;
  readonly scopes: readonly Permission[];
  readonly addresses: readonly string[];
  readonly tags: readonly string[];
  readonly policy: unknown;
  readonly createdBy: string;
  readonly creatorName: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly rotationDue: string | null;
  readonly replaces: string | null;
  readonly replacedBy: string | null;
  readonly lastUsedAt: Date | null;
  readonly lastUsedFrom: string | null;
}

/** Milliseconds are all that a column keeps; rounding up would let a key live on for the rest of one. */
const thisMoment = sql`date_trunc('milliseconds', now())`;

/** What ended a key comes first, then what is to be done about it. */
const state = sql<ApiKeyState>`case
  when ${apiKeys.revokedAt} is not null then 'revoked'
  when ${apiKeys.expiresAt} <= now() then 'expired'
  when ${apiKeys.replacedBy} is not null then 'replaced'
  when ${apiKeys.rotationDue} is not null then 'rotation-due'
  when ${apiKeys.expiresAt} <= now() + ${EXPIRING_DAYS}::integer * interval '1 day' then 'expiring'
  else 'active' end`;

const columns = {
  id: apiKeys.id,
  name: apiKeys.name,
  service: apiKeys.service,
  prefix: apiKeys.prefix,
  state,
  scopes: apiKeys.scopes,
  addresses: apiKeys.addresses,
  tags: apiKeys.tags,
  policy: apiKeys.policy,
  createdBy: apiKeys.createdBy,
  creatorName: people.name,
  createdAt: apiKeys.createdAt,
  expiresAt: apiKeys.expiresAt,
  revokedAt: apiKeys.revokedAt,
  rotationDue: apiKeys.rotationDue,
  replaces: sql<
    string | null
  >`(select older.id from api_keys older where older.replaced_by = ${apiKeys.id})`,
  replacedBy: apiKeys.replacedBy,
  lastUsedAt: apiKeys.lastUsedAt,
  lastUsedFrom: apiKeys.lastUsedFrom,
} as const;

/** The first wall between organizations; row-level security is the second. */
function inside({ organizationId }: OrganizationDb): SQL {
  return eq(apiKeys.organizationId, organizationId);
}

/** One key of this organization. */
function theKey(organization: OrganizationDb, id: string): SQL | undefined {
  return and(inside(organization), eq(apiKeys.id, id));
}

function select({ db }: OrganizationDb) {
  // The join also makes drizzle write every column with its table, which the sub-select needs.
  return db.select(columns).from(apiKeys).leftJoin(people, eq(people.id, apiKeys.createdBy));
}

/** Newest first; one more than `limit` when there are more. */
export function listApiKeys(
  organization: OrganizationDb,
  filter: ApiKeyFilter,
  page: { readonly limit: number; readonly cursor: Cursor | null },
): Promise<readonly ApiKeyRow[]> {
  return select(organization)
    .where(
      and(
        inside(organization),
        ...conditions(filter),
        page.cursor === null ? undefined : olderThan(page.cursor),
      ),
    )
    .orderBy(desc(apiKeys.createdAt), desc(apiKeys.id))
    .limit(page.limit + 1);
}

function conditions(filter: ApiKeyFilter): (SQL | undefined)[] {
  return [
    filter.state === undefined ? undefined : sql`${state} = ${filter.state}`,
    filter.service === undefined ? undefined : eq(apiKeys.service, filter.service),
    filter.tag === undefined ? undefined : arrayContains(apiKeys.tags, [filter.tag]),
    filter.q === undefined
      ? undefined
      : sql`(strpos(lower(${apiKeys.name}), lower(${filter.q})) > 0 or starts_with(${apiKeys.prefix}, ${filter.q}))`,
  ];
}

function olderThan({ receivedAt, id }: Cursor): SQL {
  return sql`(${apiKeys.createdAt}, ${apiKeys.id}) < (${receivedAt.toISOString()}::timestamptz, ${id}::uuid)`;
}

export async function findApiKey(
  organization: OrganizationDb,
  id: string,
): Promise<ApiKeyRow | null> {
  const [row] = await select(organization).where(theKey(organization, id));
  return row ?? null;
}

/** The same, and nobody else changes it before this transaction ends. */
export async function lockApiKey(
  organization: OrganizationDb,
  id: string,
): Promise<ApiKeyRow | null> {
  const [row] = await select(organization)
    .where(theKey(organization, id))
    .for("update", { of: apiKeys });
  return row ?? null;
}

export interface NewApiKeyRow {
  readonly id: string;
  readonly name: string;
  readonly service: string | null;
  readonly prefix: string;
  readonly secretHmac: Uint8Array;
  readonly scopes: readonly Permission[];
  readonly addresses: readonly string[];
  readonly tags: readonly string[];
  readonly policy: unknown;
  /** Who is shown the secret. */
  readonly createdBy: string;
  readonly expiresAt: Date | null;
}

export async function insertApiKey(
  { db, organizationId }: OrganizationDb,
  { scopes, addresses, tags, ...row }: NewApiKeyRow,
): Promise<void> {
  await db.insert(apiKeys).values({
    ...row,
    organizationId,
    scopes: [...scopes],
    addresses: [...addresses],
    tags: [...tags],
    shownTo: [row.createdBy],
    createdAt: sql`${thisMoment}`,
  });
}

/** What may change of a key; scopes and service may not, since holders of the secret would gain by it. */
export interface ApiKeyChanges {
  readonly name?: string | undefined;
  readonly addresses?: string[] | undefined;
  readonly tags?: string[] | undefined;
  readonly policy?: unknown;
  readonly expiresAt?: Date | undefined;
}

/** A member that is absent or undefined stays as it is. */
export async function updateApiKey(
  organization: OrganizationDb,
  id: string,
  changes: ApiKeyChanges,
): Promise<void> {
  if (Object.values(changes).every((value) => value === undefined)) return;
  await organization.db.update(apiKeys).set(changes).where(theKey(organization, id));
}

/** Names the successor; the key ends with the overlap, or earlier when it would have. */
export async function supersedeApiKey(
  organization: OrganizationDb,
  id: string,
  { successorId, overlapHours }: { readonly successorId: string; readonly overlapHours: number },
): Promise<void> {
  await organization.db
    .update(apiKeys)
    .set({ replacedBy: successorId, expiresAt: endingWithin(overlapHours) })
    .where(theKey(organization, id));
}

export async function revokeApiKey(organization: OrganizationDb, id: string): Promise<void> {
  await organization.db
    .update(apiKeys)
    .set({ revokedAt: sql`${thisMoment}` })
    .where(theKey(organization, id));
}

/**
 * Marks the keys that a person knows and that still work, and answers how many there are to rotate; each ends within these
 * hours, those with a successor too. The first reason stays. Rows are locked in one order, so that two demotions at a
 * time wait for each other and do not deadlock.
 */
export async function markKnownApiKeys(
  organization: OrganizationDb,
  {
    personId,
    reason,
    withinHours,
  }: { readonly personId: string; readonly reason: string; readonly withinHours: number },
): Promise<number> {
  const { db } = organization;
  const known = db.$with("known").as(
    db
      .select({ id: apiKeys.id })
      .from(apiKeys)
      .where(
        sql`(${apiKeys.createdBy} = ${personId} or ${personId} = any(${apiKeys.shownTo}))
          and ${inside(organization)} and ${apiKeys.revokedAt} is null and coalesce(${apiKeys.expiresAt} > now(), true)`,
      )
      .orderBy(apiKeys.id)
      .for("update"),
  );
  const marked = await db
    .with(known)
    .update(apiKeys)
    .set({
      rotationDue: sql`case when ${apiKeys.replacedBy} is null then coalesce(${apiKeys.rotationDue}, ${reason}) end`,
      expiresAt: endingWithin(withinHours),
    })
    .where(sql`${apiKeys.id} in (select id from ${known})`)
    .returning({ replacedBy: apiKeys.replacedBy });
  return marked.filter(({ replacedBy }) => replacedBy === null).length;
}

function endingWithin(hours: number): SQL {
  return sql`least(${apiKeys.expiresAt}, ${thisMoment} + ${hours}::integer * interval '1 hour')`;
}

/** To the minute; a later use that was written first stays. Always one statement. */
export async function recordApiKeyUse(
  { sql, organizationId }: OrganizationDb,
  { id, address }: { readonly id: string; readonly address: string | null },
): Promise<void> {
  await sql`update api_keys set last_used_at = date_trunc('minute', now()), last_used_from = ${address}
    where organization_id = ${organizationId} and id = ${id}
      and coalesce(last_used_at < date_trunc('minute', now()), true)`;
}
