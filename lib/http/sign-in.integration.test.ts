import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { betterAuthOver } from "@/lib/accounts/account-store";
import { readSessionToken } from "@/lib/accounts/session-cookie";
import type { Database } from "@/lib/store/database";
import { testDatabases } from "@/lib/store/testing/databases";
import { auditTrail } from "./testing/audit-trail";
import { openBrowser } from "./testing/browser";
import { insertTestAccount, TEST_PASSWORD } from "./testing/test-account";
import { type Answer, startTestApi, type TestApi } from "./testing/test-api";

const SIGN_IN = "/api/v1/session";

describe.each(testDatabases)("signing in on $name", ({ open }) => {
  let database: Database;
  let api: TestApi;
  /** Behind TLS, on the same database. */
  let behindTls: TestApi;
  /** Behind a proxy that says where requests come from. */
  let proxied: TestApi;

  beforeAll(async () => {
    database = await open();
    api = await startTestApi({ database });
    behindTls = await startTestApi({
      database,
      config: { publicUrl: "https://attestry.example" },
    });
    proxied = await startTestApi({ database, config: { trustedProxies: ["127.0.0.1/32"] } });
  });
  afterAll(async () => {
    await Promise.all([api.close(), behindTls.close(), proxied.close()]);
    await database.close();
  });

  /** As if so much time had passed since the last failure. */
  const passDelays = () => database.sql`update sign_in_failures set blocked_until = now()`;
  const forgetFailures = () => database.sql`delete from sign_in_failures`;
  const from = (address: string) => openBrowser(proxied, { "x-forwarded-for": address });

  it("sets a cookie that authentication and better-auth itself accept", async () => {
    const { email, personId } = await insertTestAccount(api, { roles: ["viewer"] });
    const browser = openBrowser(api);
    const answer = await browser.call("POST", SIGN_IN, { email, password: TEST_PASSWORD });
    expect(answer).toMatchObject({
      status: 201,
      json: { person: { id: personId, email }, roles: ["viewer"] },
    });
    const secret = api.runtime.secrets.sessions;
    const token = readSessionToken(browser.cookie, { name: "attestry-session", secret });
    expect(token).toMatch(/^[\w-]{32}$/);
    const theirs = await betterAuthOver(database.db, api.runtime).api.getSession({
      headers: new Headers({ cookie: browser.cookie }),
    });
    expect(theirs?.user.id).toBe(personId);
    expect((await browser.call("GET", SIGN_IN)).json).toEqual(answer.json);
  });

  it.each([
    { server: () => api, name: "attestry-session", secure: false },
    { server: () => behindTls, name: "__Host-attestry-session", secure: true },
  ])("hides the cookie $name from scripts and other sites", async ({ server, name, secure }) => {
    const { email } = await insertTestAccount(api, { roles: ["viewer"] });
    const browser = openBrowser(server());
    const answer = await browser.call("POST", SIGN_IN, { email, password: TEST_PASSWORD });
    const [cookie = ""] = answer.headers["set-cookie"] ?? [];
    const [pair = "", ...attributes] = cookie.split("; ");
    expect(pair.startsWith(`${name}=`)).toBe(true);
    expect(attributes.toSorted()).toEqual(
      [
        "HttpOnly",
        "Max-Age=604800",
        "Path=/",
        "SameSite=Lax",
        ...(secure ? ["Secure"] : []),
      ].toSorted(),
    );
    expect((await browser.call("GET", SIGN_IN)).status).toBe(200);
  });

  it("says the same to a wrong password, an unknown e-mail and an account without password", async () => {
    const { email } = await insertTestAccount(api);
    const answers: unknown[] = [];
    for (const wrong of [
      { email, password: "wrong password indeed" },
      { email: "nobody@example.org", password: TEST_PASSWORD },
    ]) {
      const answer = await openBrowser(api).call("POST", SIGN_IN, wrong);
      expect(answer.headers["set-cookie"]).toBeUndefined();
      answers.push(without(answer, "instance"));
      await forgetFailures();
    }
    expect(answers[0]).toMatchObject({ status: 401, code: "SIGN_IN_FAILED" });
    expect(answers[1]).toEqual(answers[0]);
  });

  it("never keeps a token that the browser brought", async () => {
    const attacker = await insertTestAccount(api, { roles: ["viewer"] });
    const victim = await insertTestAccount(api, { roles: ["viewer"] });
    for (const planted of [attacker.cookie, "attestry-session=planted.token"]) {
      const browser = openBrowser(api);
      browser.setCookie(planted);
      await browser.call("POST", SIGN_IN, { email: victim.email, password: TEST_PASSWORD });
      expect(browser.cookie).not.toBe(planted);
      const old = openBrowser(api);
      old.setCookie(planted);
      expect((await old.call("GET", SIGN_IN)).status).toBe(401);
    }
  });

  it("takes no cookie of another installation, ended or expired session", async () => {
    const { email, sessionId } = await insertTestAccount(api, { roles: ["viewer"] });
    const browser = openBrowser(api);
    await browser.call("POST", SIGN_IN, { email, password: TEST_PASSWORD });
    const foreign = openBrowser(api);
    foreign.setCookie(browser.cookie.replace(/.{6}$/, "AAAA%3D"));
    expect((await foreign.call("GET", SIGN_IN)).status).toBe(401);

    const { json } = await browser.call("GET", "/api/v1/sessions");
    expect(json).toMatchObject({ items: [{ isCurrent: true }, { id: sessionId }] });
    await database.sql`update sessions set expires_at = now() where person_id =
      (select id from people where email = ${email})`;
    expect((await browser.call("GET", SIGN_IN)).status).toBe(401);
  });

  it("signs out on the server, not only in the browser", async () => {
    const { cookie } = await insertTestAccount(api, { roles: ["viewer"] });
    const browser = openBrowser(api);
    browser.setCookie(cookie);
    expect(await browser.call("DELETE", SIGN_IN)).toMatchObject({ status: 200 });
    expect(browser.cookie).toBe("");
    browser.setCookie(cookie);
    expect((await browser.call("GET", SIGN_IN)).status).toBe(401);
  });

  it("asks for a longer wait after each failure, and forgets them with a success", async () => {
    const { email } = await insertTestAccount(api, { roles: ["viewer"] });
    await forgetFailures();
    const browser = openBrowser(api);
    const attempt = (password: string) => browser.call("POST", SIGN_IN, { email, password });
    for (const seconds of [1, 2, 4, 8]) {
      expect((await attempt("wrong password indeed")).status).toBe(401);
      // The right password helps nobody before the wait is over.
      const early = await attempt(TEST_PASSWORD);
      expect(early).toMatchObject({ status: 429, json: { code: "SIGN_IN_DELAYED" } });
      expect(Number(early.headers["retry-after"])).toBeGreaterThan(seconds - 2);
      expect(Number(early.headers["retry-after"])).toBeLessThanOrEqual(seconds);
      await passDelays();
    }
    expect((await attempt(TEST_PASSWORD)).status).toBe(201);
    expect((await attempt("wrong password indeed")).status).toBe(401);
    const after = await attempt(TEST_PASSWORD);
    expect(Number(after.headers["retry-after"])).toBe(1);
    await forgetFailures();
  });

  it("lets one of many guesses at one time through", async () => {
    const { email } = await insertTestAccount(api);
    await forgetFailures();
    const guesses = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        openBrowser(api).call("POST", SIGN_IN, { email, password: `guess number ${index}` }),
      ),
    );
    expect(guesses.filter(({ status }) => status === 401)).toHaveLength(1);
    expect(guesses.filter(({ status }) => status === 429)).toHaveLength(11);
    await forgetFailures();
  });

  it("never waits longer than a quarter of an hour", async () => {
    const { email } = await insertTestAccount(api);
    await forgetFailures();
    const attempt = () =>
      openBrowser(api).call("POST", SIGN_IN, { email, password: "wrong password indeed" });
    await attempt();
    await database.sql`update sign_in_failures set failures = 1000, blocked_until = now()`;
    await attempt();
    const delayed = await attempt();
    expect(Number(delayed.headers["retry-after"])).toBeLessThanOrEqual(900);
    expect(Number(delayed.headers["retry-after"])).toBeGreaterThan(890);
    await forgetFailures();
  });

  it("keeps nobody out for what others do elsewhere", async () => {
    const { email } = await insertTestAccount(api, { roles: ["viewer"] });
    const known = "192.0.2.1";
    await from(known).call("POST", SIGN_IN, { email, password: TEST_PASSWORD });
    await forgetFailures();
    const guess = { email, password: "wrong password indeed" };
    for (let network = 1; network <= 9; network += 1) {
      await from(`198.51.100.${network}`).call("POST", SIGN_IN, guess);
      await database.sql`update sign_in_failures set blocked_until = now() where failures < 9`;
    }
    // Guessing from many addresses is slowed down, by half a minute at most …
    const another = await from("198.51.100.77").call("POST", SIGN_IN, guess);
    expect(another.status).toBe(429);
    expect(Number(another.headers["retry-after"])).toBeLessThanOrEqual(30);
    // … and the owner signs in from where they always do.
    const owner = await from(known).call("POST", SIGN_IN, { email, password: TEST_PASSWORD });
    expect(owner.status).toBe(201);
    await forgetFailures();
  });

  it("counts no success against the address that many people share", async () => {
    const { email } = await insertTestAccount(api, { roles: ["viewer"] });
    await forgetFailures();
    for (let signIn = 0; signIn < 25; signIn += 1) {
      const answer = await openBrowser(api).call("POST", SIGN_IN, {
        email,
        password: TEST_PASSWORD,
      });
      expect(answer.status).toBe(201);
    }
    // What others failed at from there is still counted.
    await openBrowser(api).call("POST", SIGN_IN, {
      email: "nobody@attestry.test",
      password: "wrong password indeed",
    });
    await openBrowser(api).call("POST", SIGN_IN, { email, password: TEST_PASSWORD });
    const failures = await database.sql`select failures from sign_in_failures order by failures`;
    expect(failures).toMatchObject([{ failures: 1 }, { failures: 1 }, { failures: 1 }]);
  });

  it("leaves a row for each attempt, without what was typed", async () => {
    const { email, personId } = await insertTestAccount(api, { roles: ["viewer"] });
    const typed = { email: "typed-password-here@example.org", password: "secret wrong password" };
    await openBrowser(api).call("POST", SIGN_IN, { ...typed, email });
    await forgetFailures();
    await openBrowser(api).call("POST", SIGN_IN, typed);
    await forgetFailures();
    await openBrowser(api).call("POST", SIGN_IN, { email, password: TEST_PASSWORD });
    const rows = (await auditTrail(database)).slice(-3);
    const own = { kind: "person", id: personId };
    expect(rows).toMatchObject([
      { action: "session.create", outcome: "failure", reasonCode: "SIGN_IN_FAILED", object: own },
      { action: "session.create", outcome: "failure", object: null },
      { action: "session.create", outcome: "success", actor: own },
    ]);
    for (const text of [JSON.stringify(await auditTrail(database)), api.logged.join("")]) {
      expect(text).not.toContain("typed-password-here");
      expect(text).not.toContain("secret wrong password");
      expect(text).not.toContain(TEST_PASSWORD);
    }
  });
});

function without({ status, json }: Answer, member: string): Record<string, unknown> {
  const { [member]: _left, ...rest } = Object.fromEntries(Object.entries(json ?? {}));
  return { status, ...rest };
}
