import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { migrationsFolder } from "./migrate";

const BEFORE_COMPOSITE = 3;

describe("a database from before evidence could be composite", () => {
  const database = new PGlite();
  beforeAll(async () => {
    const files = readdirSync(migrationsFolder()).filter((name) => name.endsWith(".sql"));
    const run = async (name: string) => {
      const text = readFileSync(path.join(migrationsFolder(), name), "utf8");
      for (const statement of text.split("--> statement-breakpoint"))
        await database.exec(statement);
    };
    const [older, newer] = [files.sort().slice(0, BEFORE_COMPOSITE), files.slice(BEFORE_COMPOSITE)];
    for (const name of older) await run(name);
    await database.exec(oldRow(1, { claimsVerified: true, reverifies: "null" }));
    await database.exec(oldRow(2, { claimsVerified: false, reverifies: `'${idOf(1)}'` }));
    // What opening makes before it migrates.
    await database.exec(`create role attestry_app; create schema drizzle;
      create table drizzle.__drizzle_migrations (id serial primary key, hash text, created_at bigint)`);
    // As at a start: everything in one transaction.
    await database.exec("begin");
    for (const name of newer) await run(name);
    await database.exec("commit");
  });
  afterAll(() => database.close());

  it("says of each row what its result says, and that it has no parts", async () => {
    const { rows } = await database.query(
      "select claims_verified, submodules from attestations order by id",
    );
    expect(rows).toEqual([
      { claims_verified: true, submodules: [] },
      { claims_verified: false, submodules: [] },
    ]);
  });

  it("is append-only as before", async () => {
    await expect(
      database.exec("update attestations set claims_verified = true"),
    ).rejects.toMatchObject({ code: "23001" });
  });
});

function idOf(number: number): string {
  return `01970000-0000-7000-8000-00000000000${number}`;
}

/** U+0000 in the result: a certificate may carry it, and json's own operators refuse it. */
function oldRow(number: number, row: { claimsVerified: boolean; reverifies: string }): string {
  const result = `{"subject":"\\u0000","claimsVerified":${row.claimsVerified},"tcb":null}`;
  return `insert into attestations values ('${idOf(number)}', now(), 'affirming',
    'intel-tdx-quote', 'hardware', false, null, null, 'strict', '\\x00', 1, null, null, '{}', now(),
    1, ${row.reverifies}, '{}', '${result}', '[]')`;
}
