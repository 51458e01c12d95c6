import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import postgres from "postgres";
import { APPLICATION_ROLE } from "./application-role";
import { findAttestation } from "./attestations";
import { databaseHealth, openDatabase } from "./database";
import { DatabaseOpenError } from "./database-open-error";
import { asOwner } from "./testing/as-owner";
import { testDatabases, type TestPlace } from "./testing/databases";
import { sampleAttestation } from "./testing/sample-attestation";
import { homeOf } from "./testing/test-organization";

const OPENERS = 6;

describe.each(testDatabases)("opening $name", ({ create, kind }) => {
  let place: TestPlace;
  beforeEach(async () => {
    place = await create();
  });
  afterEach(() => place.remove());

  it("finds at the next opening what was stored before", async () => {
    const record = sampleAttestation();
    const first = await openDatabase(place.options);
    expect(first.kind).toBe(kind);
    await (await homeOf(first)).insert([record]);
    await first.close();
    const second = await openDatabase(place.options);
    const found = await (await homeOf(second)).ask((own) => findAttestation(own, record.id));
    expect(found).toMatchObject({ result: record.result });
    await second.close();
  });

  it("asks everything as the role of the application, on every connection", async () => {
    const database = await openDatabase(place.options);
    const home = await homeOf(database);
    const role = "select current_user as role, session_user as connected";
    const asked = await Promise.all([
      ...Array.from({ length: 12 }, () => database.sql.unsafe(role)),
      database.db.execute(role),
      home.ask(({ sql }) => sql.unsafe(role)),
      home.ask(({ db }) => db.execute(role)),
    ]);
    // A connection that comes later, as after one that broke.
    if (kind === "embedded") {
      const { path: socket } = database.sql.options;
      const later = postgres({ path: String(socket), user: "postgres", max: 1 });
      asked.push(await later.unsafe(role));
      await later.end();
    }
    for (const rows of asked) {
      expect(rows).toMatchObject([{ role: APPLICATION_ROLE, connected: "postgres" }]);
    }
    await database.close();
  });

  it("tells readiness whether the database can be worked with and is migrated", async () => {
    const database = await openDatabase(place.options);
    expect(await databaseHealth(database)).toEqual({
      available: true,
      migrated: true,
      detail: null,
    });
    await asOwner(database, (sql) => sql`delete from drizzle.__drizzle_migrations where id > 1`);
    expect(await databaseHealth(database)).toMatchObject({ available: true, migrated: false });
    await database.close();
    expect(await databaseHealth(database)).toMatchObject({ available: false, migrated: false });
  });

  it("refuses a database that a newer version has migrated", async () => {
    const database = await openDatabase(place.options);
    await asOwner(
      database,
      (sql) => sql`insert into drizzle.__drizzle_migrations (hash, created_at)
        values ('of the future', 99999999999999)`,
    );
    await database.close();
    await expect(openDatabase(place.options)).rejects.toThrow(DatabaseOpenError);
    // The refusal has let go of the folder.
    await expect(openDatabase(place.options)).rejects.toThrow("newer version");
  });

  it("undoes a transaction that fails", async () => {
    const database = await openDatabase(place.options);
    const home = await homeOf(database);
    const failing = home.ask(async ({ sql, organizationId }) => {
      await sql`insert into contents (organization_id, sha256, body)
        values (${organizationId}, '\\x00', '\\x00')`;
      throw new Error("undo");
    });
    await expect(failing).rejects.toThrow("undo");
    expect(await home.ask(({ sql }) => sql`select 1 from contents`)).toHaveLength(0);
    await database.close();
  });
});

describe("a PostgreSQL user who may not make roles", () => {
  it("is told what an administrator has to run, and needs nothing else", async () => {
    const server = testDatabases.find(({ kind }) => kind === "server");
    const place = await server?.create();
    if (place?.options.databaseUrl === undefined) throw new Error("no server");
    const administrator = postgres(place.options.databaseUrl, { max: 1, onnotice: () => {} });
    const [user, name] = [`plain-${process.pid}`, `plain_${process.pid}`];
    await administrator.unsafe(`create role "${user}" login`);
    await administrator.unsafe(`create database ${name} owner "${user}"`);
    const url = new URL(place.options.databaseUrl);
    url.username = user;
    url.pathname = name;
    const options = { databaseUrl: url.href, dataDir: "" };

    const refusal: unknown = await openDatabase(options).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(DatabaseOpenError);
    const statements = /(CREATE ROLE .*?;) (GRANT .*?;)/.exec(String(refusal));
    expect(statements?.[1]).toBe("CREATE ROLE attestry_app NOLOGIN NOINHERIT;");
    // The role is there already: other databases of this server have it.
    await administrator.unsafe(statements?.[2] ?? "");

    const database = await openDatabase(options);
    expect(await databaseHealth(database)).toMatchObject({ available: true, migrated: true });
    const record = sampleAttestation();
    const home = await homeOf(database);
    await home.insert([record]);
    expect(await home.ask((own) => findAttestation(own, record.id))).not.toBeNull();
    await database.close();
    await administrator.unsafe(`drop database ${name} with (force)`);
    await administrator.unsafe(`drop role "${user}"`);
    await administrator.end();
    await place.remove();
  });
});

describe("an empty PostgreSQL server", () => {
  it("is migrated once by processes that start at the same time", async () => {
    const server = testDatabases.find(({ kind }) => kind === "server");
    const place = await server?.create();
    if (place === undefined) throw new Error("no server");
    const emptied = await openDatabase(place.options);
    await asOwner(emptied, (sql) =>
      sql.unsafe("drop schema drizzle cascade; drop schema public cascade; create schema public"),
    );
    await emptied.close();

    const all = await Promise.all(
      Array.from({ length: OPENERS }, () => openDatabase(place.options)),
    );
    for (const database of all) {
      expect(await databaseHealth(database)).toMatchObject({ migrated: true });
    }
    const [first] = all;
    if (first === undefined) throw new Error("none opened");
    const twice = await first.sql`
      select created_at from drizzle.__drizzle_migrations group by 1 having count(*) > 1`;
    expect(twice).toHaveLength(0);
    await Promise.all(all.map((database) => database.close()));
    await place.remove();
  });
});

describe("the embedded database's folder", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "attestry-folder-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("may be missing, and may have a path that is too long for a unix socket", async () => {
    const dataDir = path.join(folder, "x".repeat(60), "y".repeat(60));
    const database = await openDatabase({ dataDir });
    expect(await databaseHealth(database)).toMatchObject({ available: true, migrated: true });
    await database.close();
  });

  it("is named when it can't be made", async () => {
    writeFileSync(path.join(folder, "file"), "");
    const dataDir = path.join(folder, "file", "data");
    await expect(openDatabase({ dataDir })).rejects.toThrow(dataDir);
  });

  it("survives leftovers of a killed process", async () => {
    mkdirSync(path.join(folder, "data"));
    writeFileSync(path.join(folder, "data", "database.sock"), "");
    const database = await openDatabase({ dataDir: path.join(folder, "data") });
    expect(await databaseHealth(database)).toMatchObject({ available: true });
    await database.close();
  });
});
