import { v7 } from "uuid";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiKeys } from "@/drizzle/schema";
import type { Permission } from "@/lib/access/permissions";
import { eventHash } from "@/lib/audit/chain";
import { verifyAuditExport } from "@/lib/audit/verify-export";
import { type TestApi, startTestApi } from "./testing/test-api";
import { keyIdOf } from "@/lib/node-crypto/installation-secrets";
import { appendAuditEvent } from "@/lib/store/audit";
import { lastSeal, sealsWithin, unsealedOrganizations } from "@/lib/store/audit-seals";
import { auditEventsFrom, type StoredEvent } from "@/lib/store/audit-trail";
import { type Database, openDatabase } from "@/lib/store/database";
import { homeOrganizationId, inOrganization } from "@/lib/store/organization-db";
import { testDatabases, type TestPlace } from "@/lib/store/testing/databases";
import { tamper } from "@/lib/store/testing/tamper";
import { insertTestKey } from "@/lib/store/testing/test-key";
import { insertTestPerson } from "@/lib/store/testing/test-person";
import { auditEvent } from "@/lib/services/change";
import { serviceContext } from "@/lib/services/context";
import { sealAuditTrails, sealTrail } from "@/lib/services/audit/seal-trail";

async function* linesOf(text: string) {
  for (const line of text.split("\n")) if (line !== "") yield line;
}

