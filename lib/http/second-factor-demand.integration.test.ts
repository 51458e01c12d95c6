import { afterAll, beforeAll, expect, it, describe } from "vitest";
import type { Role } from "@/lib/access/roles";
import type { Database } from "@/lib/store/database";
import { testDatabases } from "@/lib/store/testing/databases";
import { insertTestOrganization } from "@/lib/store/testing/test-organization";
import { insertTestKey } from "@/lib/store/testing/test-key";
import { auditTrail } from "./testing/audit-trail";
import { openBrowser, type TestBrowser } from "./testing/browser";
import { switchFactorOn } from "./testing/second-factor";
import { insertTestAccount } from "./testing/test-account";
import { startTestApi, type TestApi } from "./testing/test-api";

const SETTING = "/api/v1/organization/second-factor";
const ATTESTATIONS = "/api/v1/attestations";

describe.each(testDatabases)(
  "a second factor that an organization demands, on $name",
  ({ open }) => {
    let database: Database;
    let api: TestApi;
    let organizationId: string;
    let admin: TestBrowser;
    let member: TestBrowser;

    beforeAll(async () => {
      database = await open();
      api = await startTestApi({ database });
      organizationId = (await insertTestOrganization(database)).id;
      admin = await newMember("administrator");
      member = await newMember("viewer");
    });
    afterAll(async () => {
      await api.close();
      await database.close();
    });

    const newMember = async (role: Role) => {
      const { cookie } = await insertTestAccount(api, { roles: [role], organizationId });
      const browser = openBrowser(api);
      browser.setCookie(cookie);
      return browser;
    };
    const demand = (isDemanded: boolean, browser = admin) =>
      browser.call("PUT", SETTING, { isDemanded });

    it("is demanded by an administrator who has one", async () => {
      expect((await demand(true, member)).status).toBe(403);
      expect(await demand(true)).toMatchObject({ status: 409, json: { code: "CONFLICT" } });
      await switchFactorOn(admin);
      expect((await demand(true)).status).toBe(200);
      expect((await admin.call("GET", SETTING)).json).toEqual({ isDemanded: true });
      expect((await auditTrail(database, organizationId)).at(-1)).toMatchObject({
        action: "organizations.demandSecondFactor",
        details: { isDemanded: true },
      });
    });

    it("leaves a member without one nothing but to set it up", async () => {
      expect(await member.call("GET", ATTESTATIONS)).toMatchObject({
        status: 403,
        json: { code: "SECOND_FACTOR_DEMANDED" },
      });
      expect((await member.call("GET", "/api/v1/session")).json).toMatchObject({
        roles: ["viewer"],
        permissions: [],
        lacksSecondFactor: true,
      });
      await switchFactorOn(member);
      expect((await member.call("GET", ATTESTATIONS)).status).toBe(200);
      expect((await member.call("GET", "/api/v1/session")).json).toMatchObject({
        lacksSecondFactor: false,
      });
      await member.call("DELETE", "/api/v1/account/totp");
      expect((await member.call("GET", ATTESTATIONS)).status).toBe(403);
    });

    it("is asked of people, not of programs, and in this organization alone", async () => {
      const key = await insertTestKey(database, { secrets: api.runtime.secrets, organizationId });
      const byKey = await api.call("GET", ATTESTATIONS, {
        headers: { authorization: `Bearer ${key}` },
        anonymous: true,
      });
      expect(byKey.status).toBe(200);
      const { cookie } = await insertTestAccount(api, { roles: ["viewer"] });
      const elsewhere = openBrowser(api);
      elsewhere.setCookie(cookie);
      expect((await elsewhere.call("GET", ATTESTATIONS)).status).toBe(200);
    });

    it("is taken back from the next request on", async () => {
      expect((await demand(false)).status).toBe(200);
      expect((await member.call("GET", ATTESTATIONS)).status).toBe(200);
    });
  },
);
