import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sql } from "drizzle-orm";
import { setupLink } from "@/lib/services/accounts/setup";
import type { Database } from "@/lib/store/database";
import { testDatabases } from "@/lib/store/testing/databases";
import { auditTrail } from "./testing/audit-trail";
import { openBrowser } from "./testing/browser";
import { type Replicas, startReplicas } from "./testing/replicas";
import { startTestApi, type TestApi } from "./testing/test-api";

const answers = {
  organizationName: "Verifiers",
  name: "Ada Lovelace",
  email: "Ada@Example.org",
  password: "violet anchor brews thunderously",
};

async function newToken(api: TestApi): Promise<string> {
  const link = await setupLink(api.runtime, "http://127.0.0.1:3000");
  return new URL(link ?? "").hash.replace("#token=", "");
}

describe.each(testDatabases)("setting up on $name", ({ open }) => {
  let database: Database;
  let api: TestApi;

  beforeEach(async () => {
    database = await open();
    api = await startTestApi({ database });
  });
  afterEach(async () => {
    await api.close();
    await database.close();
  });

  it("makes an administrator of whoever has the link, and signs in", async () => {
    const token = await newToken(api);
    const browser = openBrowser(api);
    expect((await browser.call("GET", "/api/v1/setup")).json).toEqual({ isDone: false });

    const made = await browser.call("POST", "/api/v1/setup", { token, ...answers });
    expect(made.status).toBe(201);
    const session = await browser.call("GET", "/api/v1/session");
    expect(session.json).toEqual(made.json);
    expect(session.json).toMatchObject({
      person: { name: "Ada Lovelace", email: "ada@example.org" },
      organization: { name: "Verifiers", isHome: true },
      roles: ["administrator"],
      hasPassword: true,
      secondFactor: { isOn: false },
    });
    expect((await browser.call("GET", "/api/v1/setup")).json).toEqual({ isDone: true });
    expect(await auditTrail(database)).toContainEqual(
      expect.objectContaining({
        action: "setup.create",
        outcome: "success",
        actor: expect.objectContaining({ kind: "person", name: "Ada Lovelace" }),
      }),
    );
  });

  it("works once: every link dies with the first use", async () => {
    const [first, second] = [await newToken(api), await newToken(api)];
    const browser = openBrowser(api);
    await browser.call("POST", "/api/v1/setup", { token: first, ...answers });
    for (const token of [first, second]) {
      const again = await openBrowser(api).call("POST", "/api/v1/setup", { token, ...answers });
      expect(again).toMatchObject({ status: 410, json: { code: "SETUP_DONE" } });
    }
    expect(await setupLink(api.runtime, "http://127.0.0.1:3000")).toBeNull();
  });

  it("keeps no token, and takes none that is unknown or too old", async () => {
    const token = await newToken(api);
    const kept = await database.sql`select * from setup_links`;
    expect(JSON.stringify(kept)).not.toContain(token);
    await database.sql`update setup_links set expires_at = now() - interval '1 second'`;
    for (const wrong of [token, "x".repeat(43)]) {
      const refused = await openBrowser(api).call("POST", "/api/v1/setup", {
        token: wrong,
        ...answers,
      });
      expect(refused).toMatchObject({ status: 410, json: { code: "LINK_INVALID" } });
    }
    expect(await database.db.execute(sql`select 1 from people`)).toHaveLength(0);
  });

  it("says where a password is too easy to guess, and keeps the link", async () => {
    const token = await newToken(api);
    const easy = { token, ...answers, password: "Ada Lovelace!" };
    const refused = await openBrowser(api).call("POST", "/api/v1/setup", easy);
    expect(refused).toMatchObject({
      status: 422,
      json: { code: "PASSWORD_REJECTED", errors: [{ pointer: "/password" }] },
    });
    const made = await openBrowser(api).call("POST", "/api/v1/setup", { token, ...answers });
    expect(made.status).toBe(201);
  });
});

describe("setting up with two replicas on one PostgreSQL", () => {
  let replicas: Replicas;

  beforeEach(async () => {
    replicas = await startReplicas();
  });
  afterEach(() => replicas.close());

  it("lets one of two win who use their links at one time", async () => {
    const { first, second, database } = replicas;
    const attempts = await Promise.all(
      [first, second].map(async (replica, index) => {
        const token = await newToken(replica);
        const email = `admin${index}@example.org`;
        return openBrowser(replica).call("POST", "/api/v1/setup", { token, ...answers, email });
      }),
    );
    expect(attempts.map(({ status }) => status).toSorted()).toEqual([201, 410]);
    const lost = attempts.find(({ status }) => status === 410);
    expect(lost?.json).toMatchObject({ code: "SETUP_DONE" });
    expect(await database.sql`select 1 from people`).toHaveLength(1);
  });
});
