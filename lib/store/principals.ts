import { isPermission, type Permission } from "@/lib/access/permissions";
import { isRole, type Role } from "@/lib/access/roles";
import type { Database } from "./database";
import { readTaken, type Taken, takingTokens, type Wanted } from "./limit-buckets";

/** A session that has not ended, with the organization that it acts in. */
export interface SessionRow {
  readonly sessionId: string;
  readonly personId: string;
  readonly name: string;
  readonly email: string;
  readonly authenticatedAt: Date;
  readonly seenAt: Date;
  /** Null where the person is a member of nothing. */
  readonly membership: {
    readonly organizationId: string;
    readonly roles: readonly Role[];
    /** The organization demands a second factor, and this person has none. */
    readonly lacksSecondFactor: boolean;
  } | null;
  /** What these requests got out of the buckets; null when none was wanted. */
  readonly taken: Taken | null;
}

/**
 * One statement for each request with a cookie, or for several at once: who it is, and the tokens that the requests cost.
 * `token` has been taken out of a cookie whose signature is right.
 */
export async function findSession(
  database: Database,
  { token, wanted }: { readonly token: string; readonly wanted: Wanted | null },
): Promise<SessionRow | null> {
  const { sql } = database;
  const owner = {
    scope: "person",
    subject: sql`s.person_id::text`,
    organization: sql`s.organization_id`,
  };
  const taking = wanted === null ? sql`null` : takingTokens(sql, owner, wanted);
  const [row] = await sql<
    {
      session_id: string;
      person_id: string;
      name: string;
      email: string;
      authenticated_at: string;
      seen_at: string;
      organization_id: string | null;
      roles: string[] | null;
      lacks_second_factor: boolean;
      taken: unknown;
    }[]
  >`select s.*, ${taking} as taken from authenticate_session(${token}) s`;
  if (row === undefined) return null;
  return {
    sessionId: row.session_id,
    personId: row.person_id,
    name: row.name,
    email: row.email,
    authenticatedAt: new Date(row.authenticated_at),
    seenAt: new Date(row.seen_at),
    membership:
      row.organization_id === null
        ? null
        : {
            organizationId: row.organization_id,
            roles: (row.roles ?? []).filter(isRole),
            lacksSecondFactor: row.lacks_second_factor,
          },
    taken: row.taken === null ? null : readTaken(row.taken),
  };
}

/** A key that was found by its secret; it may have ended. */
export interface KeyRow {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  readonly service: string | null;
  readonly scopes: readonly Permission[];
  readonly addresses: readonly string[];
  readonly policy: unknown;
  /** Why it works no longer; null for a key that works. */
  readonly ended: "revoked" | "expired" | null;
  readonly lastUsedAt: Date | null;
  /** What these requests got out of the buckets; null when none was wanted or the key is refused. */
  readonly taken: Taken | null;
}

/** What a request with a key shows. */
export interface GivenKey {
  readonly prefix: string;
  readonly hmac: Uint8Array;
  /** Where it comes from, in a form that PostgreSQL reads; null where that is not known. */
  readonly address: string | null;
  readonly wanted: Wanted | null;
}

/**
 * One statement for each request with a key, or for several at once: whose key it is, and the tokens that the requests
 * cost. A key that has ended, or is used from elsewhere, takes none: its bucket belongs to whoever may use it.
 */
export async function findKey(
  database: Database,
  { prefix, hmac, address, wanted }: GivenKey,
): Promise<KeyRow | null> {
  const { sql } = database;
  const owner = { scope: "key", subject: sql`k.id::text`, organization: sql`k.organization_id` };
  const taking =
    wanted === null
      ? sql`null`
      : // CASE, since it alone promises that what is not chosen is not carried out.
        sql`case when k.revoked_at is null and not k.is_expired
          and (cardinality(k.addresses) = 0 or ${address}::inet <<= any (k.addresses::inet[]))
          then ${takingTokens(sql, owner, wanted)} end`;
  const [row] = await sql<
    {
      id: string;
      organization_id: string;
      name: string;
      service: string | null;
      scopes: string[];
      addresses: string[];
      policy: unknown;
      revoked_at: string | null;
      last_used_at: string | null;
      is_expired: boolean;
      taken: unknown;
    }[]
  >`select k.*, ${taking} as taken from authenticate_key(${prefix}, ${hmac}) k`;
  if (row === undefined) return null;
  return {
    id: row.id,
    organizationId: row.organization_id,
    name: row.name,
    service: row.service,
    scopes: row.scopes.filter(isPermission),
    addresses: row.addresses,
    policy: row.policy,
    ended: row.revoked_at !== null ? "revoked" : row.is_expired ? "expired" : null,
    lastUsedAt: row.last_used_at === null ? null : new Date(row.last_used_at),
    taken: row.taken === null ? null : readTaken(row.taken),
  };
}
