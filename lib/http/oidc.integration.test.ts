import { symmetricEncrypt } from "better-auth/crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { oidcStartedSchema } from "@/lib/contract/account";
import { invitationCreatedSchema } from "@/lib/contract/members";
import { organizationSchema, sessionSchema } from "@/lib/contract/sessions";
import type { Database } from "@/lib/store/database";
import { testDatabases } from "@/lib/store/testing/databases";
import { insertTestPerson } from "@/lib/store/testing/test-person";
import { auditTrail } from "./testing/audit-trail";
import { openBrowser, type TestBrowser } from "./testing/browser";
import { insertTestAccount } from "./testing/test-account";
import { startTestApi, type TestApi } from "./testing/test-api";
import { startTestProvider, type TestProvider } from "./testing/test-provider";

/** Nothing listens there: the tests carry the provider's answer to the API themselves. */
const PUBLIC_URL = "http://127.0.0.1:1";
const START = "/api/v1/sign-in-providers/oidc/start";
const CALLBACK = "/api/v1/sign-in-providers/oidc/callback";
const SESSION = "/api/v1/session";

describe.each(testDatabases)("signing in at a provider, on $name", ({ open }) => {
  let database: Database;
  let provider: TestProvider;
  let api: TestApi;
  let browser: TestBrowser;
  let count = 0;

  beforeAll(async () => {
    database = await open();
    provider = await startTestProvider(`${PUBLIC_URL}${CALLBACK}`);
    const config = { publicUrl: PUBLIC_URL, oidcProviders: [provider.config] };
    api = await startTestApi({ database, config });
  });
  afterAll(async () => {
    await api.close();
    await provider.close();
    await database.close();
  });
  beforeEach(() => {
    browser = openBrowser(api);
    count += 1;
    provider.tamper = null;
    provider.signedInAt = null;
    provider.subject = { sub: `subject-${count}`, email: "unset@example.org", emailVerified: true };
  });

  const begin = async (own: TestBrowser, body: object = {}) => {
    const started = await own.call("POST", START, body);
    expect(started.status).toBe(200);
    return provider.visit(oidcStartedSchema.parse(started.json).url);
  };
  const comeBack = (own: TestBrowser, { search }: URL) => own.call("GET", `${CALLBACK}${search}`);
  const signIn = async (own: TestBrowser, body: object = {}) =>
    comeBack(own, await begin(own, body));
  const failed = (code: string) => ({
    status: 303,
    headers: { location: `/sign-in?error=${code}` },
  });
  const expectNobody = async (own: TestBrowser) =>
    expect((await own.call("GET", SESSION)).status).toBe(401);

  it("signs a member in by the e-mail that it vouches for, and from then on by its subject", async () => {
    const { email, personId } = await insertTestAccount(api, { roles: ["viewer"] });
    provider.subject = { ...provider.subject, email: email.toUpperCase() };
    const first = await signIn(browser, { returnTo: "/attestations?verdict=warning" });
    expect(first).toMatchObject({
      status: 303,
      headers: { location: "/attestations?verdict=warning" },
    });
    expect((await browser.call("GET", SESSION)).json).toMatchObject({
      person: { id: personId },
      linkedProviders: ["oidc"],
    });
    expect((await auditTrail(database)).at(-1)).toMatchObject({
      action: "oidc.callback",
      outcome: "success",
      actor: { kind: "person", id: personId },
      details: { proof: "oidc", linked: true },
    });

    provider.subject = { ...provider.subject, email: "moved@example.org", emailVerified: false };
    const again = openBrowser(api);
    expect(await signIn(again)).toMatchObject({ status: 303, headers: { location: "/" } });
    expect((await again.call("GET", SESSION)).json).toMatchObject({ person: { id: personId } });
  });

  it("makes nobody a member by signing in alone", async () => {
    const nobody = await insertTestAccount(api);
    for (const email of ["stranger@example.org", nobody.email]) {
      provider.subject = { ...provider.subject, email };
      expect(await signIn(browser)).toMatchObject(failed("PROVIDER_ACCOUNT_UNKNOWN"));
      await expectNobody(browser);
    }
    const made = await database.sql`select 1 from people where email = 'stranger@example.org'`;
    expect(made).toHaveLength(0);
  });

  it("makes a member of whoever is invited, with the invitation and the very e-mail", async () => {
    const admin = await insertTestAccount(api, { roles: ["administrator"] });
    const inviting = openBrowser(api);
    inviting.setCookie(admin.cookie);
    const email = `invited-${count}@example.org`;
    const invited = await inviting.call("POST", "/api/v1/invitations", {
      email,
      roles: ["viewer"],
    });
    const { link } = invitationCreatedSchema.parse(invited.json);
    const invitationToken = link.replace("/invitation#token=", "");

    provider.subject = { ...provider.subject, email: "another@example.org" };
    expect(await signIn(browser, { invitationToken })).toMatchObject(
      failed("INVITATION_NOT_YOURS"),
    );
    provider.subject = { ...provider.subject, email, name: "é".repeat(800) };
    expect((await signIn(browser, { invitationToken })).headers.location).toBe("/");
    expect((await browser.call("GET", SESSION)).json).toMatchObject({
      // No longer than a name that is typed.
      person: { email, name: "é".repeat(100) },
      roles: ["viewer"],
      hasPassword: false,
    });
    const late = openBrowser(api);
    provider.subject = { ...provider.subject, sub: `late-${count}` };
    expect(await signIn(late, { invitationToken })).toMatchObject(failed("LINK_INVALID"));
  });

  it("makes a member of an invited person whose account is linked, and of nobody else's", async () => {
    const { email, personId } = await insertTestAccount(api, { roles: ["viewer"] });
    provider.subject = { ...provider.subject, email };
    expect((await signIn(browser)).headers.location).toBe("/");

    const admin = await insertTestAccount(api, { roles: ["administrator"] });
    const inviting = openBrowser(api);
    inviting.setCookie(admin.cookie);
    const made = await inviting.call("POST", "/api/v1/organizations", { name: `Second ${count}` });
    const second = organizationSchema.parse(made.json);
    await inviting.call("POST", "/api/v1/session/switch", { organizationId: second.id });
    const tokenFor = async (invitedEmail: string) => {
      const body = { email: invitedEmail, roles: ["auditor"] };
      const invited = await inviting.call("POST", "/api/v1/invitations", body);
      return invitationCreatedSchema.parse(invited.json).link.replace("/invitation#token=", "");
    };

    const again = openBrowser(api);
    const foreign = await tokenFor(`foreign-${count}@example.org`);
    expect(await signIn(again, { invitationToken: foreign })).toMatchObject(
      failed("INVITATION_NOT_YOURS"),
    );
    const own = await tokenFor(email);
    expect((await signIn(again, { invitationToken: own })).headers.location).toBe("/");
    expect((await again.call("GET", SESSION)).json).toMatchObject({
      person: { id: personId },
      organization: { id: second.id },
      roles: ["auditor"],
    });
  });

  it("links no account by an e-mail that the provider does not vouch for", async () => {
    const { email } = await insertTestAccount(api, { roles: ["viewer"] });
    provider.subject = { ...provider.subject, email, emailVerified: false };
    expect(await signIn(browser)).toMatchObject(failed("PROVIDER_EMAIL_UNVERIFIED"));
    await expectNobody(browser);
  });

  it("gets past no second factor by an e-mail", async () => {
    const { email, personId } = await insertTestAccount(api, { roles: ["viewer"] });
    await database.sql`insert into second_factors (person_id, secret, confirmed_at, recovery_codes)
      values (${personId}, 'never read', now(), '{}')`;
    provider.subject = { ...provider.subject, email };
    expect(await signIn(browser)).toMatchObject(failed("PROVIDER_ACCOUNT_UNKNOWN"));
    await expectNobody(browser);
  });

  it("links the account of somebody who is signed in, whatever its e-mail, after a fresh proof", async () => {
    const { cookie, personId } = await insertTestAccount(api, { roles: ["viewer"] });
    browser.setCookie(cookie);
    await database.sql`update sessions set authenticated_at = now() - interval '16 minutes'
      where person_id = ${personId}`;
    const tooLate = await browser.call("POST", START, {});
    expect(tooLate).toMatchObject({ status: 403, json: { code: "STEP_UP_REQUIRED" } });
    await database.sql`update sessions set authenticated_at = now() where person_id = ${personId}`;
    const back = await begin(browser);
    await database.sql`update sessions set authenticated_at = now() - interval '16 minutes'
      where person_id = ${personId}`;
    expect(await comeBack(browser, back)).toMatchObject(failed("STEP_UP_REQUIRED"));
    await database.sql`update sessions set authenticated_at = now() where person_id = ${personId}`;
    expect((await signIn(browser)).headers.location).toBe("/");
    expect((await browser.call("GET", SESSION)).json).toMatchObject({
      person: { id: personId },
      linkedProviders: ["oidc"],
    });
    // Its subject is taken: nobody else links it.
    const other = await insertTestAccount(api, { roles: ["viewer"] });
    const second = openBrowser(api);
    second.setCookie(other.cookie);
    expect(await signIn(second)).toMatchObject(failed("PROVIDER_ACCOUNT_TAKEN"));
  });

  describe("a fresh proof", () => {
    const HOUR_MS = 3_600_000;
    const hourAgo = () => new Date(Date.now() - HOUR_MS);
    const authenticatedAgoMs = async (own: TestBrowser) => {
      const { authenticatedAt } = sessionSchema.parse((await own.call("GET", SESSION)).json);
      return Date.now() - new Date(authenticatedAt).getTime();
    };
    /** Somebody who signs in here alone, and whose proof is an hour old. */
    const signedInAnHourAgo = async () => {
      const person = await insertTestPerson(database, {
        secrets: api.runtime.secrets,
        roles: ["viewer"],
      });
      provider.subject = { ...provider.subject, email: person.email };
      provider.signedInAt = hourAgo();
      expect((await signIn(browser)).headers.location).toBe("/");
      provider.signedInAt = null;
      return person;
    };
    const PASSWORD = { password: "seven otters paint a lighthouse" };
    const setPassword = () => browser.call("PUT", "/api/v1/account/password", PASSWORD);

    it("is as old as the proof at the provider, not as the session here", async () => {
      await signedInAnHourAgo();
      expect(await authenticatedAgoMs(browser)).toBeGreaterThan(HOUR_MS - 1_000);
      expect(await setPassword()).toMatchObject({
        status: 403,
        json: { code: "STEP_UP_REQUIRED" },
      });
    });

    it("is given by signing in there again, and lets an account without a password set one", async () => {
      const { email } = await signedInAnHourAgo();
      expect((await signIn(browser, { returnTo: "/account" })).headers.location).toBe("/account");
      expect(await authenticatedAgoMs(browser)).toBeLessThan(60_000);
      const other = openBrowser(api);
      await signIn(other);
      expect(await setPassword()).toMatchObject({ status: 200, json: { hasPassword: true } });
      expect((await browser.call("GET", SESSION)).status).toBe(200);
      await expectNobody(other);
      const again = await setPassword();
      expect(again).toMatchObject({ status: 409, json: { code: "CONFLICT" } });
      const byPassword = await openBrowser(api).call("POST", SESSION, { email, ...PASSWORD });
      expect(byPassword.status).toBe(201);
    });

    it("asks the provider for the password, and takes no older proof", async () => {
      await signedInAnHourAgo();
      const started = await browser.call("POST", START, {});
      const { url } = oidcStartedSchema.parse(started.json);
      expect(Object.fromEntries(new URL(url).searchParams)).toMatchObject({
        prompt: "login",
        max_age: "0",
      });
      provider.signedInAt = hourAgo();
      const stale = await comeBack(browser, await provider.visit(url));
      expect(stale).toMatchObject(failed("PROVIDER_PROOF_STALE"));
      expect(await authenticatedAgoMs(browser)).toBeGreaterThan(HOUR_MS - 1_000);
    });

    it("takes no token that does not say when, as when somebody takes that out of the address", async () => {
      await signedInAnHourAgo();
      const started = await browser.call("POST", START, {});
      const url = new URL(oidcStartedSchema.parse(started.json).url);
      url.searchParams.delete("max_age");
      url.searchParams.delete("prompt");
      const silent = await comeBack(browser, await provider.visit(url.href));
      expect(silent).toMatchObject(failed("PROVIDER_PROOF_STALE"));
      expect((await setPassword()).status).toBe(403);

      const fresh = openBrowser(api);
      const begun = await fresh.call("POST", START, {});
      const plain = new URL(oidcStartedSchema.parse(begun.json).url);
      expect(Number(plain.searchParams.get("max_age"))).toBeGreaterThan(0);
      plain.searchParams.delete("max_age");
      expect((await comeBack(fresh, await provider.visit(plain.href))).headers.location).toBe("/");
      expect(await fresh.call("PUT", "/api/v1/account/password", PASSWORD)).toMatchObject({
        json: { code: "STEP_UP_REQUIRED" },
      });
    });

    it("is not given by linking an account of the provider", async () => {
      const { cookie, personId } = await insertTestAccount(api, { roles: ["viewer"] });
      browser.setCookie(cookie);
      await database.sql`update sessions set authenticated_at = now() - interval '10 minutes'
        where person_id = ${personId}`;
      expect((await signIn(browser)).headers.location).toBe("/");
      expect(await authenticatedAgoMs(browser)).toBeGreaterThan(9 * 60_000);
    });
  });

  it("finishes only what this browser has begun, once", async () => {
    const { email } = await insertTestAccount(api, { roles: ["viewer"] });
    provider.subject = { ...provider.subject, email };
    const back = await begin(browser);

    const stranger = openBrowser(api);
    expect(await comeBack(stranger, back)).toMatchObject(failed("PROVIDER_SIGN_IN_FAILED"));
    const wrong = new URL(back);
    wrong.searchParams.set("state", "another state");
    expect(await comeBack(browser, wrong)).toMatchObject(failed("PROVIDER_SIGN_IN_FAILED"));
    const foreign = new URL(back);
    foreign.searchParams.set("state", (await begin(stranger)).searchParams.get("state") ?? "");
    expect(await comeBack(browser, foreign)).toMatchObject(failed("PROVIDER_SIGN_IN_FAILED"));

    expect((await comeBack(browser, back)).headers.location).toBe("/");
    expect(await comeBack(browser, back)).toMatchObject(failed("PROVIDER_SIGN_IN_FAILED"));
  });

  it("takes none that another version began and kept otherwise", async () => {
    const { email } = await insertTestAccount(api, { roles: ["viewer"] });
    provider.subject = { ...provider.subject, email };
    const back = await begin(browser);
    const data = JSON.stringify({ provider: "oidc", nonce: "of another version" });
    const value = await symmetricEncrypt({ key: api.runtime.secrets.sessions, data });
    await database.sql`update sign_in_challenges set value = ${value}`;
    expect(await comeBack(browser, back)).toMatchObject(failed("PROVIDER_SIGN_IN_FAILED"));
  });

  it("takes no code that was made for another sign-in, or has been used", async () => {
    const { email } = await insertTestAccount(api, { roles: ["viewer"] });
    provider.subject = { ...provider.subject, email };
    const victim = openBrowser(api);
    const stolen = (await begin(victim)).searchParams.get("code") ?? "";
    const own = await begin(browser);
    own.searchParams.set("code", stolen);
    expect(await comeBack(browser, own)).toMatchObject(failed("PROVIDER_SIGN_IN_FAILED"));
    await expectNobody(browser);
  });

  it("takes no answer in the name of another provider", async () => {
    const back = await begin(browser);
    back.searchParams.set("iss", "https://evil.example");
    expect(await comeBack(browser, back)).toMatchObject(failed("PROVIDER_SIGN_IN_FAILED"));
  });

  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claimsOf = (token: string) => {
    const value: unknown = JSON.parse(
      Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"),
    );
    return Object.fromEntries(Object.entries(value ?? {}));
  };
  it.each<[string, (token: string) => string]>([
    [
      "another subject",
      (token) => {
        const [head, , signature] = token.split(".");
        return [head, encode({ ...claimsOf(token), sub: "admin" }), signature].join(".");
      },
    ],
    ["no signature", (token) => `${encode({ alg: "none" })}.${token.split(".")[1] ?? ""}.`],
    ["a broken signature", (token) => `${token.slice(0, -6)}AAAAAA`],
    ["something else", () => "not a token"],
  ])("refuses a token with %s", async (_what, tamper) => {
    const { email } = await insertTestAccount(api, { roles: ["viewer"] });
    provider.subject = { ...provider.subject, email };
    provider.tamper = tamper;
    expect(await signIn(browser)).toMatchObject(failed("PROVIDER_SIGN_IN_FAILED"));
    await expectNobody(browser);
  });

  it.each([
    "//evil.example",
    "/\\evil.example",
    "data:text/html,x",
    "https://evil.example",
    "/%2e//evil.example",
  ])("sends nobody to %s", async (returnTo) => {
    const { email } = await insertTestAccount(api, { roles: ["viewer"] });
    provider.subject = { ...provider.subject, email };
    expect((await signIn(browser, { returnTo })).headers.location).toBe("/");
  });

  it("says that a provider is down, or is none of ours", async () => {
    const config = { ...provider.config, issuer: "http://127.0.0.1:9" };
    const alone = await startTestApi({
      database,
      config: { publicUrl: PUBLIC_URL, oidcProviders: [config] },
    });
    const down = await openBrowser(alone).call("POST", START, {});
    expect(down).toMatchObject({ status: 502, json: { code: "PROVIDER_UNAVAILABLE" } });
    await alone.close();
    const unknown = await browser.call("POST", "/api/v1/sign-in-providers/google/start", {});
    expect(unknown).toMatchObject({ status: 404, json: { code: "NOT_FOUND" } });
    expect((await browser.call("GET", "/api/v1/sign-in-providers")).json).toEqual({
      items: [{ id: "oidc", name: "Test provider" }],
    });
  });
});