describe.each(testDatabases)("the audit trail through the API on $name", ({ create, kind }) => {
  let place: TestPlace;
  let database: Database;
  let api: TestApi;
  let home: string;
  beforeAll(async () => {
    place = await create();
    database = await openDatabase(place.options);
    api = await startTestApi({ database });
    home = await homeOrganizationId(database);
  });
  afterAll(async () => {
    await api.close();
    await database.close();
    await place.remove();
  });

  const keyWith = (organizationId: string, scopes: readonly Permission[] = ["audit:read"]) =>
    insertTestKey(database, { secrets: api.runtime.secrets, organizationId, scopes });

  /** An organization of its own with a key that may read its trail, and that many events. */
  async function organizationWith(count: number) {
    const organizationId = v7();
    const key = await keyWith(organizationId);
    await appendTo(organizationId, count);
    return { organizationId, get: (path: string) => getAs(key, path) };
  }

  async function appendTo(organizationId: string, count: number) {
    const context = serviceContext(api.runtime, {
      actor: { kind: "system", job: "tests", organizationId },
      operation: "members.setRoles",
    });
    for (let index = 0; index < count; index += 1) {
      const object = { kind: "member", id: `m${index}` };
      await inOrganization(database, organizationId, (organization) =>
        appendAuditEvent(organization, auditEvent(context, { outcome: "success", object })),
      );
    }
  }

  const getAs = (key: string, path: string) =>
    api.call("GET", `/api/v1/audit${path}`, { headers: { authorization: `Bearer ${key}` } });

  async function verified(get: (path: string) => ReturnType<typeof getAs>, query = "") {
    const { status, bytes } = await get(`/export${query}`);
    expect(status).toBe(200);
    const { publicKey } = api.runtime.secrets.auditKey;
    const result = await verifyAuditExport(linesOf(bytes.toString()), { publicKeys: [publicKey] });
    if (!result.ok) throw new Error(result.failure.code);
    return result.value;
  }

  const trailOf = (organizationId: string) =>
    inOrganization(database, organizationId, (organization) =>
      auditEventsFrom(organization, { fromSeq: 1, toSeq: 1000, limit: 1000 }),
    );

  it("exports a trail that verifies, whose last event is the export, all of it sealed", async () => {
    const { get, organizationId } = await organizationWith(3);
    const answer = await get("/export");
    expect(answer.headers["content-type"]).toBe("application/x-ndjson");
    expect(answer.headers["content-disposition"]).toBe(
      'attachment; filename="audit-trail-1-4.jsonl"',
    );
    expect(await verified(get)).toMatchObject({ intact: true, events: 5, unsealed: 0, seals: 2 });
    const rows = await trailOf(organizationId);
    expect(JSON.parse(rows[3]?.body ?? "")).toMatchObject({
      action: "audit.export",
      object: { kind: "audit-trail", id: organizationId },
    });
  });

  it("widens a period to whole seals, so that it verifies", async () => {
    const { get, organizationId } = await organizationWith(3);
    await sealTrail(api.runtime, organizationId);
    await appendTo(organizationId, 4);
    await sealTrail(api.runtime, organizationId);
    const fifth = (await trailOf(organizationId))[4]?.at.toISOString() ?? "";
    expect(await verified(get, `?from=${fifth}`)).toMatchObject({
      intact: true,
      fromSeq: 4,
      toSeq: 8,
      seals: 2,
    });
    expect(await verified(get, "?to=2020-01-01T00:00:00Z")).toMatchObject({
      intact: true,
      events: 0,
    });
  });

  it("exports pages of many events in order", async () => {
    const organizationId = v7();
    const key = await keyWith(organizationId);
    await inOrganization(
      database,
      organizationId,
      ({ sql }) => sql`
      insert into audit_events (organization_id, body)
      select ${organizationId}, json_build_object('action', 'x', 'n', n)::text
      from generate_series(1, 1203) n`,
    );
    const answer = await verified((path) => getAs(key, path));
    expect(answer).toMatchObject({ intact: true, events: 1204, seals: 1 });
  });

  it("writes a table of exactly the period", async () => {
    const { get, organizationId } = await organizationWith(1);
    const times = async () => (await trailOf(organizationId)).map(({ at }) => at.getTime());
    // A fast machine writes several in one millisecond: until one is later than the first.
    let all = await times();
    while (all.at(-1) === all[0]) {
      await appendTo(organizationId, 1);
      all = await times();
    }
    const last = all.at(-1) ?? 0;
    const { headers, bytes } = await get(`/export?format=csv&to=${new Date(last).toISOString()}`);
    expect(headers["content-type"]).toBe("text/csv; charset=utf-8");
    // Beside them its head, and nothing behind the last line's end.
    const earlier = all.filter((time) => time < last).length;
    expect(bytes.toString().split("\r\n")).toHaveLength(earlier + 2);
    expect(bytes.toString()).toMatch(/\r\n1,[^,]+Z,members\.setRoles,success,,system,tests,/);
  });

  it("tells head, last seal and how many events have none yet", async () => {
    const { get, organizationId } = await organizationWith(2);
    expect((await get("/state")).json).toMatchObject({
      head: { seq: 2 },
      lastSeal: null,
      unsealed: 2,
      check: { fromSeq: 1, intact: true, brokenAt: null },
    });
    await sealTrail(api.runtime, organizationId);
    await appendTo(organizationId, 1);
    expect((await get("/state")).json).toMatchObject({
      head: { seq: 3 },
      lastSeal: { fromSeq: 1, toSeq: 2 },
      unsealed: 1,
      check: { fromSeq: 1, intact: true },
      keyId: keyIdOf(api.runtime.secrets.auditKey.publicKey).toString("hex"),
    });
  });

  it("answers for an organization in which nothing has happened", async () => {
    const key = await keyWith(v7());
    expect((await getAs(key, "/state")).json).toMatchObject({ head: null, unsealed: 0 });
    expect((await getAs(key, "/events")).json).toEqual({
      items: [],
      nextCursor: null,
      previousCursor: null,
    });
  });

  it("lists, filters and answers single events of its own organization only", async () => {
    const { get } = await organizationWith(3);
    const list = await get("/events?objectKind=member&objectId=m1&limit=1");
    expect(list.json).toMatchObject({ items: [{ seq: 2, object: { id: "m1" } }] });
    expect((await get("/events/2")).json).toMatchObject({ seq: 2, action: "members.setRoles" });
    expect((await get("/events/9")).status).toBe(404);
    expect((await get("/events/0")).status).toBe(400);
    expect((await get("/events?actor=%00")).json).toMatchObject({ items: [] });
  });

  it("gives the key to pin", async () => {
    const { get } = await organizationWith(0);
    const { json } = await get("/public-key");
    const { publicKey } = api.runtime.secrets.auditKey;
    expect(json).toEqual({
      algorithm: "Ed25519",
      keyId: keyIdOf(publicKey).toString("hex"),
      pem: publicKey.export({ format: "pem", type: "spki" }),
    });
  });

  it("makes one seal of one run, however many seal at once", async () => {
    const { organizationId } = await organizationWith(5);
    const second = kind === "server" ? await openDatabase(place.options) : database;
    const other = { ...api.runtime, database: second };
    await Promise.all(
      [api.runtime, other, api.runtime, other].map((runtime) => sealTrail(runtime, organizationId)),
    );
    if (second !== database) await second.close();
    const seals = await inOrganization(database, organizationId, (organization) =>
      sealsWithin(organization, { fromSeq: 1, toSeq: 100 }),
    );
    expect(seals.map(({ fromSeq, toSeq }) => [fromSeq, toSeq])).toEqual([[1, 5]]);
  });

  it("seals every trail that has grown, and puts each seal into the log", async () => {
    const { organizationId } = await organizationWith(2);
    expect(await unsealedOrganizations(database)).toContain(organizationId);
    await sealAuditTrails(api.runtime);
    expect(await unsealedOrganizations(database)).toEqual([]);
    const logged = api.logged.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(logged.filter((line) => line["organizationId"] === organizationId)).toMatchObject(
      [{ msg: "sealed", fromSeq: 1, toSeq: 2, signature: /^[0-9a-f]{128}$/ }].map((line) => ({
        ...line,
        signature: expect.stringMatching(line.signature),
      })),
    );
  });

  describe("a database that was changed by its owner", () => {
    const rehashed = (row: StoredEvent) => {
      const body = row.body.replace("success", "failure");
      return { body, hash: eventHash({ ...row, body }) };
    };

    /** Ten events, sealed after 4, 7 and 10; `change` tampers with them. */
    async function tampered(
      change: (given: {
        readonly organizationId: string;
        readonly rows: readonly StoredEvent[];
        readonly row: (seq: number) => StoredEvent;
      }) => Parameters<typeof tamper>[1],
    ) {
      const { organizationId, get } = await organizationWith(0);
      for (const count of [4, 3, 3]) {
        await appendTo(organizationId, count);
        await sealTrail(api.runtime, organizationId);
      }
      const rows = await trailOf(organizationId);
      const row = (seq: number) => {
        const found = rows[seq - 1];
        if (found === undefined) throw new Error(`no event ${seq}`);
        return found;
      };
      await tamper(database, change({ organizationId, rows, row }));
      const { findings } = await verified(get);
      const { json } = await get("/state");
      return { findings, state: json };
    }

    it("finds and places a changed body", async () => {
      const { findings } = await tampered(({ organizationId, row }) => (sql) => {
        const { body } = rehashed(row(5));
        return sql`update audit_events set body = ${body}
          where organization_id = ${organizationId} and seq = 5`;
      });
      expect(findings).toMatchObject([{ code: "AUDIT_EVENT_CHANGED", seq: 5 }]);
    });

    it("finds and places a changed time", async () => {
      const { findings } = await tampered(
        ({ organizationId }) =>
          (sql) => sql`
        update audit_events set at = at - interval '1 millisecond'
        where organization_id = ${organizationId} and seq = 1`,
      );
      expect(findings).toMatchObject([{ code: "AUDIT_EVENT_CHANGED", seq: 1 }]);
    });

    it("finds and places an event that was changed and hashed anew", async () => {
      const { findings } = await tampered(({ organizationId, row }) => (sql) => {
        const { body, hash } = rehashed(row(5));
        return sql`update audit_events set body = ${body}, hash = ${hash}
          where organization_id = ${organizationId} and seq = 5`;
      });
      expect(findings).toMatchObject([{ code: "AUDIT_CHAIN_BROKEN", seq: 6 }]);
    });

    it("finds the run when all later events were chained anew as well", async () => {
      const { findings } = await tampered(({ organizationId, rows, row }) => async (sql) => {
        let previousHash: Uint8Array = row(4).hash;
        for (const old of rows.slice(4)) {
          const body = old.seq === 5 ? rehashed(old).body : old.body;
          const hash = eventHash({ ...old, body, previousHash });
          await sql`update audit_events
            set body = ${body}, previous_hash = ${Buffer.from(previousHash)}, hash = ${hash}
            where organization_id = ${organizationId} and seq = ${old.seq}`;
          previousHash = hash;
        }
        await sql`update audit_heads set hash = ${Buffer.from(previousHash)}
          where organization_id = ${organizationId}`;
      });
      expect(findings).toMatchObject([
        { code: "AUDIT_SEAL_BROKEN", seq: 7 },
        { code: "AUDIT_SEAL_BROKEN", seq: 10 },
      ]);
    });

    it.each([1, 4, 6, 10])("finds and places event %i, which was removed", async (seq) => {
      const { findings, state } = await tampered(
        ({ organizationId }) =>
          (sql) => sql`
        delete from audit_events where organization_id = ${organizationId} and seq = ${seq}`,
      );
      expect(findings[0]).toMatchObject(
        seq === 4 || seq === 10
          ? { code: "AUDIT_SEAL_MISPLACED", seq }
          : { code: "AUDIT_EVENT_MISSING", seq: seq + 1 },
      );
      if (seq === 10) expect(state).toMatchObject({ check: { intact: false } });
    });

    it("finds and places two events that changed places", async () => {
      const { findings } = await tampered(({ organizationId }) => async (sql) => {
        const move = (from: number, to: number) => sql`update audit_events set seq = ${to}
          where organization_id = ${organizationId} and seq = ${from}`;
        await move(5, 1000);
        await move(6, 5);
        await move(1000, 6);
      });
      expect(findings).toMatchObject([
        { code: "AUDIT_EVENT_CHANGED", seq: 5 },
        { code: "AUDIT_EVENT_CHANGED", seq: 6 },
      ]);
    });

    it.each([4, 7])("finds that the seal to event %i was removed", async (toSeq) => {
      const { findings } = await tampered(
        ({ organizationId }) =>
          (sql) => sql`
        delete from audit_seals where organization_id = ${organizationId} and to_seq = ${toSeq}`,
      );
      expect(findings).toMatchObject([{ code: "AUDIT_SEAL_MISSING", seq: toSeq + 3 }]);
    });

    it.each(["root", "previous_seal", "signature", "key_id"])(
      "finds and places a seal whose %s was changed",
      async (column) => {
        const { findings } = await tampered(
          ({ organizationId }) =>
            (sql) => sql`
          update audit_seals set ${sql(column)} = set_byte(${sql(column)}, 3, 255 - get_byte(${sql(column)}, 3))
          where organization_id = ${organizationId} and to_seq = 7`,
        );
        const code = column === "key_id" ? "AUDIT_KEY_UNKNOWN" : "AUDIT_SEAL_CHANGED";
        expect(findings).toMatchObject([{ code, seq: 7 }]);
      },
    );

    it("seals no broken chain, says so, and still exports it", async () => {
      const { organizationId, get } = await organizationWith(3);
      await tamper(
        database,
        (sql) => sql`update audit_events set body = '{"action":"x"}'
        where organization_id = ${organizationId} and seq = 2`,
      );
      await sealTrail(api.runtime, organizationId);
      expect(await inOrganization(database, organizationId, lastSeal)).toBeNull();
      expect(api.logged.at(-1)).toContain("an audit trail is broken");
      expect((await get("/state")).json).toMatchObject({ check: { intact: false, brokenAt: 2 } });
      expect((await verified(get)).findings).toMatchObject([
        { code: "AUDIT_EVENT_CHANGED", seq: 2 },
      ]);
    });
  });

  describe("what was refused", () => {
    const eventsOf = async (action: string) => {
      const { json } = await api.call("GET", `/api/v1/audit/events?action=${action}&limit=200`);
      return (json as { items: Record<string, unknown>[] }).items;
    };

    it("leaves an event when a member is denied something", async () => {
      const key = await keyWith(home, ["attestation:read"]);
      const answer = await getAs(key, "/events/7");
      expect(answer.status).toBe(403);
      expect(await eventsOf("audit.get")).toMatchObject([
        {
          outcome: "denied",
          reasonCode: "PERMISSION_DENIED",
          actor: { kind: "key", name: "Tests" },
          details: { seq: "7" },
          address: "127.0.0.1",
          requestId: answer.headers["x-request-id"],
        },
      ]);
    });

    it("leaves an event when a key comes from where it may not", async () => {
      const key = await keyWith(home, ["audit:read"]);
      await inOrganization(database, home, ({ db }) =>
        db.update(apiKeys).set({ addresses: ["192.0.2.0/24"], name: "Elsewhere" }),
      );
      const { status } = await getAs(key, "/state");
      await inOrganization(database, home, ({ db }) => db.update(apiKeys).set({ addresses: [] }));
      expect(status).toBe(403);
      expect(await eventsOf("audit.state")).toMatchObject([
        { outcome: "denied", reasonCode: "API_KEY_ADDRESS_REFUSED", actor: { name: "Elsewhere" } },
      ]);
    });

    it("leaves an event when a change fails, and none when verifying does", async () => {
      const body = { evidence: "AAAA" };
      const failed = await api.call("POST", "/api/v1/attestations", { body });
      expect(failed.status).toBe(422);
      expect((await api.call("POST", "/api/v1/verifications", { body })).status).toBe(422);
      expect(await eventsOf("attestations.create")).toMatchObject([
        { outcome: "failure", reasonCode: "EVIDENCE_UNRECOGNISED" },
      ]);
      expect(await eventsOf("verifications.create")).toEqual([]);
    });

    it("leaves none for somebody who is not known", async () => {
      const before = (await trailOf(home)).length;
      await api.call("GET", "/api/v1/audit/state", { anonymous: true });
      await getAs("atst_nothing", "/state");
      expect((await trailOf(home)).length).toBe(before);
    });

    it("keeps a flood of refusals out of the trail", async () => {
      const { cookie } = await insertTestPerson(database, {
        secrets: api.runtime.secrets,
        roles: ["viewer"],
      });
      for (let index = 0; index < 60; index += 1) {
        const path = "/api/v1/audit/public-key";
        expect((await api.call("GET", path, { headers: { cookie } })).status).toBe(403);
      }
      const kept = await eventsOf("audit.publicKey");
      expect(kept.length).toBeGreaterThanOrEqual(20);
      expect(kept.length).toBeLessThan(30);
    });
  });
});
