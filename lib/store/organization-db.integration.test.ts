import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "./database";
import { homeOrganizationId, inOrganization } from "./organization-db";
import { testDatabases } from "./testing/databases";

describe.each(testDatabases)("a transaction inside an organization on $name", ({ open }) => {
  let database: Database;

  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());

  it("stands behind its wall from the first statement on", async () => {
    const home = await homeOrganizationId(database);
    const seen = await inOrganization(
      database,
      home,
      ({ sql }) => sql<{ id: string | null }[]>`select current_organization() as id`,
    );
    expect(seen[0]?.id).toBe(home);
  });
});
