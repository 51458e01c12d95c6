import type postgres from "postgres";
import { z } from "zod";
import type { Allowance, LimitClass, LimitScope } from "@/lib/access/limit-class";
import type { Database } from "./database";
import type { OrganizationDb } from "./organization-db";

/** A bucket as the last taker left it. */
export interface Bucket extends Allowance {
  readonly tokens: number;
}

/** What a request, or several at once, got out of the buckets. */
export interface Taken {
  /** How many of the wanted tokens there were, in both buckets. */
  readonly granted: number;
  readonly own: Bucket;
  /** The organization's; null for whoever acts in none. */
  readonly whole: Bucket | null;
}

/** Allowances where no setting says otherwise. */
export interface Defaults {
  readonly own: Allowance;
  readonly whole: Allowance;
}

/** Whose buckets: a key's or a person's, or those of a client that nobody knows by a digest of its address. */
export interface BucketOwner {
  readonly scope: Exclude<LimitScope, "organization"> | "address";
  readonly subject: string;
  /** Null: there is no second bucket. */
  readonly organizationId: string | null;
}

export interface Wanted {
  readonly limitClass: LimitClass;
  readonly tokens: number;
  readonly defaults: Defaults;
}

/** Takes up to so many tokens from all buckets of an owner, in one statement; what one bucket lacks is taken from none. */
export async function takeTokens(
  database: Database,
  { scope, subject, organizationId }: BucketOwner,
  wanted: Wanted,
): Promise<Taken> {
  const { sql } = database;
  const [row] = await sql<{ taken: unknown }[]>`
    select ${takingTokens(sql, { scope, subject: sql`${subject}`, organization: sql`${organizationId}` }, wanted)} as taken`;
  return readTaken(row?.taken);
}

type Fragment = postgres.PendingQuery<postgres.Row[]>;

/** The same as an expression, for the statement that finds out who asks. */
export function takingTokens(
  sql: postgres.Sql,
  owner: { readonly scope: string; readonly subject: Fragment; readonly organization: Fragment },
  { limitClass, tokens, defaults: { own, whole } }: Wanted,
): Fragment {
  return sql`take_tokens(${owner.scope}, ${owner.subject}, ${owner.organization}, ${limitClass}, ${tokens},
    ${own.perMinute}, ${own.burst}, ${whole.perMinute}, ${whole.burst})`;
}

const bucketSchema = z
  .tuple([z.number(), z.number(), z.number()])
  .transform(([perMinute, burst, tokens]): Bucket => ({ perMinute, burst, tokens }));
const takenSchema = z.object({
  granted: z.number(),
  own: bucketSchema,
  whole: bucketSchema.nullable(),
});

export function readTaken(value: unknown): Taken {
  return takenSchema.parse(value);
}

/** A bucket of an organization, as its last taker left it. */
export interface BucketRow {
  /** `key/<id>/verify` */
  readonly key: string;
  readonly tokens: number;
  readonly filledAt: Date;
  /** Of the key or person; null for the organization's own, and for one that is gone. */
  readonly name: string | null;
}

/** The buckets that somebody drew from lately, the last drawn from first. */
export async function listBuckets(
  { sql, organizationId }: OrganizationDb,
  limit: number,
): Promise<readonly BucketRow[]> {
  const rows = await sql<{ key: string; tokens: number; filled_at: string; name: string | null }[]>`
    select b.key, b.tokens, b.filled_at, coalesce(k.name, p.name) as name
    from limit_buckets b
    left join api_keys k on b.key like 'key/%' and k.id = split_part(b.key, '/', 2)::uuid
      and k.organization_id = ${organizationId}
    left join memberships m on b.key like 'person/%' and m.person_id = split_part(b.key, '/', 2)::uuid
      and m.organization_id = ${organizationId}
    left join people p on p.id = m.person_id
    where b.organization_id = ${organizationId}
    order by b.filled_at desc limit ${limit}`;
  return rows.map(({ filled_at, ...row }) => ({ ...row, filledAt: new Date(filled_at) }));
}
