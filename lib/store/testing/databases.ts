import { randomBytes } from "node:crypto";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import postgres from "postgres";
import { type Database, type DatabaseOptions, openDatabase } from "../database";
import { SERVER_VARIABLE, TEMPLATE_DATABASE, TEMPLATE_VARIABLE } from "./global-setup";
import { TEST_SECRET } from "./test-key";

/** A database of its own for one suite: migrated, empty, gone after `remove`. */
export interface TestPlace {
  readonly options: DatabaseOptions;
  /** The same for a process: `DATABASE_URL` or `ATTESTRY_DATA_DIR`, and the secret of the installation. */
  readonly environment: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

export interface TestDatabase {
  readonly name: "the embedded database" | "a PostgreSQL server";
  readonly kind: Database["kind"];
  /** For suites that open it more than once, or in processes of their own. */
  create(): Promise<TestPlace>;
  /** Opens a fresh one; `close` removes it. */
  open(): Promise<Database>;
}

/** Both databases that the product runs on: `describe.each(testDatabases)("… on $name", ({ open }) => …)`. */
export const testDatabases: readonly TestDatabase[] = [
  testDatabase("embedded", "the embedded database", createEmbedded),
  testDatabase("server", "a PostgreSQL server", createOnServer),
];

function testDatabase(
  kind: TestDatabase["kind"],
  name: TestDatabase["name"],
  create: TestDatabase["create"],
): TestDatabase {
  return {
    kind,
    name,
    create,
    open: async () => {
      const place = await create();
      const database = await openDatabase(place.options);
      const close = async () => {
        await database.close();
        await place.remove();
      };
      return { ...database, close };
    },
  };
}

const secret = { ATTESTRY_SECRET: TEST_SECRET.toString("hex") };

async function createEmbedded(): Promise<TestPlace> {
  const dataDir = mkdtempSync(path.join(tmpdir(), "attestry-data-"));
  cpSync(fromSetup(TEMPLATE_VARIABLE), dataDir, { recursive: true });
  return {
    options: { dataDir },
    environment: { ATTESTRY_DATA_DIR: dataDir, DATABASE_URL: "", ...secret },
    remove: async () => rmSync(dataDir, { recursive: true, force: true }),
  };
}

async function createOnServer(): Promise<TestPlace> {
  const serverUrl = fromSetup(SERVER_VARIABLE);
  const name = `test_${randomBytes(6).toString("hex")}`;
  await onServer(serverUrl, `create database ${name} template ${TEMPLATE_DATABASE}`);
  const url = new URL(serverUrl);
  url.pathname = name;
  return {
    options: { databaseUrl: url.href, dataDir: "" },
    environment: {
      DATABASE_URL: url.href,
      ATTESTRY_DATA_DIR: path.join(tmpdir(), "unused"),
      ...secret,
    },
    remove: () => onServer(serverUrl, `drop database ${name} with (force)`),
  };
}

/** Runs a statement as the superuser of the test server. */
export async function onServer(serverUrl: string, statement: string): Promise<void> {
  const sql = postgres(serverUrl, { max: 1, onnotice: () => {} });
  await sql.unsafe(statement);
  await sql.end();
}

function fromSetup(variable: string): string {
  const value = process.env[variable];
  if (value === undefined || value === "") {
    throw new Error(
      `${variable} is not set: run integration tests through vitest's project "integration"`,
    );
  }
  return value;
}
