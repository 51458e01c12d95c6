import type { PgDatabase } from "drizzle-orm/pg-core";
import type { PostgresJsQueryResultHKT } from "drizzle-orm/postgres-js";
import type postgres from "postgres";
import type * as schema from "@/drizzle/schema";

/** Drizzle over the pool or over a transaction: `database.db` and the argument of `db.transaction`. */
export type Db = PgDatabase<PostgresJsQueryResultHKT, typeof schema>;

/** The one database of this process. */
export interface Database {
  /** `embedded`: a PostgreSQL of our own inside the data folder. `server`: the one that `DATABASE_URL` names. */
  readonly kind: "embedded" | "server";
  readonly db: Db;
  /** The driver below `db`, for the few statements whose speed matters. */
  readonly sql: postgres.Sql;
  /** Waits for running queries, closes the connections and, when embedded, the database; releases the lock. */
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** `postgres://…`; absent or empty: the embedded database. */
  readonly databaseUrl?: string | undefined;
  /** Folder of the embedded database; made when it is missing. */
  readonly dataDir: string;
  /** Connections to a server; the embedded database has its own number. Default 10. */
  readonly maxConnections?: number | undefined;
}

/** Connects and migrates. Throws `DatabaseOpenError`, whose message tells an operator what to do. */
export function openDatabase(_options: DatabaseOptions): Promise<Database> {
  throw new Error("not written yet");
}

/** What readiness asks: does the database answer, and is every migration of this build in it? */
export interface DatabaseHealth {
  readonly reachable: boolean;
  readonly migrated: boolean;
  /** For people; null when all is well. */
  readonly detail: string | null;
}

/** Never throws: a database that does not answer within two seconds is not reachable. */
export function databaseHealth(_database: Database): Promise<DatabaseHealth> {
  throw new Error("not written yet");
}
