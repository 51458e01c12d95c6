import { and, asc, eq, sql } from "drizzle-orm";
import { jobs } from "@/drizzle/schema";
import type { Db } from "./database";
import { plainText } from "./sql-text";

/** A job as the status page shows it. */
export type JobRow = typeof jobs.$inferSelect;

const now = sql`date_trunc('milliseconds', clock_timestamp())`;
const later = (ms: number) => sql`${now} + ${Math.round(ms)}::integer * interval '1 millisecond'`;

/** Makes rows for jobs that have none; they are due at once. */
export async function addJobs(db: Db, names: readonly string[]): Promise<void> {
  await db
    .insert(jobs)
    .values(names.map((name) => ({ name, nextAt: now })))
    .onConflictDoNothing();
}

/** Leases the job that is due longest, past those that others have; null when none is due. By the database's clock. */
export async function claimJob(
  db: Db,
  {
    names,
    holder,
    leaseMs,
  }: { readonly names: readonly string[]; readonly holder: string; readonly leaseMs: number },
): Promise<string | null> {
  const due = sql`(
    select name from jobs
    where name in ${[...names]} and next_at <= ${now} and coalesce(lease_until, '-infinity') <= ${now}
    order by next_at limit 1 for update skip locked)`;
  const [claimed] = await db
    .update(jobs)
    .set({ leasedBy: holder, leaseUntil: later(leaseMs), startedAt: now })
    .where(eq(jobs.name, due))
    .returning({ name: jobs.name });
  return claimed?.name ?? null;
}

/** Whether the lease is still this holder's, and then for so much longer. */
export async function renewLease(
  db: Db,
  { name, holder, leaseMs }: { name: string; holder: string; leaseMs: number },
): Promise<boolean> {
  const renewed = await db
    .update(jobs)
    .set({ leaseUntil: later(leaseMs) })
    .where(and(eq(jobs.name, name), eq(jobs.leasedBy, holder)))
    .returning({ name: jobs.name });
  return renewed.length > 0;
}

/** Ends a run and says when the next is due. One whose lease was taken over says nothing. */
export async function finishJob(
  db: Db,
  {
    name,
    holder,
    nextInMs,
    error,
  }: {
    readonly name: string;
    readonly holder: string;
    readonly nextInMs: number;
    /** For people; null when all went well. */
    readonly error: string | null;
  },
): Promise<void> {
  await db
    .update(jobs)
    .set({
      leasedBy: null,
      leaseUntil: null,
      finishedAt: now,
      nextAt: later(nextInMs),
      runs: sql`${jobs.runs} + 1`,
      failures: error === null ? 0 : sql`${jobs.failures} + 1`,
      lastError: error === null ? null : plainText(error),
    })
    .where(and(eq(jobs.name, name), eq(jobs.leasedBy, holder)));
}

export function listJobs(db: Db): Promise<readonly JobRow[]> {
  return db.select().from(jobs).orderBy(asc(jobs.name));
}
