import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { installationSecrets } from "@/lib/node-crypto/installation-secrets";
import { type Database, openDatabase } from "./database";
import { keepPasswordLink, spendPasswordLink } from "./password-links";
import { testDatabases, type TestPlace } from "./testing/databases";
import { heldBack } from "./testing/held-back";
import { TEST_SECRET } from "./testing/test-key";
import { homeOf } from "./testing/test-organization";
import { insertTestPerson } from "./testing/test-person";

// The embedded database lets one transaction at a time in, so nothing waits for anything there.
const servers = testDatabases.filter(({ kind }) => kind === "server");

describe.each(servers)("a password link, on $name", ({ create }) => {
  let place: TestPlace;
  let database: Database;
  beforeAll(async () => {
    place = await create();
    database = await openDatabase(place.options);
  });
  afterAll(async () => {
    await database.close();
    await place.remove();
  });

  it("is spent by one of two transactions that find it at one time", async () => {
    const home = await homeOf(database);
    const secrets = installationSecrets(TEST_SECRET);
    const { personId } = await insertTestPerson(database, { secrets });
    const tokenSha256 = randomBytes(32);
    await keepPasswordLink(database.db, {
      personId,
      tokenSha256,
      organizationId: home.id,
      createdBy: personId,
      hours: 1,
    });
    const spend = () => home.ask(({ db }) => spendPasswordLink(db, tokenSha256));
    const lock = "select 1 from password_links for update";
    expect(await heldBack(place, lock, [spend, spend])).toEqual([true, false]);
  });
});
