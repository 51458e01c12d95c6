import type postgres from "postgres";
import { type Database, type Db, drizzleOver } from "./database";

/**
 * A transaction inside one organization: row-level security shows it that organization's rows and lets it write no
 * others. Repositories of rows that belong to an organization take this and nothing else, so that none can forget for
 * whom it asks.
 */
export interface OrganizationDb {
  readonly organizationId: string;
  readonly db: Db;
  /** The driver below `db`, for the few statements whose speed matters. */
  readonly sql: postgres.TransactionSql;
}

/** Runs `work` in a transaction of that organization; what it throws undoes all of it. */
export async function inOrganization<T>(
  database: Database,
  organizationId: string,
  work: (organization: OrganizationDb) => Promise<T>,
): Promise<T> {
  const outcome = await database.sql.begin(async (sql) => {
    // Travels with the first statement of `work`, and before it: the driver pipelines what is not awaited, and without
    // `execute` would send it only once it is awaited, after that statement.
    const walled =
      sql`select set_config('attestry.organization', ${organizationId}, true)`.execute();
    const [, value] = await Promise.all([
      walled,
      work({ organizationId, sql, db: drizzleOver(sql, database.sql.options) }),
    ]);
    return { value };
  });
  return outcome.value as T;
}

/** The organization of the installation itself; it exists from the first migration on and never changes. */
export async function homeOrganizationId(database: Database): Promise<string> {
  const [row] = await database.sql<{ id: string }[]>`select home_organization() as id`;
  if (row === undefined) throw new Error("the first organization is missing");
  return row.id;
}
