import path from "node:path";
import { readMigrationFiles } from "drizzle-orm/migrator";
import type postgres from "postgres";
import { ensureApplicationRole } from "./application-role";
import { DatabaseOpenError } from "./database-open-error";
import { projectRoot } from "./project-root";

/** Any number that nothing else in the database locks: "atts" in ASCII. */
const MIGRATION_LOCK = 0x61747473;

export function migrationsFolder(): string {
  return path.join(projectRoot(), "drizzle", "migrations");
}

/**
 * Brings the schema to this build's version, forward only, in one transaction under an advisory lock: of many processes
 * that start at once, one migrates and the others find the work done. The bookkeeping table is drizzle's own. `sql` is
 * connected as the owner of the schema.
 *
 * Throws `DatabaseOpenError` when the database has been migrated by a newer build, or its user may not take
 * the application's role.
 */
export async function migrate(sql: postgres.Sql): Promise<void> {
  const migrations = readMigrationFiles({ migrationsFolder: migrationsFolder() });
  const newest = migrations.at(-1)?.folderMillis ?? 0;
  await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${MIGRATION_LOCK})`;
    await tx.unsafe(`
      create schema if not exists drizzle;
      create table if not exists drizzle.__drizzle_migrations (
        id serial primary key, hash text not null, created_at bigint
      );`);
    const applied = await appliedVersion(tx);
    if (applied > newest) {
      throw new DatabaseOpenError(
        "The database belongs to a newer version of Attestry. Start that version, or give this one a database of its own.",
      );
    }
    await ensureApplicationRole(tx);
    for (const migration of migrations.filter(({ folderMillis }) => folderMillis > applied)) {
      for (const statement of migration.sql) await tx.unsafe(statement);
      await tx`insert into drizzle.__drizzle_migrations (hash, created_at)
        values (${migration.hash}, ${migration.folderMillis})`;
    }
  });
}

/** Whether every migration of this build is in the database. */
export async function isMigrated(sql: postgres.Sql): Promise<boolean> {
  const migrations = readMigrationFiles({ migrationsFolder: migrationsFolder() });
  return (await appliedVersion(sql)) >= (migrations.at(-1)?.folderMillis ?? 0);
}

/** `created_at` of the last migration; 0 before the first. */
async function appliedVersion(sql: postgres.ISql): Promise<number> {
  const [row] = await sql<{ version: string | null }[]>`
    select max(created_at) as version from drizzle.__drizzle_migrations`;
  return Number(row?.version ?? 0);
}
