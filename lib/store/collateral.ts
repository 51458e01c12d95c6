import { createHash } from "node:crypto";
import { and, asc, desc, eq, sql, type SQL } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import {
  collateralCache as rows,
  collateralFetches as fetches,
  collateralUpstreams as upstreams,
} from "@/drizzle/schema/collateral";
import { fromHex, toHex } from "@/lib/bytes/hex";
import type {
  CachedCollateral,
  CollateralCache,
  FetchTurn,
  NewCollateral,
  UpstreamState,
} from "@/lib/collateral/collateral-cache";
import { endorsementKey, readEndorsementKey } from "@/lib/trust/endorsement-source";
import type { Db } from "./database";
import { momentText, plainText } from "./sql-text";

/** An item of the list: everything but the body. */
export type CollateralRow = Omit<CachedCollateral, "body" | "issuerChain"> & {
  readonly key: string;
  readonly size: number;
};

/** A key that was issued every day for half a year; older issues are in the database, but not looked at. */
const MAX_WINDOWS = 200;
/** RFC 1035, with a port. */
const MAX_HOST_LENGTH = 261;

/** The cache port of `lib/collateral`, kept in the database. */
export function collateralStore(db: Db): CollateralCache {
  return {
    windows: (key) =>
      db
        .select({ id: rows.id, issuedAt: rows.issuedAt, nextUpdate: rows.nextUpdate })
        .from(rows)
        .where(eq(rows.key, key))
        .orderBy(desc(rows.issuedAt), desc(rows.id))
        .limit(MAX_WINDOWS),
    async read(id) {
      const [row] = await db.select().from(rows).where(eq(rows.id, id));
      return row === undefined ? null : toCached(row);
    },
    append: (items) => appendCollateral(db, items),
    takeTurn: (turn) => takeTurn(db, turn),
    endTurn: (turn) => endTurn(db, turn),
    recordUpstream: (state) => recordUpstream(db, state),
  };
}

const LATER_DATES = {
  target: [rows.key, rows.sha256, rows.chainSha256],
  set: {
    retrievedAt: sql`excluded.retrieved_at`,
    issuedAt: sql`excluded.issued_at`,
    nextUpdate: sql`excluded.next_update`,
  },
  setWhere: sql`excluded.next_update > ${rows.nextUpdate}`,
};

/**
 * Adds what is not there yet; the same content is never stored twice. A key set has no dates of its own: one that was
 * fetched again unchanged gets later ones.
 */
export async function appendCollateral(db: Db, items: readonly NewCollateral[]): Promise<void> {
  if (items.length === 0) return;
  const values = items.map((item) => ({
    id: uuidv7(),
    key: endorsementKey(item.request),
    sha256: bytesOf(item.sha256),
    chainSha256: createHash("sha256")
      .update(item.issuerChain ?? "")
      .digest(),
    body: item.body,
    issuerChain: item.issuerChain,
    size: Buffer.byteLength(item.body),
    origin: item.origin,
    // What an imported file says of its way here is not signed by anybody.
    upstream: item.upstream === null ? null : plainText(item.upstream).slice(0, MAX_HOST_LENGTH),
    retrievedAt: storable(item.retrievedAt),
    issuedAt: storable(item.issuedAt),
    nextUpdate: storable(item.nextUpdate),
    revision: item.revision,
  }));
  const adding = db.insert(rows).values(values);
  const areKeySets = items.every(({ request }) => request.item === "jwks");
  await (areKeySets ? adding.onConflictDoUpdate(LATER_DATES) : adding.onConflictDoNothing());
}

const summary = {
  key: rows.key,
  id: rows.id,
  sha256: rows.sha256,
  size: rows.size,
  origin: rows.origin,
  upstream: rows.upstream,
  retrievedAt: rows.retrievedAt,
  issuedAt: rows.issuedAt,
  nextUpdate: rows.nextUpdate,
  revision: rows.revision,
};

/** The current item of each key, ordered by key. */
export async function currentCollateral(db: Db): Promise<readonly CollateralRow[]> {
  const found = await db
    .selectDistinctOn([rows.key], summary)
    .from(rows)
    .orderBy(asc(rows.key), desc(rows.issuedAt), desc(rows.id));
  return found.map((row) => ({
    ...row,
    request: requestOf(row.key),
    sha256: toHex(row.sha256),
  }));
}

