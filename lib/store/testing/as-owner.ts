import type postgres from "postgres";
import type { Database } from "../database";

/** Statements that the application's role may not run: for tests that look behind the walls, or break them. */
export function asOwner<T>(
  database: Database,
  work: (sql: postgres.TransactionSql) => Promise<T>,
): Promise<T> {
  return database.sql
    .begin(async (sql) => {
      // The user of the connection itself, whichever way it took the role.
      await sql`set local role none`;
      return { value: await work(sql) };
    })
    .then(({ value }) => value as T);
}
