import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  idempotencyKeys,
  limitBuckets,
  people,
  reasonCounters,
  replicas,
  sessions,
  signInChallenges,
  signInFailures,
  verdictCounters,
} from "@/drizzle/schema";
import type { Database } from "./database";
import {
  foldCounters,
  removeEndedChallenges,
  removeEndedSessions,
  removeFullBuckets,
  removeGoneReplicas,
  removeOldFailures,
  removeOldIdempotencyKeys,
} from "./housekeeping";
import { inOrganization } from "./organization-db";
import { beat, leave, listReplicas } from "./replicas";
import { testDatabases } from "./testing/databases";

const HOUR_MS = 3_600_000;
const hoursAgo = (hours: number) => new Date(Date.now() - hours * HOUR_MS);

describe.each(testDatabases)("housekeeping on $name", ({ open }) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());

  it("removes ended sessions and challenges, and no others", async () => {
    const personId = randomUUID();
    await database.db
      .insert(people)
      .values({ id: personId, name: "Somebody", email: `${personId}@people.example` });
    for (const expiresAt of [hoursAgo(1), hoursAgo(-1)]) {
      const id = randomUUID();
      await database.db.insert(sessions).values({ id, userId: personId, token: id, expiresAt });
      await database.db
        .insert(signInChallenges)
        .values({ id, identifier: "state", value: "value", expiresAt });
    }
    expect(await removeEndedSessions(database.db)).toBe(1);
    expect(await removeEndedChallenges(database.db)).toBe(1);
    expect(await removeEndedSessions(database.db)).toBe(0);
    expect(await database.db.select().from(sessions)).toHaveLength(1);
  });

  it("forgets failed sign-ins after a day, unless they still block", async () => {
    const failure = (lastAt: Date, blockedUntil: Date) => ({
      ...{ subject: Buffer.from(randomUUID()), failures: 3, lastAt, blockedUntil },
    });
    await database.db
      .insert(signInFailures)
      .values([
        failure(hoursAgo(25), hoursAgo(24)),
        failure(hoursAgo(25), hoursAgo(-1)),
        failure(hoursAgo(1), hoursAgo(1)),
      ]);
    expect(await removeOldFailures(database.db)).toBe(1);
  });

  it("removes buckets that are full again", async () => {
    const bucket = (filledAt: Date) => ({ key: randomUUID(), tokens: 0, filledAt });
    await database.db.insert(limitBuckets).values([bucket(hoursAgo(1.1)), bucket(hoursAgo(0.9))]);
    expect(await removeFullBuckets(database.db)).toBe(1);
  });

  it("removes idempotency keys of every organization after a day", async () => {
    for (const organizationId of [randomUUID(), randomUUID()]) {
      const claim = (createdAt: Date) => ({
        organizationId,
        operation: "attestations.create",
        key: createdAt.toISOString(),
        requestSha256: Buffer.alloc(32),
        attestationId: randomUUID(),
        createdAt,
      });
      await inOrganization(database, organizationId, ({ db }) =>
        db.insert(idempotencyKeys).values([claim(hoursAgo(25)), claim(hoursAgo(23))]),
      );
    }
    expect(await removeOldIdempotencyKeys(database)).toBe(2);
    expect(await removeOldIdempotencyKeys(database)).toBe(0);
  });

  it("makes one row of the counts of an hour that is over, and changes no sum", async () => {
    const past = Math.floor(Date.now() / HOUR_MS - 5) * HOUR_MS;
    const running = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
    const organizations = [randomUUID(), randomUUID()];
    for (const organizationId of organizations) {
      const counted = (hour: number, shard: number, count: number) => ({
        ...{ organizationId, hour: new Date(hour), shard, count },
      });
      const hours = [
        counted(past, 3, 20),
        counted(past, 7, 300),
        counted(past + HOUR_MS, 0, 4),
        counted(past + HOUR_MS, 9, 50),
        counted(running, 2, 600),
        counted(running, 5, 7000),
      ];
      await inOrganization(database, organizationId, async ({ db }) => {
        const kind = { verdict: "affirming", evidenceType: "intel-tdx-quote" } as const;
        await db.insert(verdictCounters).values(hours.map((hour) => ({ ...hour, ...kind })));
        await db.insert(reasonCounters).values(hours.map((hour) => ({ ...hour, code: "NONE" })));
      });
    }
    expect(await foldCounters(database)).toBe(2 * 2 * 3);
    expect(await foldCounters(database)).toBe(0);
    for (const organizationId of organizations) {
      for (const table of [verdictCounters, reasonCounters]) {
        const rows = await inOrganization(database, organizationId, ({ db }) =>
          db.select({ shard: table.shard, count: table.count }).from(table).orderBy(table.count),
        );
        expect(rows).toEqual([
          { shard: 0, count: 54 },
          { shard: 0, count: 320 },
          { shard: 2, count: 600 },
          { shard: 5, count: 7000 },
        ]);
      }
    }
  });

  it("loses and doubles no count while others count and fold", async () => {
    const organizationId = randomUUID();
    const hour = new Date(Math.floor(Date.now() / HOUR_MS - 5) * HOUR_MS);
    const count = (shard: number) =>
      inOrganization(database, organizationId, ({ sql }) =>
        sql`insert into reason_counters as c (organization_id, hour, code, shard, count)
          values (${organizationId}, ${hour.toISOString()}, 'NONE', ${shard}, 1)
          on conflict (organization_id, hour, code, shard) do update set count = c.count + 1`.execute(),
      );
    const work = Array.from({ length: 120 }, (_, index) =>
      index % 6 === 0 ? foldCounters(database) : count(index % 4),
    );
    await Promise.all(work);
    await foldCounters(database);
    const rows = await inOrganization(database, organizationId, ({ db }) =>
      db.select({ shard: reasonCounters.shard, count: reasonCounters.count }).from(reasonCounters),
    );
    expect(rows).toEqual([{ shard: 0, count: 100 }]);
  });

  it("lists replicas until they leave, or are gone for a minute", async () => {
    const replica = (id: string) => ({ id, host: "machine", pid: 1, version: "1.0.0" });
    const [leaving, killed, running] = [randomUUID(), randomUUID(), randomUUID()];
    for (const id of [leaving, killed, running]) await beat(database.db, replica(id));
    await leave(database.db, leaving);
    await database.db.insert(replicas).values({
      ...replica(randomUUID()),
      ...{ startedAt: hoursAgo(1), seenAt: new Date(Date.now() - 61_000) },
    });
    expect(await removeGoneReplicas(database.db)).toBe(1);
    await beat(database.db, replica(running));
    const ids = (await listReplicas(database.db)).map(({ id }) => id);
    expect(ids.toSorted()).toEqual([killed, running].toSorted());
  });
});
