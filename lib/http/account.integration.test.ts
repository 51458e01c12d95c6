import type { TOTP } from "otpauth";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { recoveryCodesSchema } from "@/lib/contract/account";
import { sessionListSchema } from "@/lib/contract/sessions";
import type { Database } from "@/lib/store/database";
import { homeOrganizationId, inOrganization } from "@/lib/store/organization-db";
import { renameOrganization } from "@/lib/store/organizations";
import { testDatabases } from "@/lib/store/testing/databases";
import type { TestPerson } from "@/lib/store/testing/test-person";
import { auditTrail } from "./testing/audit-trail";
import { openBrowser, type TestBrowser } from "./testing/browser";
import { switchFactorOn } from "./testing/second-factor";
import { insertTestAccount, TEST_PASSWORD } from "./testing/test-account";
import { startTestApi, type TestApi } from "./testing/test-api";

const SESSION = "/api/v1/session";
const NEW_PASSWORD = "seven otters paint a lighthouse";

describe.each(testDatabases)("an account on $name", ({ open }) => {
  let database: Database;
  let api: TestApi;
  let person: TestPerson;
  let browser: TestBrowser;

  beforeAll(async () => {
    database = await open();
    api = await startTestApi({ database });
  });
  afterAll(async () => {
    await api.close();
    await database.close();
  });
  beforeEach(async () => {
    await database.sql`delete from sign_in_failures`;
    person = await insertTestAccount(api, { roles: ["viewer"] });
    browser = openBrowser(api);
    browser.setCookie(person.cookie);
  });

  const signIn = async (more: object = {}, password = TEST_PASSWORD) => {
    const own = openBrowser(api);
    const answer = await own.call("POST", SESSION, { email: person.email, password, ...more });
    return { own, answer };
  };
  const withCookie = (cookie: string) => {
    const other = openBrowser(api);
    other.setCookie(cookie);
    return other.call("GET", SESSION);
  };
  const passDelays = () => database.sql`update sign_in_failures set blocked_until = now()`;
  const makeOld = () =>
    database.sql`update sessions set authenticated_at = now() - interval '16 minutes'`;

  /** The next code that has not been used, without waiting for it. */
  const nextCode = (app: TOTP) => app.generate({ timestamp: Date.now() + 30_000 });

  it("confirms who somebody is, under a new token", async () => {
    await makeOld();
    const before = browser.cookie;
    const denied = await browser.call("POST", "/api/v1/account/totp");
    expect(denied).toMatchObject({ status: 403, json: { code: "STEP_UP_REQUIRED" } });
    const wrong = await browser.call("POST", `${SESSION}/confirm`, { password: "not my password" });
    expect(wrong).toMatchObject({ status: 401, json: { code: "SIGN_IN_FAILED" } });
    await passDelays();
    const right = await browser.call("POST", `${SESSION}/confirm`, { password: TEST_PASSWORD });
    expect(right.status).toBe(200);
    expect(browser.cookie).not.toBe(before);
    expect((await withCookie(before)).status).toBe(401);
    expect((await browser.call("POST", "/api/v1/account/totp")).status).toBe(201);
  });

  it("counts wrong confirmations like wrong sign-ins", async () => {
    await browser.call("POST", `${SESSION}/confirm`, { password: "not my password" });
    const early = await browser.call("POST", `${SESSION}/confirm`, { password: TEST_PASSWORD });
    expect(early).toMatchObject({ status: 429, json: { code: "SIGN_IN_DELAYED" } });
  });

  it("changes its password with the present one, and ends all other sessions", async () => {
    const { own: other } = await signIn();
    const before = browser.cookie;
    const change = (currentPassword: string, newPassword: string) =>
      browser.call("POST", "/api/v1/account/password", { currentPassword, newPassword });

    expect((await change("not my password", NEW_PASSWORD)).status).toBe(401);
    await passDelays();
    const home = await homeOrganizationId(database);
    await inOrganization(database, home, (own) => renameOrganization(own, "Tin Foil Ltd"));
    for (const easy of ["password1234", "purple tinfoil ltd umbrella"]) {
      expect(await change(TEST_PASSWORD, easy)).toMatchObject({
        status: 422,
        json: { code: "PASSWORD_REJECTED", errors: [{ pointer: "/newPassword" }] },
      });
    }
    expect((await change(TEST_PASSWORD, NEW_PASSWORD)).status).toBe(200);
    expect((await browser.call("GET", SESSION)).status).toBe(200);
    expect((await other.call("GET", SESSION)).status).toBe(401);
    expect((await withCookie(before)).status).toBe(401);
    expect((await signIn({}, NEW_PASSWORD)).answer.status).toBe(201);
    await passDelays();
    expect((await signIn()).answer.status).toBe(401);
  });

  it("asks for a code once an authenticator is confirmed, and ends all other sessions", async () => {
    const { own: other } = await signIn();
    await browser.call("POST", "/api/v1/account/totp");
    // Nothing asks for a code before one has been shown.
    expect((await signIn()).answer.status).toBe(201);
    const wrong = await browser.call("POST", "/api/v1/account/totp/confirm", { code: "000000" });
    expect(wrong.status).toBe(401);
    await passDelays();

    const before = browser.cookie;
    const { app, recoveryCodes } = await switchFactorOn(browser);
    expect(new Set(recoveryCodes).size).toBe(10);
    expect((await other.call("GET", SESSION)).status).toBe(401);
    expect((await withCookie(before)).status).toBe(401);
    expect((await browser.call("GET", SESSION)).json).toMatchObject({
      secondFactor: { isOn: true, recoveryCodesLeft: 10 },
    });

    const missing = await signIn();
    expect(missing.answer).toMatchObject({ status: 401, json: { code: "SECOND_FACTOR_REQUIRED" } });
    expect(missing.own.cookie).toBe("");
    expect((await signIn({ code: "000000" })).answer).toMatchObject({
      status: 401,
      json: { code: "SIGN_IN_FAILED" },
    });
    await passDelays();
    expect((await signIn({ code: nextCode(app) })).answer.status).toBe(201);
  });

  it("takes each code once, also of two who send it at one time", async () => {
    const { app, code } = await switchFactorOn(browser);
    expect((await signIn({ code })).answer.status).toBe(401);
    await database.sql`delete from sign_in_failures`;
    const next = nextCode(app);
    expect((await signIn({ code: next })).answer.status).toBe(201);
    expect((await signIn({ code: next })).answer.status).toBe(401);
    await database.sql`delete from sign_in_failures`;
    // An earlier code than the last accepted one is a replay, too.
    expect((await signIn({ code })).answer.status).toBe(401);
  });

  it("takes each recovery code once, as people type it", async () => {
    const { recoveryCodes } = await switchFactorOn(browser);
    const [first = "", second = ""] = recoveryCodes;
    expect((await signIn({ recoveryCode: first.toUpperCase() })).answer).toMatchObject({
      status: 201,
      json: { secondFactor: { recoveryCodesLeft: 9 } },
    });
    expect((await signIn({ recoveryCode: first })).answer.status).toBe(401);
    await passDelays();

    const renewed = await browser.call("POST", "/api/v1/account/recovery-codes");
    const [fresh = ""] = recoveryCodesSchema.parse(renewed.json).recoveryCodes;
    expect((await signIn({ recoveryCode: second })).answer.status).toBe(401);
    await passDelays();
    expect((await signIn({ recoveryCode: fresh })).answer.status).toBe(201);
  });

  it("keeps secrets in the database only where they can't be read", async () => {
    const { app, recoveryCodes } = await switchFactorOn(browser);
    const kept = JSON.stringify(await database.sql`select * from second_factors`);
    expect(kept).not.toContain(app.secret.hex.toLowerCase());
    expect(kept).not.toContain(app.secret.base32);
    for (const code of recoveryCodes) {
      expect(kept).not.toContain(code);
      expect(kept).not.toContain(code.replace("-", ""));
    }
    const told = JSON.stringify(await auditTrail(database));
    for (const secret of [app.secret.base32, ...recoveryCodes]) expect(told).not.toContain(secret);
  });

  it("switches the second factor off, and ends all other sessions", async () => {
    const { app } = await switchFactorOn(browser);
    const { own: other } = await signIn({ code: nextCode(app) });
    expect((await browser.call("DELETE", "/api/v1/account/totp")).status).toBe(200);
    expect((await other.call("GET", SESSION)).status).toBe(401);
    expect((await signIn()).answer.status).toBe(201);
    const again = await browser.call("DELETE", "/api/v1/account/totp");
    expect(again).toMatchObject({ status: 409, json: { code: "CONFLICT" } });
  });

  it("lists its sessions and ends those that its owner names, and no other", async () => {
    const { own: other } = await signIn();
    const stranger = await insertTestAccount(api, { roles: ["administrator"] });
    const list = sessionListSchema.parse((await browser.call("GET", "/api/v1/sessions")).json);
    expect(list.items).toHaveLength(2);
    const otherId = list.items.find(({ isCurrent }) => !isCurrent)?.id ?? "";
    expect(list.items.find(({ id }) => id === otherId)).toMatchObject({ address: "127.0.0.1" });

    const foreign = await browser.call("DELETE", `/api/v1/sessions/${stranger.sessionId}`);
    expect(foreign).toMatchObject({ status: 404, json: { code: "NOT_FOUND" } });
    expect((await withCookie(stranger.cookie)).status).toBe(200);
    expect((await browser.call("DELETE", `/api/v1/sessions/${otherId}`)).status).toBe(200);
    expect((await other.call("GET", SESSION)).status).toBe(401);

    const { own: third } = await signIn();
    const ended = await browser.call("POST", "/api/v1/sessions/revoke-others");
    expect(ended.json).toEqual({ ended: 1 });
    expect((await third.call("GET", SESSION)).status).toBe(401);
    expect((await browser.call("GET", SESSION)).status).toBe(200);
  });

  it("lives on while it is used, and not beyond a week", async () => {
    await database.sql`update sessions set seen_at = now() - interval '2 minutes',
      created_at = now() - interval '6 days 23 hours', expires_at = now() + interval '5 minutes'
      where id = ${person.sessionId}`;
    await browser.call("GET", SESSION);
    const [row] = await database.sql<{ minutes: number; seen: boolean }[]>`
      select extract(epoch from expires_at - now())::int / 60 as minutes,
        seen_at > now() - interval '1 minute' as seen
      from sessions where id = ${person.sessionId}`;
    expect(row?.seen).toBe(true);
    expect(row?.minutes).toBeGreaterThan(50);
    expect(row?.minutes).toBeLessThanOrEqual(60);
  });

  it("changes its name, which the next answer says", async () => {
    const changed = await browser.call("PATCH", "/api/v1/account", { name: "  Grace Hopper " });
    expect(changed.json).toMatchObject({ person: { name: "Grace Hopper" } });
    expect((await browser.call("GET", SESSION)).json).toEqual(changed.json);
  });
});
