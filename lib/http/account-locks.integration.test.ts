import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { invitationCreatedSchema } from "@/lib/contract/members";
import { passwordLinkSchema } from "@/lib/contract/password-links";
import { type Database, openDatabase } from "@/lib/store/database";
import { testDatabases, type TestPlace } from "@/lib/store/testing/databases";
import { heldBack } from "@/lib/store/testing/held-back";
import { insertTestOrganization } from "@/lib/store/testing/test-organization";
import { openBrowser, type TestBrowser } from "./testing/browser";
import { switchFactorOn } from "./testing/second-factor";
import { insertTestAccount, TEST_PASSWORD } from "./testing/test-account";
import { startTestApi, type TestApi } from "./testing/test-api";

const NEW_PASSWORD = "seven otters paint a lighthouse";
const OTHER_PASSWORD = "nine herons balance quietly upstairs";

// The embedded database lets one transaction at a time in, so nothing waits for anything there.
const servers = testDatabases.filter(({ kind }) => kind === "server");

describe.each(servers)("changes of one account at one time, on $name", ({ create }) => {
  let place: TestPlace;
  let database: Database;
  let api: TestApi;
  let member: { readonly personId: string; readonly email: string; readonly browser: TestBrowser };
  let token: string;

  beforeAll(async () => {
    place = await create();
    database = await openDatabase(place.options);
    api = await startTestApi({ database, config: { trustedProxies: ["127.0.0.1"] } });
  });
  afterAll(async () => {
    await api.close();
    await database.close();
    await place.remove();
  });
  beforeEach(async () => {
    member = await signedIn({ roles: ["operator"] });
    token = await newToken();
  });

  const signedIn = async (account: Parameters<typeof insertTestAccount>[1]) => {
    const { personId, email, cookie } = await insertTestAccount(api, account);
    const browser = openBrowser(api, { "x-forwarded-for": "192.0.2.1" });
    browser.setCookie(cookie);
    return { personId, email, browser };
  };
  const newToken = async () => {
    const { browser } = await signedIn({ roles: ["administrator"] });
    const made = await browser.call("POST", `/api/v1/members/${member.personId}/password-link`);
    return passwordLinkSchema.parse(made.json).link.replace(/^.*#token=/, "");
  };
  // From elsewhere: what is counted for one address would keep the two apart.
  const redeem = (more: object = {}, address = "198.51.100.1") =>
    openBrowser(api, { "x-forwarded-for": address }).call("POST", "/api/v1/password-links/redeem", {
      token,
      password: NEW_PASSWORD,
      ...more,
    });
  const change = () =>
    member.browser.call("POST", "/api/v1/account/password", {
      currentPassword: TEST_PASSWORD,
      newPassword: OTHER_PASSWORD,
    });
  const rowsOf = (table: string) =>
    `select 1 from ${table} where person_id = '${member.personId}' for update`;

  it("a link is used once", async () => {
    const answers = await heldBack(place, rowsOf("password_links"), [
      () => redeem(),
      () => redeem({}, "203.0.113.1"),
    ]);
    expect(answers).toMatchObject([
      { status: 201 },
      { status: 410, json: { code: "LINK_INVALID" } },
    ]);
  });

  it.each([["password_links"], ["sign_in_methods"]])(
    "a link and a change of the password pass each other, held at %s",
    async (table) => {
      const [redeemed, changed] = await heldBack(place, rowsOf(table), [() => redeem(), change]);
      expect(redeemed).toMatchObject({ status: 201 });
      // The link has ended the session that it came with.
      expect(changed).toMatchObject({ status: 401, json: { code: "AUTHENTICATION_REQUIRED" } });
    },
  );

  it.each([["password_links"], ["sign_in_methods"]])(
    "a change of the password and a link pass each other, held at %s",
    async (table) => {
      const [changed, redeemed] = await heldBack(place, rowsOf(table), [change, () => redeem()]);
      expect(changed).toMatchObject({ status: 200 });
      expect(redeemed).toMatchObject({ status: 410, json: { code: "LINK_INVALID" } });
    },
  );

  it("a link and a first password pass each other", async () => {
    await database.sql`delete from sign_in_methods where person_id = ${member.personId}`;
    const set = () =>
      member.browser.call("PUT", "/api/v1/account/password", { password: OTHER_PASSWORD });
    const answers = await heldBack(place, rowsOf("password_links"), [() => redeem(), set]);
    expect(answers).toMatchObject([{ status: 201 }, { status: 409, json: { code: "CONFLICT" } }]);
  });

  it("switching the second factor off and a link pass each other", async () => {
    const { app: totp } = await switchFactorOn(member.browser);
    // No code works twice; the next one does already.
    const code = totp.generate({ timestamp: Date.now() + 30_000 });
    const answers = await heldBack(place, rowsOf("second_factors"), [
      () => member.browser.call("DELETE", "/api/v1/account/totp"),
      () => redeem({ code }),
    ]);
    expect(answers).toMatchObject([{ status: 200 }, { status: 201 }]);
  });

  it("joining another organization comes first, and a link gives no password any more", async () => {
    const { id: organizationId } = await insertTestOrganization(database);
    const taker = await signedIn({ roles: ["administrator"], organizationId });
    const invited = await taker.browser.call("POST", "/api/v1/invitations", {
      email: member.email,
      roles: ["viewer"],
    });
    const invitation = invitationCreatedSchema.parse(invited.json).link.replace(/^.*#token=/, "");
    const accept = () =>
      member.browser.call("POST", "/api/v1/invitations/accept", { token: invitation });
    // Where both transactions end.
    const trails = "select 1 from audit_heads for update";
    const [joined, redeemed] = await heldBack(place, trails, [accept, () => redeem()]);
    expect(joined).toMatchObject({ status: 201 });
    expect(redeemed).toMatchObject({ status: 410, json: { code: "LINK_INVALID" } });
    const again = { email: member.email, password: TEST_PASSWORD };
    expect((await openBrowser(api).call("POST", "/api/v1/session", again)).status).toBe(201);
  });
});
