import { isPermission, type Permission } from "@/lib/access/permissions";
import { isRole, type Role } from "@/lib/access/roles";
import type { Database } from "./database";

/** A session that has not ended, with the organization that it acts in. */
export interface SessionRow {
  readonly sessionId: string;
  readonly personId: string;
  readonly name: string;
  readonly email: string;
  readonly authenticatedAt: Date;
  readonly seenAt: Date;
  /** Null where the person is a member of nothing. */
  readonly membership: { readonly organizationId: string; readonly roles: readonly Role[] } | null;
}

/** One look-up for each request with a cookie. `token` has been taken out of a cookie whose signature is right. */
export async function findSession(database: Database, token: string): Promise<SessionRow | null> {
  const [row] = await database.sql<
    {
      session_id: string;
      person_id: string;
      name: string;
      email: string;
      authenticated_at: string;
      seen_at: string;
      organization_id: string | null;
      roles: string[] | null;
    }[]
  >`select * from authenticate_session(${token})`;
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
        : { organizationId: row.organization_id, roles: (row.roles ?? []).filter(isRole) },
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
  readonly hasEnded: boolean;
  readonly lastUsedAt: Date | null;
}

/** One look-up for each request with a key. */
export async function findKey(
  database: Database,
  { prefix, hmac }: { readonly prefix: string; readonly hmac: Uint8Array },
): Promise<KeyRow | null> {
  const [row] = await database.sql<
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
    }[]
  >`select * from authenticate_key(${prefix}, ${hmac})`;
  if (row === undefined) return null;
  return {
    id: row.id,
    organizationId: row.organization_id,
    name: row.name,
    service: row.service,
    scopes: row.scopes.filter(isPermission),
    addresses: row.addresses,
    policy: row.policy,
    hasEnded: row.revoked_at !== null || row.is_expired,
    lastUsedAt: row.last_used_at === null ? null : new Date(row.last_used_at),
  };
}
