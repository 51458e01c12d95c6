import { eq } from "drizzle-orm";
import { v7 } from "uuid";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiKeys, auditEvents, memberships } from "@/drizzle/schema";
import {
  type ApiKey,
  apiKeyListSchema,
  apiKeySchema,
  newApiKeySchema,
} from "@/lib/contract/api-keys";
import { ok } from "@/lib/rats/result";
import { change } from "@/lib/services/change";
import { serviceContext } from "@/lib/services/context";
import { type Database, openDatabase } from "@/lib/store/database";
import { homeOrganizationId, inOrganization } from "@/lib/store/organization-db";
import { testDatabases, type TestPlace } from "@/lib/store/testing/databases";
import { authenticate } from "./authenticate";
import { type SignedIn, signIn } from "./testing/signed-in";
import { type Answer, startTestApi, type TestApi } from "./testing/test-api";

const KEYS = "/api/v1/api-keys";
const DAY_MS = 86_400_000;
const daysFromNow = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();
const daysUntil = (moment: string | null) => (Date.parse(moment ?? "") - Date.now()) / DAY_MS;

describe.each(testDatabases)("API keys on $name", ({ create: createPlace, kind }) => {
  let place: TestPlace;
  let database: Database;
  /** Of a second server; the embedded database has room for one process only. */
  let otherDatabase: Database;
  let api: TestApi;
  let administrator: SignedIn;
  let home: string;

  beforeAll(async () => {
    place = await createPlace();
    database = await openDatabase(place.options);
    otherDatabase = kind === "server" ? await openDatabase(place.options) : database;
    api = await startTestApi({ database });
    home = await homeOrganizationId(database);
    administrator = await signIn(api, { roles: ["administrator"] });
  });
  afterAll(async () => {
    await api.close();
    for (const each of new Set([database, otherDatabase])) await each.close();
    await place.remove();
  });

  const create = async (asked: object = {}) => {
    const answer = await administrator.call("POST", KEYS, {
      name: "Fleet",
      scopes: ["attestation:read"],
      ...asked,
    });
    expect(answer.status).toBe(201);
    return newApiKeySchema.parse(answer.json);
  };
  const get = async (id: string): Promise<ApiKey> =>
    apiKeySchema.parse((await administrator.call("GET", `${KEYS}/${id}`)).json);
  const act = (id: string, action: "rotate" | "revoke", body: object = {}) =>
    administrator.call("POST", `${KEYS}/${id}/${action}`, action === "rotate" ? body : undefined);
  const sendWith = (secret: string) =>
    api.call("GET", "/api/v1/attestations", { headers: { authorization: `Bearer ${secret}` } });
  const inHome = <T>(work: Parameters<typeof inOrganization<T>>[2]) =>
    inOrganization(database, home, work);
  const trailOf = (id: string) =>
    inHome(({ db }) =>
      db.select().from(auditEvents).where(eq(auditEvents.objectId, id)).orderBy(auditEvents.seq),
    );
  const bodiesOf = async (id: string) =>
    (await trailOf(id)).map(({ body }): unknown => JSON.parse(body));

  describe("a new one", () => {
    it("works with its scopes, and shows its secret in the first answer only", async () => {
      const made = await create({ service: "sentinel", tags: ["eu", "eu"], expiresAt: null });
      expect(made).toMatchObject({
        service: "sentinel",
        tags: ["eu"],
        state: "active",
        expiresAt: null,
        createdBy: { id: administrator.personId, name: "Test administrator" },
        lastUsed: null,
      });
      expect(made.secret.startsWith(`${made.prefix}_`)).toBe(true);
      expect((await sendWith(made.secret)).status).toBe(200);

      const read = await administrator.call("GET", `${KEYS}/${made.id}`);
      const list = await administrator.call("GET", `${KEYS}?limit=200`);
      const hmac = api.runtime.secrets.keyHmac(made.secret);
      const rows = await inHome(({ db }) =>
        db.select().from(apiKeys).where(eq(apiKeys.id, made.id)),
      );
      const trail = await trailOf(made.id);
      const kept = JSON.stringify([rows, trail.map(({ body }) => body)]);
      for (const text of [read.bytes.toString(), list.bytes.toString(), kept]) {
        expect(text).toContain(made.id);
        expect(text).not.toContain(made.secret.slice(-49));
      }
      for (const encoding of ["hex", "base64", "base64url"] as const) {
        expect(JSON.stringify(trail)).not.toContain(hmac.toString(encoding));
      }
      expect(trail.map(({ action, actorId, outcome }) => ({ action, actorId, outcome }))).toEqual([
        { action: "apiKeys.create", actorId: administrator.personId, outcome: "success" },
      ]);
    });

    it("ends after 90 days unless something else is asked for", async () => {
      expect(daysUntil((await create()).expiresAt)).toBeCloseTo(90, 1);
      const expiresAt = daysFromNow(10);
      expect(await create({ expiresAt })).toMatchObject({ expiresAt, state: "expiring" });
    });

    it("appears in the trail of what it does as itself and its service", async () => {
      const made = await create({ name: "Sender", service: "api-gateway" });
      const credentials = { authorization: `Bearer ${made.secret}`, cookie: null, address: null };
      const actor = await authenticate(api.runtime, credentials);
      if (!actor.ok) throw new Error(actor.failure.detail);
      const context = serviceContext(api.runtime, { actor: actor.value });
      await change(context, () => Promise.resolve(ok({ value: null, object: null })));
      const acts = await inHome(({ db }) =>
        db.select().from(auditEvents).where(eq(auditEvents.actorId, made.id)),
      );
      expect(acts.map(({ body }): unknown => JSON.parse(body).actor)).toEqual([
        { kind: "key", id: made.id, name: "Sender", service: "api-gateway" },
      ]);
    });

    it.each([
      [{ scopes: ["api-key:manage"] }, "REQUEST_INVALID", "/scopes/0"],
      [{ scopes: ["attestation:read", "member:manage"] }, "REQUEST_INVALID", "/scopes/1"],
      [{ scopes: ["no:such"] }, "REQUEST_INVALID", "/scopes/0"],
      [{ scopes: [] }, "REQUEST_INVALID", "/scopes"],
      [{ name: "two\nlines" }, "REQUEST_INVALID", "/name"],
      [{ name: " " }, "REQUEST_INVALID", "/name"],
      [{ service: "Sentinel" }, "REQUEST_INVALID", "/service"],
      [{ networks: ["10.0.0.0/8", "10.0.0.0/33"] }, "REQUEST_INVALID", "/networks/1"],
      [{ networks: ["10.0.0.0/08"] }, "REQUEST_INVALID", "/networks/0"],
      [{ networks: ["fe80::1%eth0"] }, "REQUEST_INVALID", "/networks/0"],
      [{ networks: ["example.org"] }, "REQUEST_INVALID", "/networks/0"],
      [{ expiresAt: "2020-01-01T00:00:00Z" }, "REQUEST_INVALID", "/expiresAt"],
      [{ policy: { extends: "no-such" } }, "REQUEST_INVALID", "/policy/extends"],
      [{ policy: "no-such" }, "POLICY_UNKNOWN", undefined],
      [{ secret: "mine" }, "REQUEST_INVALID", "/secret"],
    ])("is not made from %j", async (asked, code, pointer) => {
      const given = { name: "Refused", scopes: ["attestation:read"], ...asked };
      const answer = await administrator.call("POST", KEYS, given);
      expect(answer.json).toMatchObject({
        code,
        ...(pointer === undefined ? {} : { errors: [{ pointer }] }),
      });
      expect((await administrator.call("GET", `${KEYS}?q=refused`)).json).toMatchObject({
        items: [],
      });
    });

    it("is made twice by two calls with one Idempotency-Key, since nothing may keep the answer", async () => {
      const call = () =>
        api.call("POST", KEYS, {
          headers: { ...administrator.headers, "idempotency-key": "once" },
          body: { name: "Twice", scopes: ["attestation:read"] },
        });
      const made = [await call(), await call()].map(({ json }) => newApiKeySchema.parse(json));
      expect(new Set(made.map(({ id }) => id)).size).toBe(2);
      expect(new Set(made.map(({ secret }) => secret)).size).toBe(2);
    });
  });

  describe("a list", () => {
    it("has pages, and is narrowed by state, service, tag, name and prefix", async () => {
      const tag = v7();
      const made: ApiKey[] = [];
      for (const name of ["Alpha", "Beta 100%", "gamma"]) {
        made.push(await create({ name, tags: [tag], service: `s-${tag}`, expiresAt: null }));
      }
      const [alpha, beta, gamma] = made.map(({ id }) => id);
      await act(beta ?? "", "revoke");
      const list = async (query: string) => {
        const answer = await administrator.call("GET", `${KEYS}?tag=${tag}&${query}`);
        return apiKeyListSchema.parse(answer.json);
      };
      const ids = async (query: string) => (await list(query)).items.map(({ id }) => id);

      expect(await ids("")).toEqual([gamma, beta, alpha]);
      expect(await ids("state=revoked")).toEqual([beta]);
      expect(await ids("state=active")).toEqual([gamma, alpha]);
      expect(await ids(`service=s-${tag}`)).toEqual([gamma, beta, alpha]);
      expect(await ids("service=other")).toEqual([]);
      expect(await ids(`q=${encodeURIComponent("ALPH")}`)).toEqual([alpha]);
      expect(await ids(`q=${encodeURIComponent("0%")}`)).toEqual([beta]);
      expect(await ids(`q=${made[2]?.prefix}`)).toEqual([gamma]);
      const first = await list("limit=2");
      expect(first.items.map(({ id }) => id)).toEqual([gamma, beta]);
      const second = await list(`limit=2&cursor=${first.nextCursor}`);
      expect(second).toMatchObject({ items: [{ id: alpha }], nextCursor: null });
    });
  });

  describe("a change", () => {
    it("takes effect at once and is told with both states", async () => {
      const made = await create();
      const changes = {
        name: "Renamed",
        tags: ["a"],
        networks: ["192.0.2.0/24"],
        policy: "strict",
      };
      const answer = await administrator.call("PATCH", `${KEYS}/${made.id}`, changes);
      expect(answer).toMatchObject({ status: 200, json: changes });
      expect(await sendWith(made.secret)).toMatchObject({
        status: 403,
        json: { code: "API_KEY_ADDRESS_REFUSED" },
      });
      const [created, updated] = await bodiesOf(made.id);
      expect(updated).toMatchObject({
        action: "apiKeys.update",
        details: { changed: ["name", "networks", "tags", "policy"] },
      });
      // What the key was before is what it was after it was made.
      expect((updated as { before: string }).before).toBe((created as { after: string }).after);
      expect((updated as { after: string }).after).not.toBe((created as { after: string }).after);
    });

    it("lets a key end earlier, never later", async () => {
      const made = await create({ expiresAt: daysFromNow(20) });
      const change = (expiresAt: string) =>
        administrator.call("PATCH", `${KEYS}/${made.id}`, { expiresAt });
      const refused = {
        status: 400,
        json: { code: "REQUEST_INVALID", errors: [{ pointer: "/expiresAt" }] },
      };
      expect(await change(daysFromNow(21))).toMatchObject(refused);
      expect(await change(daysFromNow(-1))).toMatchObject(refused);
      const earlier = daysFromNow(2);
      expect(await change(earlier)).toMatchObject({ status: 200, json: { expiresAt: earlier } });
    });

    it.each(["scopes", "service", "revokedAt"])("does not know %s", async (member) => {
      const made = await create();
      const answer = await administrator.call("PATCH", `${KEYS}/${made.id}`, { [member]: null });
      expect(answer).toMatchObject({ status: 400, json: { code: "REQUEST_INVALID" } });
    });
  });

  describe("a rotation", () => {
    it("makes a successor with the same properties, and both work for the overlap", async () => {
      const properties = {
        name: "Gateway",
        service: "api-gateway",
        scopes: ["attestation:read", "collateral:read"],
        networks: ["127.1.2.3/8", "2001:DB8::/32", "::ffff:192.0.2.1"],
        tags: ["x"],
        policy: { extends: "strict" },
      };
      const old = await create({ ...properties, expiresAt: daysFromNow(30) });
      const answer = await act(old.id, "rotate");
      expect(answer.status).toBe(201);
      const successor = newApiKeySchema.parse(answer.json);
      expect(successor).toMatchObject({ ...properties, replaces: old.id, replacedBy: null });
      expect(daysUntil(successor.expiresAt)).toBeCloseTo(30, 1);
      const replaced = await get(old.id);
      expect(replaced).toMatchObject({ state: "replaced", replacedBy: successor.id });
      expect(daysUntil(replaced.expiresAt)).toBeCloseTo(1, 1);
      for (const { secret } of [old, successor]) expect((await sendWith(secret)).status).toBe(200);

      const [, rotated] = await bodiesOf(old.id);
      expect(rotated).toMatchObject({
        action: "apiKeys.rotate",
        details: { successor: successor.id, overlapHours: 24 },
      });
    });

    it("without an overlap ends the old key at once", async () => {
      const old = await create();
      const successor = newApiKeySchema.parse(
        (await act(old.id, "rotate", { overlapHours: 0 })).json,
      );
      expect(await sendWith(old.secret)).toMatchObject({
        status: 401,
        json: { code: "API_KEY_ENDED" },
      });
      expect((await sendWith(successor.secret)).status).toBe(200);
    });

    it("never gives an old key more time than it had", async () => {
      const expiresAt = daysFromNow(0.5);
      const old = await create({ expiresAt });
      await act(old.id, "rotate", { overlapHours: 168 });
      expect(await get(old.id)).toMatchObject({ expiresAt });
    });

    it("gives an expired key a successor that works, and leaves it expired", async () => {
      const old = await create();
      await inHome(({ db }) =>
        db
          .update(apiKeys)
          .set({ expiresAt: new Date(Date.now() - 1_000) })
          .where(eq(apiKeys.id, old.id)),
      );
      const successor = newApiKeySchema.parse((await act(old.id, "rotate")).json);
      expect(daysUntil(successor.expiresAt)).toBeCloseTo(90, 1);
      expect(await sendWith(successor.secret)).toMatchObject({ status: 200 });
      expect(await sendWith(old.secret)).toMatchObject({ json: { code: "API_KEY_ENDED" } });
    });

    it.each([-1, 169, 1.5, null])("has no overlap of %s hours", async (overlapHours) => {
      const old = await create();
      expect(await act(old.id, "rotate", { overlapHours })).toMatchObject({ status: 400 });
    });

    it("gives a key the whole time again that a demotion had cut short", async () => {
      const old = await create({ expiresAt: null });
      await inHome(({ db }) =>
        db
          .update(apiKeys)
          .set({ rotationDue: "demoted", expiresAt: new Date(daysFromNow(1)) })
          .where(eq(apiKeys.id, old.id)),
      );
      expect(await get(old.id)).toMatchObject({ state: "rotation-due", rotationDue: "demoted" });
      const successor = newApiKeySchema.parse((await act(old.id, "rotate")).json);
      expect(successor).toMatchObject({ state: "active", rotationDue: null });
      expect(daysUntil(successor.expiresAt)).toBeCloseTo(90, 1);
    });

    it("is done once, whoever asks at the same time, on two servers", async () => {
      const second = await startTestApi({ database: otherDatabase });
      const colleague = await signIn(second, { roles: ["administrator"] });
      for (let round = 0; round < 5; round += 1) {
        const { id } = await create();
        const answers = await Promise.all(
          [administrator, colleague, administrator, colleague].map((person) =>
            person.call("POST", `${KEYS}/${id}/rotate`, {}),
          ),
        );
        const made = answers.filter(({ status }) => status === 201);
        expect(made).toHaveLength(1);
        expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409]);
        expect(codes(answers)).toEqual(["CONFLICT", "CONFLICT", "CONFLICT"]);
        const successors = await inHome(
          ({ sql }) => sql<{ id: string }[]>`
          select successor.id from api_keys old join api_keys successor on successor.created_at >= old.created_at
          where old.id = ${id} and successor.id <> old.id`,
        );
        expect(successors.map((row) => row.id)).toEqual([(await get(id)).replacedBy]);
        expect((await bodiesOf(id)).length).toBe(2);
      }
      await second.close();
    });
  });

  describe("a revoked one", () => {
    it("works no longer, can't be changed, rotated or revoked again, and its successor goes on", async () => {
      const old = await create();
      const successor = newApiKeySchema.parse((await act(old.id, "rotate")).json);
      expect(await act(old.id, "revoke")).toMatchObject({
        status: 200,
        json: { state: "revoked" },
      });
      expect(await sendWith(old.secret)).toMatchObject({
        status: 401,
        json: { code: "API_KEY_ENDED" },
      });
      expect((await sendWith(successor.secret)).status).toBe(200);
      const conflict = { status: 409, json: { code: "CONFLICT" } };
      expect(await act(old.id, "revoke")).toMatchObject(conflict);
      expect(await act(old.id, "rotate")).toMatchObject(conflict);
      expect(await administrator.call("PATCH", `${KEYS}/${old.id}`, { name: "x" })).toMatchObject(
        conflict,
      );
      expect((await bodiesOf(old.id)).map((body) => (body as { action: string }).action)).toEqual([
        "apiKeys.create",
        "apiKeys.rotate",
        "apiKeys.revoke",
      ]);
    });
  });

  it("are not there for another organization, whatever it asks", async () => {
    const stranger = await signIn(api, { roles: ["administrator"], organizationId: v7() });
    const made = await create();
    const answers = [
      await stranger.call("GET", `${KEYS}/${made.id}`),
      await stranger.call("PATCH", `${KEYS}/${made.id}`, { name: "Mine" }),
      await stranger.call("POST", `${KEYS}/${made.id}/rotate`, {}),
      await stranger.call("POST", `${KEYS}/${made.id}/revoke`),
    ];
    expect(codes(answers)).toEqual(["NOT_FOUND", "NOT_FOUND", "NOT_FOUND", "NOT_FOUND"]);
    expect((await stranger.call("GET", KEYS)).json).toMatchObject({ items: [] });
    expect(await get(made.id)).toMatchObject({ name: "Fleet", state: "active" });
  });

  // The embedded database has one session: there is no meanwhile.
  if (kind === "server") {
    it("are not made by somebody who loses the right meanwhile", async () => {
      const leaving = await signIn(api, { roles: ["administrator"] });
      const body = { name: "Too late", scopes: ["attestation:read"] };
      const pending = await inHome(async ({ db, sql }) => {
        await db
          .update(memberships)
          .set({ roles: ["viewer"] })
          .where(eq(memberships.personId, leaving.personId));
        const answer = leaving.call("POST", KEYS, body);
        await untilSomebodyWaits(sql);
        return { answer };
      });
      expect(await pending.answer).toMatchObject({
        status: 403,
        json: { code: "PERMISSION_DENIED" },
      });
      expect((await administrator.call("GET", `${KEYS}?q=too+late`)).json).toMatchObject({
        items: [],
      });
    });
  }
});

function codes(answers: readonly Answer[]): readonly string[] {
  return answers.flatMap(({ json }) =>
    typeof json === "object" && json !== null && "code" in json ? [String(json.code)] : [],
  );
}

/** Until another transaction of this database waits for a lock. */
async function untilSomebodyWaits(
  sql: Parameters<Parameters<typeof inOrganization>[2]>[0]["sql"],
): Promise<void> {
  for (;;) {
    const waiting = await sql`select from pg_locks waiting join pg_locks own using (pid)
      where not waiting.granted and own.locktype = 'relation'
      and own.database = (select oid from pg_database where datname = current_database())`;
    if (waiting.length > 0) return;
  }
}
