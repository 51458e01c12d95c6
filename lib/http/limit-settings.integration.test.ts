import { randomUUID } from "node:crypto";
import { asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { auditEvents, organizations } from "@/drizzle/schema";
import { LIMIT_CLASSES } from "@/lib/access/limit-class";
import { newApiKeySchema } from "@/lib/contract/api-keys";
import { limitsSchema } from "@/lib/contract/limits";
import type { Database } from "@/lib/store/database";
import { homeOrganizationId, inOrganization } from "@/lib/store/organization-db";
import { testDatabases } from "@/lib/store/testing/databases";
import { insertTestPerson } from "@/lib/store/testing/test-person";
import { type Answer, startTestApi, type TestApi } from "./testing/test-api";

const PATH = "/api/v1/limits";

describe.each(testDatabases)("settings of limits on $name", ({ open }) => {
  let database: Database;
  let api: TestApi;
  let home = "";
  let other = "";
  let homeCookie = "";
  let otherCookie = "";
  beforeAll(async () => {
    database = await open();
    api = await startTestApi({ database, limits: LIMIT_CLASSES });
    home = await homeOrganizationId(database);
    other = randomUUID();
    await inOrganization(database, other, ({ db }) =>
      db.insert(organizations).values({ id: other, name: "Another", createdAt: new Date() }),
    );
    const { secrets } = api.runtime;
    const administrator = { secrets, roles: ["administrator"] } as const;
    homeCookie = (await insertTestPerson(database, administrator)).cookie;
    otherCookie = (await insertTestPerson(database, { ...administrator, organizationId: other }))
      .cookie;
  });
  afterAll(async () => {
    await api.close();
    await database.close();
  });

  const send = (cookie: string, method: string, path: string, body?: object): Promise<Answer> =>
    api.call(method, path, {
      ...(body && { body }),
      headers: { cookie, origin: new URL(api.url).origin },
    });
  const trailOf = (organizationId: string) =>
    inOrganization(database, organizationId, ({ db }) =>
      db
        .select()
        .from(auditEvents)
        .where(eq(auditEvents.outcome, "success"))
        .orderBy(asc(auditEvents.seq)),
    );
  const limitsOf = async (cookie: string, query = "") =>
    limitsSchema.parse((await send(cookie, "GET", `${PATH}${query}`)).json);

  it("begin with the defaults, and show what was drawn", async () => {
    await send(homeCookie, "GET", "/api/v1/status");
    const { settings, use, maySetOrganization } = await limitsOf(homeCookie);
    expect(maySetOrganization).toBe(true);
    const vault = settings.filter(({ limitClass }) => limitClass === "vault");
    expect(vault.map(({ scope, perMinute }) => [scope, perMinute])).toEqual([
      ["key", 100],
      ["person", 10],
      ["organization", 1_000],
    ]);
    expect(settings.every(({ updatedAt }) => updatedAt === null)).toBe(true);
    expect(use).toContainEqual(
      expect.objectContaining({
        scope: "person",
        limitClass: "read",
        name: "Test administrator",
        burst: 600,
      }),
    );
  });

  it("hold from the next request on, and go back to the default", async () => {
    const path = `${PATH}/person/read`;
    const set = await send(homeCookie, "PUT", path, { perMinute: 50, burst: 7 });
    expect(set).toMatchObject({
      status: 200,
      json: { perMinute: 50, burst: 7, default: { perMinute: 6_000, burst: 600 } },
    });
    const policy = async () =>
      (await send(homeCookie, "GET", "/api/v1/status")).headers["ratelimit-policy"];
    expect(await policy()).toContain('"read-person";q=7;');
    expect((await send(homeCookie, "DELETE", path)).json).toMatchObject({ updatedAt: null });
    expect(await policy()).toContain('"read-person";q=600;');
    const rows = await trailOf(home);
    expect(rows.map(({ action, objectId }) => [action, objectId])).toEqual([
      ["limits.set", "person/read"],
      ["limits.reset", "person/read"],
    ]);
  });

  it("of single keys and people carry their names, and none that another organization gave", async () => {
    const scopes = ["attestation:submit"];
    const made = await send(homeCookie, "POST", "/api/v1/api-keys", {
      name: "Fleet agent",
      scopes,
    });
    const operator = { secrets: api.runtime.secrets, roles: ["operator"] } as const;
    const { personId } = await insertTestPerson(database, operator);
    const few = { perMinute: 5, burst: 5 };
    for (const [scope, subjectId] of [
      ["key", newApiKeySchema.parse(made.json).id],
      ["person", personId],
      ["key", randomUUID()],
    ]) {
      await send(homeCookie, "PUT", `${PATH}/${scope}/submit`, { ...few, subjectId });
      await send(otherCookie, "PUT", `${PATH}/${scope}/submit`, { ...few, subjectId });
    }
    const namesIn = async (cookie: string) =>
      (await limitsOf(cookie)).settings
        .filter(({ subjectId }) => subjectId !== null)
        .map(({ scope, name }) => [scope, name]);
    expect(await namesIn(homeCookie)).toEqual(
      expect.arrayContaining([
        ["key", "Fleet agent"],
        ["person", "Test operator"],
        ["key", null],
      ]),
    );
    expect((await namesIn(otherCookie)).map(([, name]) => name)).toEqual([null, null, null]);
  });

  it("let an organization set its own, but not what all of it share", async () => {
    const own = await send(otherCookie, "PUT", `${PATH}/key/verify`, { perMinute: 9, burst: 9 });
    expect(own.status).toBe(200);
    const refused = { status: 403, json: { code: "PERMISSION_DENIED" } };
    const allowance = { perMinute: 1_000_000, burst: 1_000_000 };
    const whole = `${PATH}/organization/verify`;
    expect(await send(otherCookie, "PUT", whole, allowance)).toMatchObject(refused);
    expect(await send(otherCookie, "DELETE", whole)).toMatchObject(refused);
    const foreign = { ...allowance, organizationId: home };
    expect(await send(otherCookie, "PUT", `${PATH}/key/verify`, foreign)).toMatchObject(refused);
    expect(await send(otherCookie, "GET", `${PATH}?organizationId=${home}`)).toMatchObject(refused);
    expect((await limitsOf(otherCookie)).maySetOrganization).toBe(false);
  });

  it("let the first organization set what all of another share, in that one's trail", async () => {
    const set = await send(homeCookie, "PUT", `${PATH}/organization/verify`, {
      ...{ perMinute: 77, burst: 7, organizationId: other },
    });
    expect(set.status).toBe(200);
    const { settings } = await limitsOf(homeCookie, `?organizationId=${other}`);
    expect(settings).toContainEqual(
      expect.objectContaining({ scope: "organization", limitClass: "verify", perMinute: 77 }),
    );
    expect((await limitsOf(homeCookie)).settings).toContainEqual(
      expect.objectContaining({ scope: "organization", limitClass: "verify", updatedAt: null }),
    );
    const rows = await trailOf(other);
    expect(rows.at(-1)).toMatchObject({ action: "limits.set", objectId: "organization/verify" });
    const nowhere = await send(homeCookie, "PUT", `${PATH}/organization/verify`, {
      ...{ perMinute: 1, burst: 1, organizationId: randomUUID() },
    });
    expect(nowhere).toMatchObject({ status: 404, json: { code: "NOT_FOUND" } });
  });

  it("refuse a burst that takes more than an hour to come back", async () => {
    const answer = await send(homeCookie, "PUT", `${PATH}/key/read`, { perMinute: 1, burst: 61 });
    expect(answer).toMatchObject({ status: 400, json: { errors: [{ pointer: "/burst" }] } });
  });
});
