import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import postgres from "postgres";
import { openDatabase } from "../database";
import { startPostgres } from "./postgres-server";

/** Names of what the suites of one run share; set for the workers before they start. */
export const SERVER_VARIABLE = "ATTESTRY_TEST_DATABASE_URL";
export const TEMPLATE_VARIABLE = "ATTESTRY_TEST_TEMPLATE_DIR";
export const TEMPLATE_DATABASE = "attestry_template";

/**
 * Once for a run of integration tests: a PostgreSQL server (unless one is named), and on it and in a folder a migrated
 * database, of which each suite gets a copy.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const given = process.env[SERVER_VARIABLE];
  const server = given === undefined || given === "" ? await startPostgres() : null;
  const serverUrl = server?.url ?? given ?? "";
  process.env[SERVER_VARIABLE] = serverUrl;
  await makeServerTemplate(serverUrl);

  const folder = mkdtempSync(path.join(tmpdir(), "attestry-template-"));
  process.env[TEMPLATE_VARIABLE] = folder;
  await (await openDatabase({ dataDir: folder })).close();

  return async () => {
    rmSync(folder, { recursive: true, force: true });
    await server?.stop();
    process.env[SERVER_VARIABLE] = given ?? "";
  };
}

async function makeServerTemplate(serverUrl: string): Promise<void> {
  const sql = postgres(serverUrl, { max: 1, onnotice: () => {} });
  await sql.unsafe(`drop database if exists ${TEMPLATE_DATABASE}`);
  await sql.unsafe(`create database ${TEMPLATE_DATABASE}`);
  await sql.end();
  const template = new URL(serverUrl);
  template.pathname = TEMPLATE_DATABASE;
  await (await openDatabase({ databaseUrl: template.href, dataDir: "" })).close();
}
