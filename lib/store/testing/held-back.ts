import postgres from "postgres";
import { expect, vi } from "vitest";
import type { TestPlace } from "./databases";

/** Longer than a password is hashed on a busy machine. */
const WAITING_TIMEOUT_MS = 30_000;

/**
 * Lets attempts run into a lock, or into each other, and releases it when all of them wait, so that none can be over
 * before another has begun; answers how they end. Each begins when those before it wait.
 *
 * @param lock a statement whose rows the first of them wants.
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
      const attempted: Promise<T>[] = [];
      for (const attempt of attempts) {
        attempted.push(attempt());
        await waitingFor(sql, attempted.length);
      }
      // Wrapped: a transaction awaits what it is given, and these wait for its end.
      return { begun: Promise.all(attempted) };
    });
    return await begun;
  } finally {
    await sql.end();
  }
}

async function waitingFor(sql: postgres.Sql, count: number): Promise<void> {
  await vi.waitFor(
    async () => {
      const waiting = await sql`select 1 from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`;
      // A job of the servers may wait there, too.
      expect(waiting.length).toBeGreaterThanOrEqual(count);
    },
    { timeout: WAITING_TIMEOUT_MS, interval: 20 },
  );
}
