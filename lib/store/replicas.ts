import { asc, eq, sql } from "drizzle-orm";
import { replicas } from "@/drizzle/schema";
import type { Db } from "./database";

/** A server process, as the others know it. */
export interface ReplicaRow {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly version: string;
  readonly startedAt: Date;
  readonly seenAt: Date;
}

/** One that has said nothing for so long has ended without a word. */
export const GONE_AFTER_SECONDS = 60;

const now = sql`date_trunc('milliseconds', clock_timestamp())`;

/** Says that this process is there; by the database's clock. */
export async function beat(
  db: Db,
  { id, host, pid, version }: Omit<ReplicaRow, "startedAt" | "seenAt">,
): Promise<void> {
  await db
    .insert(replicas)
    .values({ id, host, pid, version, startedAt: now, seenAt: now })
    .onConflictDoUpdate({ target: replicas.id, set: { seenAt: now } });
}

export async function leave(db: Db, id: string): Promise<void> {
  await db.delete(replicas).where(eq(replicas.id, id));
}

export function listReplicas(db: Db): Promise<readonly ReplicaRow[]> {
  return db.select().from(replicas).orderBy(asc(replicas.startedAt), asc(replicas.id));
}
