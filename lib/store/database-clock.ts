import type { Database } from "./database";

/** What time it is for everybody who shares this database, and which PostgreSQL it is. */
export async function databaseClock(
  database: Database,
): Promise<{ readonly now: Date; readonly version: string }> {
  const [row] = await database.sql<{ now: string; version: string }[]>`
    select date_trunc('milliseconds', clock_timestamp()) as now, current_setting('server_version') as version`;
  if (row === undefined) throw new Error("the database has no time");
  return { now: new Date(row.now), version: row.version };
}
