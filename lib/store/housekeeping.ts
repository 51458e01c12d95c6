import { lt, sql, type SQL } from "drizzle-orm";
import {
  limitBuckets,
  replicas,
  sessions,
  signInChallenges,
  signInFailures,
} from "@/drizzle/schema";
import { MAX_MINUTES_TO_FILL } from "@/lib/access/limit-class";
import type { Database, Db } from "./database";
import { GONE_AFTER_SECONDS } from "./replicas";

/** Rows that nobody needs any more, by the database's clock. Each answers how many it has removed. */

const ago = (seconds: number): SQL => sql`now() - make_interval(secs => ${seconds})`;
const HOUR = 3_600;

export async function removeEndedSessions(db: Db): Promise<number> {
  const removed = await db
    .delete(sessions)
    .where(lt(sessions.expiresAt, sql`now()`))
    .returning({ id: sessions.id });
  return removed.length;
}

export async function removeEndedChallenges(db: Db): Promise<number> {
  const removed = await db
    .delete(signInChallenges)
    .where(lt(signInChallenges.expiresAt, sql`now()`))
    .returning({ id: signInChallenges.id });
  return removed.length;
}

/** A day after the last of them a failed sign-in counts no longer. */
export async function removeOldFailures(db: Db): Promise<number> {
  const removed = await db
    .delete(signInFailures)
    .where(
      sql`${signInFailures.lastAt} < ${ago(24 * HOUR)} and ${signInFailures.blockedUntil} < now()`,
    )
    .returning({ lastAt: signInFailures.lastAt });
  return removed.length;
}

/** A bucket that nobody drew from for as long as any takes to fill is full, and so is one that has no row. */
export async function removeFullBuckets(db: Db): Promise<number> {
  const removed = await db
    .delete(limitBuckets)
    .where(lt(limitBuckets.filledAt, ago(MAX_MINUTES_TO_FILL * 60)))
    .returning({ key: limitBuckets.key });
  return removed.length;
}

export async function removeGoneReplicas(db: Db): Promise<number> {
  const removed = await db
    .delete(replicas)
    .where(lt(replicas.seenAt, ago(GONE_AFTER_SECONDS)))
    .returning({ id: replicas.id });
  return removed.length;
}

/** Of all organizations: a key that is older than a day protects nothing any more. */
export async function removeOldIdempotencyKeys(database: Database): Promise<number> {
  const [row] = await database.sql<{ removed: number }[]>`
    select remove_old_idempotency_keys() as removed`;
  return row?.removed ?? 0;
}

/** Of all organizations: makes one row of each hour's counts when the hour is over. Answers how many rows it took away. */
export async function foldCounters(database: Database): Promise<number> {
  const [row] = await database.sql<{ folded: number }[]>`select fold_counters() as folded`;
  return row?.folded ?? 0;
}
