import type postgres from "postgres";
import type { Database } from "../database";
import { asOwner } from "./as-owner";

/** Changes rows as whoever owns the database can: past walls and triggers. */
export function tamper(
  database: Database,
  work: (sql: postgres.TransactionSql) => Promise<unknown>,
): Promise<unknown> {
  return asOwner(database, async (sql) => {
    await sql`set local session_replication_role = replica`;
    return work(sql);
  });
}
