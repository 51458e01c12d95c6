import { rmSync } from "node:fs";
import path from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { readMigrationFiles } from "drizzle-orm/migrator";
import postgres from "postgres";
import { migrationsFolder } from "../migrate";
import type { TestPlace } from "./databases";

/**
 * Puts the database of a place back to what the first migrations left behind, with rows of that time in it: the next
 * opening migrates it, as it does for whoever comes from an older version.
 */
export async function makeOlder(
  { options }: TestPlace,
  { migrations, rows }: { readonly migrations: number; readonly rows: readonly string[] },
): Promise<void> {
  const script = [EMPTY, ...statementsOf(migrations), ...rows].join(";\n");
  if (options.databaseUrl === undefined) {
    const cluster = path.join(options.dataDir, "postgres");
    rmSync(cluster, { recursive: true });
    const pglite = await PGlite.create(cluster);
    await pglite.exec(script);
    await pglite.close();
    return;
  }
  const sql = postgres(options.databaseUrl, { max: 1, onnotice: () => {} });
  await sql.unsafe(script);
  await sql.end();
}

const EMPTY = `
  drop schema if exists drizzle cascade;
  drop schema public cascade;
  create schema public;
  create schema drizzle;
  create table drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)`;

function statementsOf(migrations: number): readonly string[] {
  const files = readMigrationFiles({ migrationsFolder: migrationsFolder() }).slice(0, migrations);
  return files.flatMap(({ sql, hash, folderMillis }) => [
    ...sql,
    `insert into drizzle.__drizzle_migrations (hash, created_at) values ('${hash}', ${folderMillis})`,
  ]);
}
