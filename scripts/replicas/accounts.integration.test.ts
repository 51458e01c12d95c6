import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newApiKeySchema } from "@/lib/contract/api-keys";
import { invitationCreatedSchema } from "@/lib/contract/members";
import { openBrowser, type TestBrowser } from "@/lib/http/testing/browser";
import { homeOrganizationId } from "@/lib/store/organization-db";
import { asOwner } from "@/lib/store/testing/as-owner";
import { heldBack } from "@/lib/store/testing/held-back";
import { type Replica, type ReplicaPair, startReplicaPair } from "../testing/replica-pair";

const PASSWORD = "violet anchor brews thunderously";
const ADA = "ada@example.org";

describe("people at two server processes on one PostgreSQL", () => {
  let pair: ReplicaPair;
  /** Signed in at the first one by setting the installation up there. */
  let ada: TestBrowser;
  beforeAll(async () => {
    pair = await startReplicaPair();
  }, 300_000);
  afterAll(() => pair.close());

  /** The same browser at another replica, as a load balancer sends it there. */
  const at = (replica: Replica, { cookie }: Pick<TestBrowser, "cookie">): TestBrowser => {
    const browser = openBrowser(replica);
    browser.setCookie(cookie);
    return browser;
  };
  const signIn = async (replica: Replica, given: { email: string; password?: string }) => {
    const browser = openBrowser(replica);
    const answer = await browser.call("POST", "/api/v1/session", { password: PASSWORD, ...given });
    return { browser, answer };
  };

  it("let one of two win who set up with the same link at one time, and the link is dead at both", async () => {
    const printed = await pair.first.printed(/setup#token=/);
    const token = /setup#token=(\S+)/.exec(printed)?.[1] ?? "";
    const home = await homeOrganizationId(pair.database);
    const setUp = (replica: Replica, email: string) => {
      const browser = openBrowser(replica);
      const body = { token, organizationName: "Verifiers", name: "Ada", email, password: PASSWORD };
      return browser.call("POST", "/api/v1/setup", body).then((answer) => ({ browser, answer }));
    };

    const attempts = await heldBack(
      pair.place,
      `select 1 from organizations where id = '${home}' for update`,
      pair.both.map((replica) => () => setUp(replica, ADA)),
    );
    const won = attempts.filter(({ answer }) => answer.status === 201);
    const lost = attempts.filter(({ answer }) => answer.status !== 201);
    expect(won).toHaveLength(1);
    expect(lost).toMatchObject([{ answer: { status: 410, json: { code: "SETUP_DONE" } } }]);
    expect(lost[0]?.browser.cookie).toBe("");
    expect(await pair.database.sql`select 1 from people`).toHaveLength(1);
    for (const replica of pair.both) {
      const { answer } = await setUp(replica, "mallory@example.org");
      expect(answer).toMatchObject({ status: 410, json: { code: "SETUP_DONE" } });
      const state = await openBrowser(replica).call("GET", "/api/v1/setup");
      expect(state.json).toEqual({ isDone: true });
    }
    ada = won[0]?.browser ?? ada;
  });

  it("let one of two win who accept an invitation at one time", async () => {
    const email = "grace@example.org";
    const invited = await ada.call("POST", "/api/v1/invitations", { email, roles: ["viewer"] });
    expect(invited).toMatchObject({ status: 201, json: { invitation: { state: "open" } } });
    const { link } = invitationCreatedSchema.parse(invited.json);
    const token = link.replace(/^.*#token=/, "");
    const accept = (replica: Replica) =>
      openBrowser(replica).call("POST", "/api/v1/invitations/accept", {
        token,
        account: {
          name: replica === pair.first ? "First Grace" : "Second Grace",
          password: PASSWORD,
        },
      });

    const answers = await heldBack(
      pair.place,
      "select 1 from invitations for update",
      pair.both.map((replica) => () => accept(replica)),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 410]);
    const lost = answers.find(({ status }) => status === 410);
    expect(lost).toMatchObject({ json: { code: "LINK_INVALID" } });
    expect(lost?.headers["set-cookie"]).toBeUndefined();
    const rows = await asOwner(
      pair.database,
      (sql) => sql`select name, roles from people left join memberships on person_id = id
        where email = ${email}`,
    );
    const winner = answers[0]?.status === 201 ? "First Grace" : "Second Grace";
    expect([...rows]).toEqual([{ name: winner, roles: ["viewer"] }]);
    for (const replica of pair.both) {
      expect(await accept(replica)).toMatchObject({ status: 410, json: { code: "LINK_INVALID" } });
    }
  });

  it("take a session that began at the other one, and end it at both at once", async () => {
    const { browser } = await signIn(pair.first, { email: ADA });
    const there = at(pair.second, browser);
    expect(await there.call("GET", "/api/v1/session")).toMatchObject({
      status: 200,
      json: { person: { email: ADA } },
    });
    // The page, too, which Next draws.
    const page = () =>
      pair.first.call("GET", "/attestations", { headers: { cookie: browser.cookie } });
    expect(await page()).toMatchObject({ status: 200 });

    const kept = browser.cookie;
    expect(await there.call("DELETE", "/api/v1/session")).toMatchObject({ status: 200 });
    for (const replica of pair.both) {
      const after = await at(replica, { cookie: kept }).call("GET", "/api/v1/session");
      expect(after).toMatchObject({ status: 401, json: { code: "AUTHENTICATION_REQUIRED" } });
    }
    const sentAway = await page();
    expect(sentAway).toMatchObject({ status: 307 });
    expect(sentAway.headers.location).toMatch(/^\/sign-in\b/);
  });

  it("refuse a key at once that was revoked at the other one", async () => {
    const made = await ada.call("POST", "/api/v1/api-keys", {
      name: "To be revoked",
      scopes: ["attestation:read"],
    });
    const { id, secret } = newApiKeySchema.parse(made.json);
    const headers = { authorization: `Bearer ${secret}` };
    const list = (replica: Replica) => replica.call("GET", "/api/v1/attestations", { headers });
    for (const replica of pair.both) expect(await list(replica)).toMatchObject({ status: 200 });

    const there = at(pair.second, ada);
    expect(await there.call("POST", `/api/v1/api-keys/${id}/revoke`)).toMatchObject({
      status: 200,
    });
    for (const replica of pair.both) {
      expect(await list(replica)).toMatchObject({ status: 401, json: { code: "API_KEY_ENDED" } });
    }
  });

  it("count failed sign-ins together: a delay from one holds at the other", async () => {
    const email = "guessed@example.org";
    // As if so much time had passed since the last failure.
    const passDelays = () => pair.database.sql`update sign_in_failures set blocked_until = now()`;
    const guess = async (replica: Replica) =>
      (await signIn(replica, { email, password: "wrong password indeed" })).answer;
    for (let failures = 0; failures < 6; failures += 1) {
      await passDelays();
      const answer = await guess(failures % 2 === 0 ? pair.first : pair.second);
      expect(answer).toMatchObject({ status: 401, json: { code: "SIGN_IN_FAILED" } });
    }
    // Six failures are 32 seconds; of three alone it would be 4.
    for (const replica of pair.both) {
      const delayed = await guess(replica);
      expect(delayed).toMatchObject({ status: 429, json: { code: "SIGN_IN_DELAYED" } });
      const seconds = Number(delayed.headers["retry-after"]);
      expect(seconds).toBeGreaterThan(4);
      expect(seconds).toBeLessThanOrEqual(32);
    }
  });
});
