import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { invitationCreatedSchema, memberListSchema } from "@/lib/contract/members";
import { organizationSchema } from "@/lib/contract/sessions";
import type { Role } from "@/lib/access/roles";
import { apiKeys } from "@/drizzle/schema";
import type { Database } from "@/lib/store/database";
import {
  homeOrganizationId,
  inOrganization,
  type OrganizationDb,
} from "@/lib/store/organization-db";
import { testDatabases } from "@/lib/store/testing/databases";
import { insertTestKey } from "@/lib/store/testing/test-key";
import { auditTrail } from "./testing/audit-trail";
import { openBrowser, type TestBrowser } from "./testing/browser";
import { type Replicas, startReplicas } from "./testing/replicas";
import { insertTestAccount } from "./testing/test-account";
import { startTestApi, type TestApi } from "./testing/test-api";

const PASSWORD = "seven otters paint a lighthouse";
const MEMBERS = "/api/v1/members";
const INVITATIONS = "/api/v1/invitations";

async function personIn(api: TestApi, roles: readonly Role[]) {
  const person = await insertTestAccount(api, { roles });
  const browser = openBrowser(api);
  browser.setCookie(person.cookie);
  return { ...person, browser };
}

/** A statement inside the first organization: outside of it nobody sees a row. */
async function inHome<T>(
  database: Database,
  work: (organization: OrganizationDb) => Promise<T>,
): Promise<T> {
  return inOrganization(database, await homeOrganizationId(database), work);
}

async function invite(browser: TestBrowser, email: string, roles: readonly Role[] = ["operator"]) {
  const answer = await browser.call("POST", INVITATIONS, { email, roles });
  expect(answer.status).toBe(201);
  const { invitation, link } = invitationCreatedSchema.parse(answer.json);
  return { invitation, token: link.replace("/invitation#token=", "") };
}

