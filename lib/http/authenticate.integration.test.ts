import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { apiKeys } from "@/drizzle/schema";
import { newApiKey } from "@/lib/node-crypto/new-api-key";
import { runtimeState } from "@/lib/services/runtime-state";
import { findApiKey } from "@/lib/store/api-keys";
import type { Database } from "@/lib/store/database";
import { homeOrganizationId, inOrganization } from "@/lib/store/organization-db";
import { testDatabases } from "@/lib/store/testing/databases";
import { insertTestKey } from "@/lib/store/testing/test-key";
import { startTestApi, type TestApi } from "./testing/test-api";

const MINUTE_MS = 60_000;

describe.each(testDatabases)("the key of a request, on $name", ({ open }) => {
  let database: Database;
  let api: TestApi;
  let home: string;
  let nowMs = Date.now();

  beforeAll(async () => {
    database = await open();
    home = await homeOrganizationId(database);
    api = await startTestApi({ database, now: () => new Date(nowMs) });
  });
  afterEach(() => {
    nowMs = Date.now();
  });
  afterAll(async () => {
    await api.close();
    await database.close();
  });

  const send = (authorization: string) =>
    api.call("GET", "/api/v1/attestations", { headers: { authorization } });
  const makeKey = async (columns: Partial<typeof apiKeys.$inferInsert> = {}) => {
    const key = await insertTestKey(database, { secrets: api.runtime.secrets });
    await change(key, { name: "A key", ...columns });
    return key;
  };
  const change = (key: string, columns: Partial<typeof apiKeys.$inferInsert>) =>
    inOrganization(database, home, ({ db }) =>
      db
        .update(apiKeys)
        .set(columns)
        .where(eq(apiKeys.prefix, key.slice(0, 17))),
    );
  const rowOf = (key: string) =>
    inOrganization(database, home, async (organization) => {
      const [row] = await organization.db
        .select({ id: apiKeys.id })
        .from(apiKeys)
        .where(eq(apiKeys.prefix, key.slice(0, 17)));
      return findApiKey(organization, row?.id ?? "");
    });

  it("is taken with any case of the scheme, and a cookie beside it does not count", async () => {
    const key = await makeKey();
    expect(await send(`bearer  ${key}`)).toMatchObject({ status: 200 });
    const headers = { authorization: `Bearer ${key}`, cookie: "attestry-session=x.y" };
    expect(await api.call("GET", "/api/v1/attestations", { headers })).toMatchObject({
      status: 200,
    });
  });

  describe("is refused", () => {
    const challenge = 'Bearer realm="attestry", error="invalid_token"';

    it.each([
      ["another scheme", "Basic YTpi"],
      ["no key", "Bearer"],
      ["two keys", `Bearer ${newApiKey()} ${newApiKey()}`],
      ["something else", "Bearer eyJhbGciOiJub25lIn0.e30."],
      ["an unknown key", `Bearer ${newApiKey()}`],
    ])("when it is %s", async (_what, authorization) => {
      const answer = await send(authorization);
      expect(answer).toMatchObject({ status: 401, json: { code: "CREDENTIALS_INVALID" } });
      expect(answer.headers["www-authenticate"]).toBe(challenge);
    });

    it("when a letter of it is wrong, before the database is asked", async () => {
      const key = await makeKey();
      const wrong = `${key.slice(0, -1)}${key.endsWith("0") ? "1" : "0"}`;
      const answer = await send(`Bearer ${wrong}`);
      expect(answer).toMatchObject({ status: 401, json: { code: "CREDENTIALS_INVALID" } });
      expect(answer.bytes.toString()).not.toContain(key.slice(0, 17));
    });

    it("when its prefix is known and its secret is not, as if it were unknown", async () => {
      const key = await insertTestKey(database, {
        secrets: { ...api.runtime.secrets, keyHmac: () => Buffer.alloc(32) },
      });
      const [known, unknown] = [await send(`Bearer ${key}`), await send(`Bearer ${newApiKey()}`)];
      for (const answer of [known, unknown]) {
        expect(answer).toMatchObject({ status: 401, json: { code: "CREDENTIALS_INVALID" } });
      }
    });

    it("when it was revoked, and when it has expired, each in its own words", async () => {
      const revoked = await makeKey({ revokedAt: new Date() });
      const expired = await makeKey({ expiresAt: new Date(Date.now() - 1) });
      const [first, second] = [await send(`Bearer ${revoked}`), await send(`Bearer ${expired}`)];
      for (const answer of [first, second]) {
        expect(answer).toMatchObject({ status: 401, json: { code: "API_KEY_ENDED" } });
        expect(answer.headers["www-authenticate"]).toBe(challenge);
      }
      expect(first.json).toMatchObject({ detail: expect.stringContaining("was revoked") });
      expect(second.json).toMatchObject({ detail: expect.stringContaining("has expired") });
    });

    it("outside its networks, and taken inside", async () => {
      const key = await makeKey({ addresses: ["192.0.2.0/24", "2001:db8::/32"] });
      expect(await send(`Bearer ${key}`)).toMatchObject({
        status: 403,
        json: { code: "API_KEY_ADDRESS_REFUSED" },
      });
      await change(key, { addresses: ["192.0.2.0/24", "127.0.0.1"] });
      expect(await send(`Bearer ${key}`)).toMatchObject({ status: 200 });
    });

    it("for what people do, even when its row says that it may", async () => {
      const key = await makeKey({ scopes: ["api-key:manage", "api-key:read"] });
      const headers = { authorization: `Bearer ${key}` };
      const body = { name: "Mine", scopes: ["attestation:read"] };
      expect(await api.call("POST", "/api/v1/api-keys", { headers, body })).toMatchObject({
        status: 403,
        json: { code: "PERMISSION_DENIED" },
      });
      expect(await api.call("GET", "/api/v1/api-keys", { headers })).toMatchObject({ status: 200 });
    });
  });

  it("asks for credentials where there are none", async () => {
    const answer = await api.call("GET", "/api/v1/attestations", { anonymous: true });
    expect(answer).toMatchObject({ status: 401, json: { code: "AUTHENTICATION_REQUIRED" } });
    expect(answer.headers["www-authenticate"]).toBe('Bearer realm="attestry"');
  });

  describe("its last use", () => {
    it("is kept to the minute, with the address, and is there when the server has stopped", async () => {
      const key = await makeKey();
      const from = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
      await Promise.all([1, 2, 3].map(() => send(`Bearer ${key}`)));
      await runtimeState(api.runtime).keyUses.drain();
      const used = await rowOf(key);
      const usedMs = used?.lastUsedAt?.getTime() ?? 0;
      expect(usedMs % MINUTE_MS).toBe(0);
      expect(usedMs).toBeGreaterThanOrEqual(from);
      expect(used?.lastUsedFrom).toBe("127.0.0.1");
    });

    it("is written once a minute, and again in the next", async () => {
      const key = await makeKey();
      const drain = () => runtimeState(api.runtime).keyUses.drain();
      await send(`Bearer ${key}`);
      await drain();
      const earlier = new Date(0);
      await change(key, { lastUsedAt: earlier });
      await send(`Bearer ${key}`);
      await drain();
      expect(await rowOf(key)).toMatchObject({ lastUsedAt: earlier });
      nowMs += MINUTE_MS;
      await send(`Bearer ${key}`);
      await drain();
      expect((await rowOf(key))?.lastUsedAt?.getTime()).toBeGreaterThan(0);
    });

    it("is nothing that was refused", async () => {
      const refused = [
        await makeKey({ addresses: ["192.0.2.1"] }),
        await makeKey({ revokedAt: new Date() }),
      ];
      for (const key of refused) {
        await send(`Bearer ${key}`);
        await runtimeState(api.runtime).keyUses.drain();
        expect(await rowOf(key)).toMatchObject({ lastUsedAt: null, lastUsedFrom: null });
      }
    });
  });
});

describe.each(testDatabases)("the log, on $name", ({ open }) => {
  it("holds no part of a key when a request fails without its database, nor when its use can't be kept", async () => {
    const database = await open();
    const api = await startTestApi({ database });
    const key = await insertTestKey(database, { secrets: api.runtime.secrets });
    const hmac = api.runtime.secrets.keyHmac(key);
    const headers = { authorization: `Bearer ${key}` };
    await database.close();
    const answer = await api.call("GET", "/api/v1/attestations", { headers });
    expect(answer).toMatchObject({ status: 503, json: { code: "DATABASE_UNAVAILABLE" } });
    await api.close();
    const log = api.logged.join("");
    expect(log).toContain("an API request failed");
    const secret = key.slice("atst_".length + 12 + 1);
    for (const text of [
      secret,
      "Bearer",
      hmac.toString("hex"),
      hmac.toString("base64"),
      hmac.join(","),
    ]) {
      expect(log).not.toContain(text);
    }
  });
});
