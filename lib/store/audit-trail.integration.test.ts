import { v7 } from "uuid";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AuditEvent } from "@/lib/audit/audit-event";
import { BEFORE_THE_FIRST, eventHash } from "@/lib/audit/chain";
import { appendAuditEvent } from "./audit";
import {
  auditEventsFrom,
  auditHead,
  auditRange,
  findAuditEvent,
  listAuditEvents,
  type StoredEvent,
} from "./audit-trail";
import { type Database, openDatabase } from "./database";
import { inOrganization } from "./organization-db";
import { asOwner } from "./testing/as-owner";
import { testDatabases, type TestPlace } from "./testing/databases";

const event: AuditEvent = {
  action: "members.setRoles",
  outcome: "success",
  actor: { kind: "person", id: "p1", name: "Jürgen 🦉" },
  object: { kind: "member", id: "m1" },
  before: null,
  after: null,
  details: { roles: ["viewer"], note: 'a "quoted"\nline' },
  reasonCode: null,
  requestId: "r1",
  address: "::1",
  userAgent: "half of a pair \ud800, zero \0",
  durationMs: 1.5,
};

const append = (database: Database, organizationId: string, change: Partial<AuditEvent> = {}) =>
  inOrganization(database, organizationId, (organization) =>
    appendAuditEvent(organization, { ...event, ...change }),
  );

const trailOf = (database: Database, organizationId: string) =>
  inOrganization(database, organizationId, (organization) =>
    auditEventsFrom(organization, { fromSeq: 1, toSeq: 100_000, limit: 100_000 }),
  );

/** Held against the form of lib/audit, which shares no code with the trigger. */
function expectChain(events: readonly StoredEvent[], length: number) {
  expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length }, (_, index) => index + 1));
  let previous: Uint8Array = BEFORE_THE_FIRST;
  for (const row of events) {
    expect(Buffer.from(row.previousHash).equals(previous)).toBe(true);
    expect(eventHash(row).equals(row.hash)).toBe(true);
    previous = row.hash;
  }
}

