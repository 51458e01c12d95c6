import postgres from "postgres";
import { expect, vi } from "vitest";
import type { TestPlace } from "@/lib/store/testing/databases";

/** Longer than a password is hashed on a busy machine. */
const WAITING_TIMEOUT_MS = 30_000;

/**
 * Lets attempts run into a lock and releases it when all of them wait there, so that none can be over before another has
 * begun; answers how they end.
 *
 * @param lock a statement whose rows all of them want.
 */
export async function heldBack<T>(
  { options }: TestPlace,
  lock: string,
  attempts: readonly (() => Promise<T>)[],
): Promise<readonly T[]> {
  // The walls of organizations don't hold the owner of the tables back.
  const sql = postgres(options.databaseUrl ?? "", { max: 2, onnotice: () => {} });
  try {
    const { begun } = await sql.begin(async (transaction) => {
      await transaction.unsafe(lock);
      const attempted = attempts.map((attempt) => attempt());
      // Wrapped: a transaction awaits what it is given, and these wait for its end.
      const promised = { begun: Promise.all(attempted) };
      await vi.waitFor(
        async () => {
          const waiting = await sql`select 1 from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock'`;
          // A job of the servers may wait there, too.
          expect(waiting.length).toBeGreaterThanOrEqual(attempts.length);
        },
        { timeout: WAITING_TIMEOUT_MS, interval: 20 },
      );
      return promised;
    });
    return await begun;
  } finally {
    await sql.end();
  }
}
