import { asc, eq, sql } from "drizzle-orm";
import { breakers } from "@/drizzle/schema";
import { type BreakerState, CLOSED } from "@/lib/breaker/breaker-state";
import type { BreakerStore } from "@/lib/breaker/breaker-store";
import type { Db } from "./database";
import { plainText } from "./sql-text";

/** A breaker as the status page shows it. */
export interface BreakerRow extends BreakerState {
  readonly name: string;
  /** Since when it is as open or closed as it is. */
  readonly changedAt: Date;
}

const databaseNow = sql<string>`date_trunc('milliseconds', clock_timestamp())`;

/** States in the database, by its clock. A change locks the row, so of many replicas one becomes the prober. */
export function breakerStore(db: Db): BreakerStore {
  return {
    async read(name) {
      const [row] = await db
        .select({ now: databaseNow, breaker: breakers })
        .from(sql`(select) as this_moment`)
        .leftJoin(breakers, eq(breakers.name, name));
      return { state: row?.breaker ?? CLOSED, now: new Date(row?.now ?? "") };
    },
    change: (name, step) =>
      db.transaction(async (tx) => {
        await tx
          .insert(breakers)
          .values({ name, ...CLOSED, changedAt: databaseNow })
          .onConflictDoNothing();
        const [row] = await tx
          .select({ now: databaseNow, breaker: breakers })
          .from(breakers)
          .where(eq(breakers.name, name))
          .for("update");
        if (row === undefined) throw new Error(`the breaker ${name} has gone`);
        const now = new Date(row.now);
        const next = step(row.breaker, now);
        if (next === null) return null;
        const turned = (next.openUntil === null) !== (row.breaker.openUntil === null);
        const { failures, trips, openUntil, probe, probeUntil } = next;
        const lastFailure = next.lastFailure === null ? null : plainText(next.lastFailure);
        await tx
          .update(breakers)
          .set({
            ...{ failures, trips, openUntil, probe, probeUntil, lastFailure },
            ...(turned ? { changedAt: now } : {}),
          })
          .where(eq(breakers.name, name));
        return { state: next, now };
      }),
  };
}

/** Closes one whatever it knows; null when there is none of that name. */
export async function resetBreaker(
  db: Db,
  name: string,
): Promise<{ readonly before: BreakerRow; readonly after: BreakerRow } | null> {
  const [before] = await db.select().from(breakers).where(eq(breakers.name, name)).for("update");
  if (before === undefined) return null;
  const [after] = await db
    .update(breakers)
    .set({ ...CLOSED, changedAt: databaseNow })
    .where(eq(breakers.name, name))
    .returning();
  return after === undefined ? null : { before, after };
}

export async function listBreakers(db: Db): Promise<readonly BreakerRow[]> {
  return db.select().from(breakers).orderBy(asc(breakers.name));
}