describe.each(testDatabases)("the audit trail on $name", ({ create, kind }) => {
  let place: TestPlace;
  let database: Database;
  beforeAll(async () => {
    place = await create();
    database = await openDatabase(place.options);
  });
  afterAll(async () => {
    await database.close();
    await place.remove();
  });

  it("chains events in the form that lib/audit computes", async () => {
    const organizationId = v7();
    for (const requestId of ["r1", "r2", "r3"])
      await append(database, organizationId, { requestId });
    const events = await trailOf(database, organizationId);
    expectChain(events, 3);
    expect(JSON.parse(events[0]?.body ?? "")).toMatchObject({
      actor: event.actor,
      details: event.details,
      userAgent: "half of a pair \ufffd, zero \ufffd",
    });
    const head = await inOrganization(database, organizationId, auditHead);
    expect(head).toEqual({ seq: 3, hash: events[2]?.hash });
  });

  it("keeps one chain for each organization", async () => {
    const [one, other] = [v7(), v7()];
    await append(database, one);
    await append(database, other);
    await append(database, one);
    expectChain(await trailOf(database, one), 2);
    expectChain(await trailOf(database, other), 1);
  });

  it("neither forks nor leaves a gap when many write at once", async () => {
    const organizationId = v7();
    const second = kind === "server" ? await openDatabase(place.options) : database;
    await Promise.all(
      Array.from({ length: 120 }, (_, index) =>
        append(index % 2 === 0 ? database : second, organizationId, { requestId: `r${index}` }),
      ),
    );
    if (second !== database) await second.close();
    expectChain(await trailOf(database, organizationId), 120);
  });

  it("leaves no row and no gap when a transaction fails", async () => {
    const organizationId = v7();
    await append(database, organizationId);
    const failed = inOrganization(database, organizationId, async (organization) => {
      await appendAuditEvent(organization, event);
      throw new Error("the change failed");
    });
    await expect(failed).rejects.toThrow("the change failed");
    await append(database, organizationId);
    expectChain(await trailOf(database, organizationId), 2);
  });

  it.each([
    "update audit_events set body = '{}'",
    "delete from audit_events",
    "truncate audit_events",
    "update audit_seals set to_seq = 1",
    "delete from audit_seals",
    "update audit_heads set seq = 1",
    "delete from audit_heads",
    "insert into audit_events (organization_id, body, seq) values (gen_random_uuid(), '{}', 7)",
  ])("does not let the application %s", async (statement) => {
    await expect(database.sql.unsafe(statement)).rejects.toThrow(/permission denied/);
  });

  it("does not let even the owner change a row while the triggers stand", async () => {
    await append(database, v7());
    const change = asOwner(database, (sql) => sql`update audit_events set body = '{}'`);
    await expect(change).rejects.toThrow(/append-only/);
  });

  it("pages in both directions and says when there is no more", async () => {
    const organizationId = v7();
    for (let index = 0; index < 5; index += 1) await append(database, organizationId);
    const page = (cursor: number | null, direction: "older" | "newer") =>
      inOrganization(database, organizationId, async (organization) => {
        const found = await listAuditEvents(organization, {}, { limit: 2, cursor, direction });
        return { ...found, items: found.items.map(({ seq }) => seq) };
      });
    expect(await page(null, "older")).toEqual({ items: [5, 4], older: 4, newer: null });
    expect(await page(4, "older")).toEqual({ items: [3, 2], older: 2, newer: 3 });
    expect(await page(2, "older")).toEqual({ items: [1], older: null, newer: 1 });
    expect(await page(1, "older")).toEqual({ items: [], older: null, newer: 1 });
    expect(await page(1, "newer")).toEqual({ items: [3, 2], older: 2, newer: 3 });
    expect(await page(3, "newer")).toEqual({ items: [5, 4], older: 4, newer: null });
  });

  it("finds the events of an actor, of an object, of an action, of a request, of a time", async () => {
    const organizationId = v7();
    const key = { kind: "key" as const, id: "k1", name: "CI" };
    await append(database, organizationId);
    await append(database, organizationId, { actor: key, outcome: "denied" });
    await append(database, organizationId, { object: { kind: "api-key", id: "m1" } });
    await append(database, organizationId, { action: "attestations.create", requestId: "r9" });
    const rows = await trailOf(database, organizationId);
    const third = rows[2]?.at.toISOString();
    const found = (filter: Parameters<typeof listAuditEvents>[1]) =>
      inOrganization(database, organizationId, async (organization) => {
        const paging = { limit: 10, cursor: null, direction: "older" } as const;
        const { items } = await listAuditEvents(organization, filter, paging);
        return items.map(({ seq }) => seq);
      });
    expect(await found({ actor: "k1" })).toEqual([2]);
    expect(await found({ actorKind: "person" })).toEqual([4, 3, 1]);
    expect(await found({ objectKind: "member", objectId: "m1" })).toEqual([4, 2, 1]);
    expect(await found({ action: "attestations.create" })).toEqual([4]);
    expect(await found({ outcome: "denied" })).toEqual([2]);
    expect(await found({ requestId: "r9" })).toEqual([4]);
    expect(await found({ from: third })).toContain(3);
    expect(await found({ to: third })).not.toContain(3);
    expect(await found({ actor: "nobody\0" })).toEqual([]);
    const range = await inOrganization(database, organizationId, (organization) =>
      auditRange(organization, { from: third }),
    );
    expect(range?.toSeq).toBe(4);
  });

  it("finds one event by its number, and none of another organization", async () => {
    const organizationId = v7();
    await append(database, organizationId);
    const find = (organization: string, seq: number) =>
      inOrganization(database, organization, (db) => findAuditEvent(db, seq));
    expect(await find(organizationId, 1)).toMatchObject({ organizationId, seq: 1 });
    expect(await find(organizationId, 2)).toBeNull();
    expect(await find(v7(), 1)).toBeNull();
  });
});
