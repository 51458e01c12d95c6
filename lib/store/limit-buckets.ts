import type postgres from "postgres";
import { z } from "zod";
import type { Allowance, LimitClass, LimitScope } from "@/lib/access/limit-class";
import type { Database } from "./database";

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
