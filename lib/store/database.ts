import type { PgDatabase } from "drizzle-orm/pg-core";
import { drizzle, type PostgresJsQueryResultHKT } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { APPLICATION_ROLE } from "./application-role";
import { CounterShards } from "./counter-shards";
import { DatabaseOpenError } from "./database-open-error";
import { startEmbeddedDatabase } from "./embedded/embedded-database";
import { KnownContents } from "./known-contents";
import { DatabaseLost, withinPatience } from "./lost-database";
import { isMigrated, migrate } from "./migrate";
import { expectPatchedDriver } from "./patched-driver";

/** Drizzle over the pool or over a transaction: `database.db` and the argument of `db.transaction`. */
export type Db = PgDatabase<PostgresJsQueryResultHKT>;

/** The one database of this process. Every query runs as the application's role, behind the walls of organizations. */
export interface Database {
  /** `embedded`: a PostgreSQL of our own inside the data folder. `server`: the one that `DATABASE_URL` names. */
  readonly kind: "embedded" | "server";
  readonly db: Db;
  /** The driver below `db`, for the few statements whose speed matters. */
  readonly sql: postgres.Sql;
  readonly knownContents: KnownContents;
  readonly counterShards: CounterShards;
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

const CLOSE_TIMEOUT_SECONDS = 10;
const CONNECT_TIMEOUT_SECONDS = 5;
/**
 * How long after the loss of a connection the next one is tried. The driver's own waits grow to twenty seconds, for which
 * every request would hang and the database be back unnoticed.
 */
const RECONNECT_SECONDS = 0.1;
const HEALTH_TIMEOUT_MS = 2_000;

/** Connects and migrates. Throws `DatabaseOpenError`, whose message tells an operator what to do. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  expectPatchedDriver();
  return options.databaseUrl === undefined || options.databaseUrl === ""
    ? openEmbedded(options.dataDir)
    : openServer(options.databaseUrl, options.maxConnections ?? 10);
}

async function openEmbedded(dataDir: string): Promise<Database> {
  const embedded = await startEmbeddedDatabase(dataDir);
  const sql = postgres({
    ...connectionOptions,
    path: embedded.socketPath,
    user: "postgres",
    database: "postgres",
    // PGlite is one session: on a second connection, messages of two queries would mix in it. One connection pipelines.
    max: 1,
  });
  const close = async () => {
    await sql.end({ timeout: CLOSE_TIMEOUT_SECONDS });
    await embedded.close();
  };
  try {
    await migrate(sql);
    // PGlite has no autovacuum: nobody else keeps the planner's numbers and the often updated counters in order.
    await sql`vacuum (analyze) verdict_counters, reason_counters, audit_heads`;
    await sql`analyze attestations, attestation_digests, attestation_reasons, audit_events`;
    // The one session of PGlite outlives every connection to its socket, and with it the role.
    await sql`set role ${sql(APPLICATION_ROLE)}`;
  } catch (error) {
    await close();
    throw error;
  }
  return { kind: "embedded", sql, db: drizzleOver(sql, sql.options), ...perProcess(), close };
}

async function openServer(databaseUrl: string, maxConnections: number): Promise<Database> {
  const options = {
    ...connectionOptions,
    connect_timeout: CONNECT_TIMEOUT_SECONDS,
    backoff: () => RECONNECT_SECONDS,
  };
  const owner = postgres(databaseUrl, { ...options, max: 1 });
  const sql = postgres(databaseUrl, {
    ...options,
    connection: { ...options.connection, role: APPLICATION_ROLE },
    max: maxConnections,
  });
  const close = () => sql.end({ timeout: CLOSE_TIMEOUT_SECONDS });
  try {
    await migrate(owner);
    await sql`select 1`;
  } catch (error) {
    await close();
    throw asOpenError(error, databaseUrl);
  } finally {
    await owner.end({ timeout: CLOSE_TIMEOUT_SECONDS });
  }
  return { kind: "server", sql, db: drizzleOver(sql, sql.options), ...perProcess(), close };
}

const perProcess = () => ({
  knownContents: new KnownContents(),
  counterShards: new CounterShards(),
});

const connectionOptions = {
  onnotice: () => {},
  connection: { application_name: "attestry", TimeZone: "UTC" },
} as const satisfies postgres.Options<Record<string, never>>;

/**
 * Drizzle over a pool or over a transaction of it. Drizzle sends each query unprepared, which costs a second round trip;
 * the driver keeps prepared ones per connection.
 *
 * It also turns the driver's own parsing of times off, for the whole pool: rows of `sql` hold them as text.
 *
 * @param options those of the pool, which a transaction does not carry.
 */
export function drizzleOver(
  sql: postgres.Sql | postgres.TransactionSql,
  options: postgres.Sql["options"],
): Db {
  const unsafe: postgres.Sql["unsafe"] = (query, parameters, queryOptions) =>
    sql.unsafe(query, parameters, { ...queryOptions, prepare: true });
  const preparing = new Proxy(sql, {
    get: (target, name, receiver) => {
      if (name === "unsafe") return unsafe;
      if (name === "options") return options;
      return Reflect.get(target, name, receiver);
    },
  });
  // Drizzle's type asks for a pool; of a transaction it uses what a transaction has.
  return drizzle(preparing as postgres.Sql);
}

/** Keeps the password out of what is printed. */
function asOpenError(error: unknown, databaseUrl: string): unknown {
  if (error instanceof DatabaseOpenError) return error;
  const host = URL.canParse(databaseUrl) ? new URL(databaseUrl).host : "";
  const reason = error instanceof Error ? error.message || error.name : String(error);
  return new DatabaseOpenError(
    `The database server ${host === "" ? "of DATABASE_URL" : host} can't be used: ${reason}. ` +
      "Check DATABASE_URL and that the server runs, or unset it to use the embedded database.",
    { cause: error },
  );
}

/** Asks the database whether it can be worked with. Throws what `isDatabaseLost` knows when it can't. */
export async function reachDatabase({ sql }: Pick<Database, "sql">): Promise<void> {
  await withinPatience(expectWritable(sql));
}

/** A standby says that it is read-only, too. */
async function expectWritable(sql: postgres.Sql): Promise<void> {
  const [row] = await sql<{ readOnly: string }[]>`
    select current_setting('transaction_read_only') as "readOnly"`;
  if (row?.readOnly !== "off") throw new DatabaseLost("the database is read-only");
}

/** What readiness asks: can the database be worked with, and is every migration of this build in it? */
export interface DatabaseHealth {
  /** It answers and takes changes. */
  readonly available: boolean;
  readonly migrated: boolean;
  /** For people; null when all is well. */
  readonly detail: string | null;
}

/** Never throws: a database that does not answer within two seconds is not available. */
export async function databaseHealth(database: Database): Promise<DatabaseHealth> {
  try {
    const { sql } = database;
    const asked = Promise.all([isMigrated(sql), expectWritable(sql)]);
    const [migrated] = await withinPatience(asked, HEALTH_TIMEOUT_MS);
    const detail = migrated ? null : "Migrations of this version are missing; restart the server.";
    return { available: true, migrated, detail };
  } catch (error) {
    const detail = error instanceof Error ? error.message || error.name : String(error);
    return { available: false, migrated: false, detail };
  }
}