describe.each(testDatabases)("members on $name", ({ open }) => {
  let database: Database;
  let api: TestApi;
  let admin: Awaited<ReturnType<typeof personIn>>;
  let count = 0;
  const newEmail = () => `invited-${(count += 1)}@example.org`;

  beforeAll(async () => {
    database = await open();
    api = await startTestApi({ database });
  });
  afterAll(async () => {
    await api.close();
    await database.close();
  });
  beforeEach(async () => {
    await inHome(database, ({ sql }) => sql`delete from memberships`);
    admin = await personIn(api, ["administrator"]);
  });

  describe("an invitation", () => {
    it("makes a member of somebody new, who is signed in with it", async () => {
      const email = newEmail();
      const { token, invitation } = await invite(admin.browser, email.toUpperCase());
      expect(invitation).toMatchObject({ email, state: "open", roles: ["operator"] });

      const guest = openBrowser(api);
      const opened = await guest.call("POST", `${INVITATIONS}/open`, { token });
      expect(opened.json).toMatchObject({ email, roles: ["operator"], hasAccount: false });
      const account = { name: "Grace Hopper", password: PASSWORD };
      const accepted = await guest.call("POST", `${INVITATIONS}/accept`, { token, account });
      expect(accepted).toMatchObject({
        status: 201,
        json: { person: { name: "Grace Hopper", email }, roles: ["operator"] },
      });
      expect((await guest.call("GET", MEMBERS)).status).toBe(403);
      expect((await admin.browser.call("GET", INVITATIONS)).json).toMatchObject({
        items: expect.arrayContaining([
          expect.objectContaining({ id: invitation.id, state: "accepted" }),
        ]),
      });
      const again = await openBrowser(api).call("POST", `${INVITATIONS}/accept`, {
        token,
        account,
      });
      expect(again).toMatchObject({ status: 410, json: { code: "LINK_INVALID" } });
    });

    it("joins an account that is signed in, if it is the one that was invited", async () => {
      const invited = await personIn(api, []);
      const other = await personIn(api, []);
      const { token } = await invite(admin.browser, invited.email, ["auditor"]);
      const anonymous = await openBrowser(api).call("POST", `${INVITATIONS}/accept`, { token });
      expect(anonymous).toMatchObject({ status: 409, json: { code: "ACCOUNT_EXISTS" } });
      const foreign = await other.browser.call("POST", `${INVITATIONS}/accept`, { token });
      expect(foreign).toMatchObject({ status: 403, json: { code: "INVITATION_NOT_YOURS" } });
      const own = await invited.browser.call("POST", `${INVITATIONS}/accept`, { token });
      expect(own).toMatchObject({ status: 201, json: { roles: ["auditor"] } });
    });

    it("works no more once it is revoked or too old", async () => {
      const revoked = await invite(admin.browser, newEmail());
      await admin.browser.call("DELETE", `${INVITATIONS}/${revoked.invitation.id}`);
      const expired = await invite(admin.browser, newEmail());
      const { id } = expired.invitation;
      await inHome(
        database,
        ({ sql }) => sql`update invitations set expires_at = now() where id = ${id}`,
      );
      for (const { token } of [revoked, expired, { token: "x".repeat(43) }]) {
        for (const path of ["open", "accept"]) {
          const answer = await openBrowser(api).call("POST", `${INVITATIONS}/${path}`, { token });
          expect(answer).toMatchObject({ status: 410, json: { code: "LINK_INVALID" } });
        }
      }
      const gone = await admin.browser.call("DELETE", `${INVITATIONS}/${revoked.invitation.id}`);
      expect(gone.status).toBe(404);
    });

    it("keeps no token anywhere", async () => {
      const { token } = await invite(admin.browser, newEmail());
      const kept = await inHome(database, ({ sql }) => sql`select * from invitations`);
      expect(kept.length).toBeGreaterThan(0);
      expect(JSON.stringify(kept)).not.toContain(token);
      expect(JSON.stringify(await auditTrail(database))).not.toContain(token);
      expect(api.logged.join("")).not.toContain(token);
    });
  });

  describe("roles", () => {
    it("hold from the next request on, and mark the keys that the member knows", async () => {
      const member = await personIn(api, ["auditor", "operator"]);
      const { secrets } = api.runtime;
      await insertTestKey(database, { secrets });
      await inHome(database, ({ db }) => db.update(apiKeys).set({ createdBy: member.personId }));
      expect((await member.browser.call("GET", MEMBERS)).status).toBe(200);
      const path = `${MEMBERS}/${member.personId}/roles`;
      const changed = await admin.browser.call("PUT", path, { roles: ["operator"] });
      expect(changed).toMatchObject({ status: 200, json: { roles: ["operator"] } });
      expect((await member.browser.call("GET", MEMBERS)).status).toBe(403);
      const keys = await inHome(database, ({ db }) => db.select().from(apiKeys));
      expect(keys.every(({ rotationDue }) => rotationDue !== null)).toBe(true);
      expect((await auditTrail(database)).slice(-2)).toMatchObject([
        {
          action: "members.setRoles",
          object: { kind: "member", id: member.personId },
          details: { from: ["auditor", "operator"], to: ["operator"] },
        },
        { action: "members.list", outcome: "denied", actor: { id: member.personId } },
      ]);
    });

    it("leave an organization its last administrator", async () => {
      const path = `${MEMBERS}/${admin.personId}`;
      const demoted = await admin.browser.call("PUT", `${path}/roles`, { roles: ["viewer"] });
      expect(demoted).toMatchObject({ status: 409, json: { code: "LAST_ADMINISTRATOR" } });
      const removed = await admin.browser.call("DELETE", path);
      expect(removed).toMatchObject({ status: 409, json: { code: "LAST_ADMINISTRATOR" } });
      const second = await personIn(api, ["administrator"]);
      expect((await second.browser.call("DELETE", path)).status).toBe(200);
      // The session lives on, and acts nowhere.
      expect((await admin.browser.call("GET", "/api/v1/session")).json).toMatchObject({
        organization: null,
        permissions: [],
      });
      expect((await admin.browser.call("GET", MEMBERS)).json).toMatchObject({
        code: "ORGANIZATION_REQUIRED",
      });
    });

    it("refuse an empty, a repeated and an unknown role", async () => {
      const path = `${MEMBERS}/${admin.personId}/roles`;
      for (const roles of [[], ["viewer", "viewer"], ["root"]]) {
        const answer = await admin.browser.call("PUT", path, { roles });
        expect(answer).toMatchObject({ status: 400, json: { code: "REQUEST_INVALID" } });
      }
    });
  });

  it("are listed by name, a page after the other, and found by name, e-mail and role", async () => {
    const names = ["bert", "Anna", "Čeněk", "anna", "Bert", "Zoë O'Neil"];
    for (const name of names) {
      const { personId } = await personIn(api, [name === "Zoë O'Neil" ? "auditor" : "viewer"]);
      await database.sql`update people set name = ${name} where id = ${personId}`;
    }
    await database.sql`update people set name = 'aaa' where id = ${admin.personId}`;
    const get = async (query: string) =>
      memberListSchema.parse((await admin.browser.call("GET", `${MEMBERS}${query}`)).json);
    const whole = await get("");
    expect(whole.nextCursor).toBeNull();
    expect(whole.items).toHaveLength(names.length + 1);

    const paged: string[] = [];
    for (let cursor: string | null = ""; cursor !== null;) {
      const page = await get(`?limit=2${cursor === "" ? "" : `&cursor=${cursor}`}`);
      expect(page.items.length).toBeLessThanOrEqual(2);
      paged.push(...page.items.map(({ personId }) => personId));
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(whole.items.map(({ personId }) => personId));
    expect(whole.items.slice(0, 5).map(({ name }) => name.toLowerCase())).toEqual([
      "aaa",
      "anna",
      "anna",
      "bert",
      "bert",
    ]);

    const namesOf = async (query: string) => (await get(query)).items.map(({ name }) => name);
    expect(await namesOf("?q=o%27neil")).toEqual(["Zoë O'Neil"]);
    expect(await namesOf(`?q=${encodeURIComponent(admin.email.toUpperCase())}`)).toEqual(["aaa"]);
    expect(await namesOf("?role=auditor")).toEqual(["Zoë O'Neil"]);
    expect(await namesOf("?q=%25")).toEqual([]);
    for (const query of ["?cursor=x", "?limit=0", "?role=root", "?q=%00"]) {
      const refused = await admin.browser.call("GET", `${MEMBERS}${query}`);
      expect(refused).toMatchObject({ status: 400, json: { code: "REQUEST_INVALID" } });
    }
  });

  it("stand in the list with who they are, and nobody of another organization", async () => {
    const viewer = await personIn(api, ["viewer"]);
    const made = await admin.browser.call("POST", "/api/v1/organizations", { name: "Second" });
    const second = organizationSchema.parse(made.json);
    expect(second).toMatchObject({ name: "Second", isHome: false });
    const list = memberListSchema.parse((await admin.browser.call("GET", MEMBERS)).json);
    expect(list.items.map(({ personId }) => personId).toSorted()).toEqual(
      [admin.personId, viewer.personId].toSorted(),
    );
    expect(list.items.find(({ isSelf }) => isSelf)?.personId).toBe(admin.personId);

    const organizationId = second.id;
    const switched = await admin.browser.call("POST", "/api/v1/session/switch", { organizationId });
    expect(switched.json).toMatchObject({ organization: { id: organizationId } });
    const alone = memberListSchema.parse((await admin.browser.call("GET", MEMBERS)).json);
    expect(alone.items).toHaveLength(1);
    const path = `${MEMBERS}/${viewer.personId}`;
    expect((await admin.browser.call("DELETE", path)).status).toBe(404);
    expect(
      (await viewer.browser.call("POST", "/api/v1/session/switch", { organizationId })).status,
    ).toBe(404);

    const renamed = await admin.browser.call("PATCH", "/api/v1/organization", { name: "Renamed" });
    expect(renamed.json).toMatchObject({ id: organizationId, name: "Renamed" });
    expect(await auditTrail(database, organizationId)).toMatchObject([
      { action: "organizations.create" },
      { action: "session.switch" },
      { action: "members.remove", outcome: "failure", reasonCode: "NOT_FOUND" },
      { action: "organizations.rename" },
    ]);
  });
});

describe("members with two replicas on one PostgreSQL", () => {
  let replicas: Replicas;

  beforeAll(async () => {
    replicas = await startReplicas();
  });
  afterAll(() => replicas.close());

  it("lets one of two accept an invitation at one time", async () => {
    const { first, second, database } = replicas;
    const admin = await personIn(first, ["administrator"]);
    for (const email of ["one@example.org", "two@example.org", "three@example.org"]) {
      const { token } = await invite(admin.browser, email);
      const attempts = await Promise.all(
        [first, second].map((replica, index) =>
          openBrowser(replica).call("POST", `${INVITATIONS}/accept`, {
            token,
            account: { name: `Number ${index}`, password: PASSWORD },
          }),
        ),
      );
      expect(attempts.map(({ status }) => status).toSorted()).toEqual([201, 410]);
      expect(await database.sql`select 1 from people where email = ${email}`).toHaveLength(1);
    }
  });

  it("lets two administrators not remove each other at one time", async () => {
    const { first, second, database } = replicas;
    await inHome(database, ({ sql }) => sql`delete from memberships`);
    const one = await personIn(first, ["administrator"]);
    const two = await personIn(second, ["administrator"]);
    const removals = await Promise.all([
      one.browser.call("DELETE", `${MEMBERS}/${two.personId}`),
      two.browser.call("DELETE", `${MEMBERS}/${one.personId}`),
    ]);
    expect(removals.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await inHome(database, ({ sql }) => sql`select 1 from memberships`)).toHaveLength(1);
  });
});
