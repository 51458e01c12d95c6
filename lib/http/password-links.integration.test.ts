import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Role } from "@/lib/access/roles";
import { passwordLinkSchema } from "@/lib/contract/password-links";
import { problemSchema } from "@/lib/contract/problem";
import type { Database } from "@/lib/store/database";
import { addMember, removeMember, setRoles } from "@/lib/store/memberships";
import { demandSecondFactor } from "@/lib/store/organizations";
import { testDatabases } from "@/lib/store/testing/databases";
import { homeOf, insertTestOrganization } from "@/lib/store/testing/test-organization";
import { auditTrail } from "./testing/audit-trail";
import { openBrowser, type TestBrowser } from "./testing/browser";
import { switchFactorOn } from "./testing/second-factor";
import { insertTestAccount, TEST_PASSWORD } from "./testing/test-account";
import { startTestApi, type TestApi } from "./testing/test-api";

const NEW_PASSWORD = "seven otters paint a lighthouse";
const LINKS = "/api/v1/password-links";
const UNKNOWN_ID = "01900000-0000-7000-8000-0000000000ff";

type Person = Awaited<ReturnType<typeof insertTestAccount>> & { readonly browser: TestBrowser };

describe.each(testDatabases)(
  "an administrator and the account of a member, on $name",
  ({ open }) => {
    let database: Database;
    let api: TestApi;
    let admin: Person;
    let member: Person;

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
      admin = await newPerson("administrator");
      member = await newPerson("operator");
    });

    const newPerson = (...roles: Role[]) => newPersonOf(undefined, ...roles);
    const newPersonOf = async (
      organizationId: string | undefined,
      ...roles: Role[]
    ): Promise<Person> => {
      const person = await insertTestAccount(api, {
        roles,
        ...(organizationId === undefined ? {} : { organizationId }),
      });
      const browser = openBrowser(api);
      browser.setCookie(person.cookie);
      return { ...person, browser };
    };
    const askForLink = (personId: string, browser = admin.browser) =>
      browser.call("POST", `/api/v1/members/${personId}/password-link`);
    const newToken = async (personId = member.personId, browser = admin.browser) => {
      const answer = await askForLink(personId, browser);
      expect(answer.status).toBe(201);
      const { link } = passwordLinkSchema.parse(answer.json);
      return link.replace("/new-password#token=", "");
    };
    const look = (token: string) => openBrowser(api).call("POST", `${LINKS}/open`, { token });
    const redeem = (token: string, more: object = {}, browser = openBrowser(api)) =>
      browser.call("POST", `${LINKS}/redeem`, { token, password: NEW_PASSWORD, ...more });
    const signIn = (password: string) =>
      openBrowser(api).call("POST", "/api/v1/session", { email: member.email, password });
    const isSignedIn = async (browser: TestBrowser) =>
      (await browser.call("GET", "/api/v1/session")).status === 200;
    const expectDead = async (token: string) => {
      for (const answer of [await look(token), await redeem(token)]) {
        expect(answer).toMatchObject({ status: 410, json: { code: "LINK_INVALID" } });
      }
    };
    /** The delay of a first failure is a second, and the hash of the next attempt may take as long. */
    const stretchDelay = async () => {
      const stretched = await database.sql`
        update sign_in_failures set blocked_until = now() + interval '1 hour'
        where blocked_until = last_at + interval '1 second' returning 1`;
      expect(stretched).toHaveLength(1);
    };
    const joinAnother = async (personId: string) => {
      const other = await insertTestOrganization(database);
      await other.ask((into) => addMember(into, { personId, roles: ["viewer"] }));
      return other;
    };

    describe("a link for a forgotten password", () => {
      it("changes the password once, ends every session and signs in", async () => {
        const token = await newToken();
        expect((await look(token)).json).toMatchObject({
          email: member.email,
          hasSecondFactor: false,
        });
        const browser = openBrowser(api);
        const redeemed = await redeem(token, {}, browser);
        expect(redeemed).toMatchObject({ status: 201, json: { person: { id: member.personId } } });
        expect(await isSignedIn(browser)).toBe(true);
        expect(await isSignedIn(member.browser)).toBe(false);
        expect((await signIn(NEW_PASSWORD)).status).toBe(201);
        expect((await signIn(TEST_PASSWORD)).status).toBe(401);
        await expectDead(token);
      });

      it("leaves a row of who made it and one of who used it, and its token nowhere", async () => {
        const token = await newToken();
        await redeem(token);
        const [made, used] = (await auditTrail(database)).slice(-2);
        expect(made).toMatchObject({
          action: "members.createPasswordLink",
          actor: { id: admin.personId },
          object: { kind: "member", id: member.personId },
        });
        expect(used).toMatchObject({
          action: "passwordLinks.redeem",
          outcome: "success",
          actor: { id: member.personId },
          details: { linkBy: admin.personId, sessionsEnded: 1 },
        });
        const open = await newToken();
        const kept = await database.sql`select * from password_links`;
        expect(kept.length).toBeGreaterThan(0);
        for (const secret of [token, open]) {
          expect(JSON.stringify(kept)).not.toContain(secret);
          expect(JSON.stringify(await auditTrail(database))).not.toContain(secret);
          expect(api.logged.join("")).not.toContain(secret);
        }
      });

      it("dies with a later one, with another password and with time", async () => {
        const first = await newToken();
        const second = await newToken();
        await expectDead(first);
        await member.browser.call("POST", "/api/v1/account/password", {
          currentPassword: TEST_PASSWORD,
          newPassword: NEW_PASSWORD,
        });
        await expectDead(second);
        const third = await newToken();
        await database.sql`update password_links set expires_at = now()
        where person_id = ${member.personId}`;
        await expectDead(third);
        await expectDead("x".repeat(43));
      });

      it("lets one of two win who use it at one time", async () => {
        const token = await newToken();
        const both = await Promise.all([redeem(token), redeem(token)]);
        const lost = both.filter(({ status }) => status !== 201);
        expect(lost).toHaveLength(1);
        // The loser finds the link used, or has to wait because the other attempt is still counted.
        expect(["LINK_INVALID", "SIGN_IN_DELAYED"]).toContain(
          problemSchema.parse(lost[0]?.json).code,
        );
      });

      it("stays when the password is refused", async () => {
        const token = await newToken();
        expect(await redeem(token, { password: "password1234" })).toMatchObject({
          status: 422,
          json: { code: "PASSWORD_REJECTED", errors: [{ pointer: "/password" }] },
        });
        expect((await redeem(token)).status).toBe(201);
      });

      it("gets past no second factor, and slows down who guesses it", async () => {
        const {
          recoveryCodes: [recoveryCode],
        } = await switchFactorOn(member.browser);
        const token = await newToken();
        expect((await look(token)).json).toMatchObject({ hasSecondFactor: true });
        expect(await redeem(token)).toMatchObject({ json: { code: "SECOND_FACTOR_REQUIRED" } });
        const wrong = await redeem(token, { recoveryCode: "aaaaa-aaaaa" });
        expect(wrong).toMatchObject({ status: 401, json: { code: "SIGN_IN_FAILED" } });
        await stretchDelay();
        const again = await redeem(token, { recoveryCode: "bbbbb-bbbbb" });
        expect(again).toMatchObject({ status: 429, json: { code: "SIGN_IN_DELAYED" } });
        await database.sql`delete from sign_in_failures`;
        expect((await signIn(TEST_PASSWORD)).json).toMatchObject({
          code: "SECOND_FACTOR_REQUIRED",
        });
        expect((await redeem(token, { recoveryCode })).status).toBe(201);
      });

      it("is made for no account of several organizations, and works for none", async () => {
        const token = await newToken();
        const other = await joinAnother(member.personId);
        await expectDead(token);
        expect(await askForLink(member.personId)).toMatchObject({
          status: 409,
          json: { code: "MEMBER_ELSEWHERE" },
        });
        // Nor by taking the member into an organization of one's own.
        const taker = await insertTestAccount(api, {
          roles: ["administrator"],
          organizationId: other.id,
        });
        const takers = openBrowser(api);
        takers.setCookie(taker.cookie);
        expect(await askForLink(member.personId, takers)).toMatchObject({
          json: { code: "MEMBER_ELSEWHERE" },
        });
        expect((await signIn(TEST_PASSWORD)).status).toBe(201);
      });

      it("dies with the power of whoever made it, and with the membership", async () => {
        const home = await homeOf(database);
        const demoted = await newToken();
        await home.ask((own) =>
          setRoles(own, { personId: admin.personId, roles: ["operator", "auditor"] }),
        );
        await expectDead(demoted);
        await home.ask((own) => removeMember(own, admin.personId));
        await expectDead(demoted);

        admin = await newPerson("administrator");
        const left = await newToken();
        await home.ask((own) => removeMember(own, member.personId));
        await expectDead(left);
      });

      it("dies with the power of a maker without the second factor that is demanded now", async () => {
        const { id, ask } = await insertTestOrganization(database);
        const maker = await newPersonOf(id, "administrator");
        const owner = await newPersonOf(id, "operator");
        const token = await newToken(owner.personId, maker.browser);
        await ask((own) => demandSecondFactor(own, true));
        await expectDead(token);
        await switchFactorOn(maker.browser);
        expect((await redeem(token)).status).toBe(201);
      });

      it("leaves a row of an attempt that failed in the trail of its organization, as of one that didn't", async () => {
        const { id } = await insertTestOrganization(database);
        const maker = await newPersonOf(id, "administrator");
        const owner = await newPersonOf(id, "operator");
        const {
          recoveryCodes: [recoveryCode],
        } = await switchFactorOn(owner.browser);
        const token = await newToken(owner.personId, maker.browser);
        const home = await auditTrail(database);
        await redeem(token, { recoveryCode: "aaaaa-aaaaa" });
        await stretchDelay();
        await redeem(token);
        await database.sql`delete from sign_in_failures`;
        await redeem(token, { recoveryCode });
        const object = { kind: "person", id: owner.personId };
        const action = "passwordLinks.redeem";
        expect((await auditTrail(database, id)).slice(-3)).toMatchObject([
          { action, object, outcome: "failure", reasonCode: "SIGN_IN_FAILED" },
          { action, object, outcome: "failure", reasonCode: "SIGN_IN_DELAYED" },
          { action, object, outcome: "success" },
        ]);
        expect(await auditTrail(database)).toEqual(home);
      });

      it("is made for nobody who is no member, and not for oneself", async () => {
        const stranger = await insertTestAccount(api);
        await joinAnother(stranger.personId);
        for (const id of [stranger.personId, UNKNOWN_ID]) {
          expect(await askForLink(id)).toMatchObject({ status: 404, json: { code: "NOT_FOUND" } });
        }
        const own = await askForLink(admin.personId);
        expect(own).toMatchObject({ status: 409, json: { code: "CONFLICT" } });
      });
    });

    describe("ending the sessions of a member", () => {
      const end = (personId: string) =>
        admin.browser.call("POST", `/api/v1/members/${personId}/end-sessions`);

      it("signs the member out everywhere, and nobody else", async () => {
        const second = openBrowser(api);
        await second.call("POST", "/api/v1/session", {
          email: member.email,
          password: TEST_PASSWORD,
        });
        const bystander = await newPerson("operator");
        expect(await end(member.personId)).toMatchObject({ status: 200, json: { ended: 2 } });
        expect(await isSignedIn(member.browser)).toBe(false);
        expect(await isSignedIn(second)).toBe(false);
        expect(await isSignedIn(bystander.browser)).toBe(true);
        expect((await auditTrail(database)).at(-1)).toMatchObject({
          action: "members.endSessions",
          actor: { id: admin.personId },
          object: { kind: "member", id: member.personId },
          details: { ended: 2 },
        });
      });

      it("reaches into no other organization", async () => {
        await joinAnother(member.personId);
        expect(await end(member.personId)).toMatchObject({
          status: 409,
          json: { code: "MEMBER_ELSEWHERE" },
        });
        expect(await isSignedIn(member.browser)).toBe(true);
        expect((await end(UNKNOWN_ID)).status).toBe(404);
        expect(await end(admin.personId)).toMatchObject({ json: { code: "CONFLICT" } });
      });
    });
  },
);