/** The current item of each key with its body, ordered by key. */
export async function currentCollateralBodies(db: Db): Promise<readonly CachedCollateral[]> {
  const found = await db
    .selectDistinctOn([rows.key])
    .from(rows)
    .orderBy(asc(rows.key), desc(rows.issuedAt), desc(rows.id));
  return found.map(toCached);
}

/** Every service that was ever asked, by host. */
export function listUpstreams(db: Db): Promise<readonly UpstreamState[]> {
  return db
    .select({
      host: upstreams.host,
      reachable: upstreams.reachable,
      since: upstreams.since,
      detail: upstreams.detail,
    })
    .from(upstreams)
    .orderBy(asc(upstreams.host));
}

/**
 * One statement decides, by the database's own clock: replicas need not agree on the time. A turn is free when nobody
 * ever had it, when its lease has ended, and when the last failure is no longer to be kept quiet about.
 */
async function takeTurn(
  db: Db,
  turn: { readonly key: string; readonly holder: string; readonly leaseMs: number },
): Promise<FetchTurn> {
  const leaseUntil = inMs(turn.leaseMs);
  const taken = await db
    .insert(fetches)
    .values({ key: turn.key, holder: turn.holder, leaseUntil })
    .onConflictDoUpdate({
      target: fetches.key,
      set: { holder: turn.holder, leaseUntil, failedUntil: null, failure: null },
      setWhere: sql`coalesce(${fetches.leaseUntil}, '-infinity') <= now() and coalesce(${fetches.failedUntil}, '-infinity') <= now()`,
    })
    .returning({ key: fetches.key });
  if (taken.length > 0) return { kind: "mine" };

  const [last] = await db
    .select({
      failure: fetches.failure,
      quietMs: sql<string>`extract(epoch from (${fetches.failedUntil} - now())) * 1000`,
    })
    .from(fetches)
    .where(and(eq(fetches.key, turn.key), sql`${fetches.failedUntil} > now()`));
  if (last === undefined) return { kind: "taken" };
  return { kind: "failed", failure: last.failure ?? "", quietMs: Number(last.quietMs) };
}

async function endTurn(
  db: Db,
  turn: {
    readonly key: string;
    readonly holder: string;
    readonly failure: { readonly detail: string; readonly quietMs: number } | null;
  },
): Promise<void> {
  await db
    .update(fetches)
    .set({
      holder: null,
      leaseUntil: null,
      failedUntil: turn.failure === null ? null : inMs(turn.failure.quietMs),
      failure: turn.failure === null ? null : plainText(turn.failure.detail),
    })
    // Someone whose lease has ended in the meantime must not end the turn of the next one.
    .where(and(eq(fetches.key, turn.key), eq(fetches.holder, turn.holder)));
}

async function recordUpstream(
  db: Db,
  state: {
    readonly host: string;
    readonly reachable: boolean;
    readonly detail: string | null;
    readonly at: Date;
  },
): Promise<void> {
  const { host, reachable, at } = state;
  const detail = state.detail === null ? null : plainText(state.detail);
  await db
    .insert(upstreams)
    .values({ host, reachable, detail, since: at, checkedAt: at })
    .onConflictDoUpdate({
      target: upstreams.host,
      set: {
        reachable,
        detail,
        checkedAt: at,
        since: sql`case when ${upstreams.reachable} = excluded.reachable then ${upstreams.since} else excluded.since end`,
      },
    });
}

function inMs(ms: number): SQL {
  return sql`now() + ${Math.round(ms)}::integer * interval '1 millisecond'`;
}

function toCached(row: typeof rows.$inferSelect): CachedCollateral {
  return {
    id: row.id,
    request: requestOf(row.key),
    sha256: toHex(row.sha256),
    body: row.body,
    issuerChain: row.issuerChain,
    origin: row.origin,
    upstream: row.upstream,
    retrievedAt: row.retrievedAt,
    issuedAt: row.issuedAt,
    nextUpdate: row.nextUpdate,
    revision: row.revision,
  };
}

/** Keys are written by `endorsementKey` only, so a key that can't be read is a mistake of ours. */
function requestOf(key: string) {
  const request = readEndorsementKey(key);
  if (request === null) throw new Error(`collateral_cache holds the unknown key ${key}`);
  return request;
}

function storable(moment: Date): Date {
  return new Date(momentText(moment));
}

function bytesOf(hex: string): Uint8Array {
  const bytes = fromHex(hex);
  if (bytes === null) throw new Error("a digest is hex");
  return bytes;
}
