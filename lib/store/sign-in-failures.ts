import type postgres from "postgres";
import type { Database } from "./database";
import type { OrganizationDb } from "./organization-db";

/** Whom or where from an attempt is counted for. */
export interface AttemptSubject {
  readonly digest: Uint8Array;
  /** Attempts that cost no delay. */
  readonly free: number;
  /** The longest delay. */
  readonly capSeconds: number;
}

/** Failures are forgotten after a day without one. */
const MEMORY = "1 day";

/**
 * Counts an attempt before it is known how it ends, so that many at one time can't all slip through: each failure doubles
 * the delay, 1, 2, 4 … seconds. Answers the seconds to wait; 0: go on. An attempt that has to wait is not counted.
 */
export async function chargeAttempt(
  { sql }: Database,
  subjects: readonly AttemptSubject[],
): Promise<number> {
  // One order for all, so that two attempts never wait for each other.
  const ordered = subjects.toSorted((a, b) => Buffer.compare(a.digest, b.digest));
  try {
    await sql.begin(async (transaction) => {
      for (const subject of ordered) {
        if (!(await charge(transaction, subject))) throw new Blocked();
      }
    });
    return 0;
  } catch (error) {
    if (error instanceof Blocked) return secondsToWait(sql, ordered);
    throw error;
  }
}

/** Undoes the transaction. */
class Blocked extends Error {}

async function charge(
  sql: postgres.TransactionSql,
  { digest, free, capSeconds }: AttemptSubject,
): Promise<boolean> {
  const next = sql`(case when kept.last_at < now() - ${MEMORY}::interval then 1 else kept.failures + 1 end)`;
  const delayAfter = (failures: typeof next) => sql`(case when ${failures} <= ${free}::int then 0
    else least(${capSeconds}::int, power(2, least(${failures} - ${free}::int - 1, 20))) end) * interval '1 second'`;
  const rows = await sql`
    insert into sign_in_failures as kept (subject, failures, last_at, blocked_until)
    values (${digest}, 1, now(), now() + ${delayAfter(sql`1`)})
    on conflict (subject) do update
      set failures = ${next}, last_at = now(), blocked_until = now() + ${delayAfter(next)}
      where kept.blocked_until <= now()
    returning 1`;
  return rows.length > 0;
}

async function secondsToWait(
  sql: Database["sql"],
  subjects: readonly AttemptSubject[],
): Promise<number> {
  const [row] = await sql<{ seconds: number }[]>`
    select greatest(1, ceil(extract(epoch from max(blocked_until) - now())))::int as seconds
    from sign_in_failures where subject in ${sql(digestsOf(subjects))}`;
  return row?.seconds ?? 1;
}

/** Takes a charge back: the attempt was no failure, and those before it still count. */
export async function refundAttempt(
  { sql }: Pick<Database, "sql"> | Pick<OrganizationDb, "sql">,
  subjects: readonly AttemptSubject[],
): Promise<void> {
  await sql`update sign_in_failures set failures = greatest(failures - 1, 0), blocked_until = now()
    where subject in ${sql(digestsOf(subjects))}`;
}

/**
 * After a success: forgets the failures of `cleared`, takes the charge of `refunded` back, and forgets all that count no
 * more.
 */
export async function settleSuccess(
  { sql }: OrganizationDb,
  {
    cleared,
    refunded,
  }: { readonly cleared: readonly AttemptSubject[]; readonly refunded: readonly AttemptSubject[] },
): Promise<void> {
  // Locked in the order in which they are charged, so that this and another attempt never wait for each other.
  await sql`select 1 from sign_in_failures where subject in ${sql(digestsOf([...cleared, ...refunded]))}
    order by subject for update`;
  await sql`delete from sign_in_failures where subject in ${sql(digestsOf(cleared))}`;
  await refundAttempt({ sql }, refunded);
  await sql`delete from sign_in_failures where subject in (
    select subject from sign_in_failures where last_at < now() - ${MEMORY}::interval for update skip locked)`;
}

function digestsOf(subjects: readonly AttemptSubject[]): Uint8Array[] {
  return subjects.map(({ digest }) => digest);
}
