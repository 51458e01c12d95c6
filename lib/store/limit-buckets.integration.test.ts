import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { limitBuckets, limitSettings } from "@/drizzle/schema";
import type { Allowance } from "@/lib/access/limit-class";
import { type Database, openDatabase } from "./database";
import { type BucketOwner, takeTokens } from "./limit-buckets";
import { inOrganization } from "./organization-db";
import { testDatabases, type TestPlace } from "./testing/databases";

const EVERYBODY = "00000000-0000-0000-0000-000000000000";
/** So slow that nothing comes back while a test runs. */
const slow = (burst: number): Allowance => ({ perMinute: 1, burst });

describe.each(testDatabases)("token buckets on $name", ({ open }) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());

  const owner = (organizationId: string | null = randomUUID()): BucketOwner => ({
    scope: "key",
    subject: randomUUID(),
    organizationId,
  });
  const take = (
    from: BucketOwner,
    given: { tokens?: number; own?: Allowance; whole?: Allowance } = {},
  ) =>
    takeTokens(database, from, {
      limitClass: "verify",
      tokens: given.tokens ?? 1,
      defaults: { own: given.own ?? slow(3), whole: given.whole ?? slow(100) },
    });
  /** As if the last taker had come so many seconds earlier. */
  const age = (seconds: number) =>
    database.db
      .update(limitBuckets)
      .set({ filledAt: sql`${limitBuckets.filledAt} - make_interval(secs => ${seconds})` });

  it("gives what there is, and what is left", async () => {
    const from = owner();
    expect(await take(from, { tokens: 2 })).toMatchObject({ granted: 2, own: { burst: 3 } });
    const rest = await take(from, { tokens: 2 });
    expect(rest.granted).toBe(1);
    expect(rest.own.tokens).toBeLessThan(0.1);
    expect((await take(from)).granted).toBe(0);
  });

  it("gives tokens back evenly with the time that the database counts, up to the burst", async () => {
    const from = owner();
    const own = { perMinute: 60, burst: 10 };
    await take(from, { tokens: 10, own });
    await age(4);
    const some = await take(from, { tokens: 10, own });
    expect(some.granted).toBeGreaterThanOrEqual(4);
    expect(some.granted).toBeLessThan(10);
    await age(3600);
    expect((await take(from, { tokens: 100, own })).granted).toBe(10);
  });

  it("gives nothing for time that runs backwards", async () => {
    const from = owner();
    await take(from, { tokens: 3 });
    await age(-3600);
    expect((await take(from)).granted).toBe(0);
  });

  it("takes from neither bucket what one of them lacks", async () => {
    const organizationId = randomUUID();
    const [busy, calm] = [owner(organizationId), owner(organizationId)];
    const given = { own: slow(10), whole: slow(4) };
    expect((await take(busy, { ...given, tokens: 9 })).granted).toBe(4);
    const refused = await take(calm, given);
    expect(refused.granted).toBe(0);
    expect(refused.own.tokens).toBe(10);
    // An own bucket that is empty costs the organization nothing.
    const other = randomUUID();
    await take(owner(other), { own: slow(0) });
    expect((await take(owner(other), given)).whole?.tokens).toBeGreaterThanOrEqual(3);
  });

  it("has a bucket for each principal and class, and one without an organization", async () => {
    const organizationId = randomUUID();
    const [one, another] = [owner(organizationId), owner(organizationId)];
    await take(one, { tokens: 3 });
    expect((await take(one)).granted).toBe(0);
    expect((await take(another)).granted).toBe(1);
    const defaults = { own: slow(3), whole: slow(100) };
    const reading = await takeTokens(database, one, { limitClass: "read", tokens: 3, defaults });
    expect(reading.granted).toBe(3);
    const alone = await take({ scope: "address", subject: "ab".repeat(32), organizationId: null });
    expect(alone).toMatchObject({ granted: 1, whole: null });
  });

  it("goes by the setting for one principal, then by the one for all, then by the default", async () => {
    const organizationId = randomUUID();
    const [special, usual] = [owner(organizationId), owner(organizationId)];
    const setting = (
      scope: "key" | "person" | "organization",
      subjectId: string,
      burst: number,
    ) => ({
      organizationId,
      scope,
      subjectId,
      limitClass: "verify",
      perMinute: 1,
      burst,
      updatedAt: new Date(),
    });
    await inOrganization(database, organizationId, ({ db }) =>
      db
        .insert(limitSettings)
        .values([
          setting("key", EVERYBODY, 5),
          setting("key", special.subject, 7),
          setting("person", EVERYBODY, 1),
          setting("organization", EVERYBODY, 50),
        ]),
    );
    expect(await take(special)).toMatchObject({ own: { burst: 7 }, whole: { burst: 50 } });
    expect(await take(usual)).toMatchObject({ own: { burst: 5 }, whole: { burst: 50 } });
    expect(await take(owner())).toMatchObject({ own: { burst: 3 }, whole: { burst: 100 } });
  });
});

describe("token buckets that two processes draw from", () => {
  const onServer = testDatabases.find(({ kind }) => kind === "server");
  let place: TestPlace;
  let databases: readonly Database[] = [];
  beforeAll(async () => {
    if (onServer === undefined) throw new Error("there is no PostgreSQL to test on");
    place = await onServer.create();
    databases = await Promise.all([openDatabase(place.options), openDatabase(place.options)]);
  });
  afterAll(async () => {
    await Promise.all(databases.map((database) => database.close()));
    await place.remove();
  });

  it("give out exactly what they hold to 600 takers at once, and never deadlock", async () => {
    const organizationId = randomUUID();
    const principals = Array.from({ length: 6 }, (): BucketOwner => ({
      scope: "key",
      subject: randomUUID(),
      organizationId,
    }));
    const takers = principals.flatMap((from) => Array.from({ length: 100 }, () => from));
    const granted = await Promise.all(
      takers.map(async (from, index) => {
        const database = databases[index % databases.length];
        if (database === undefined) throw new Error("no database");
        const defaults = { own: slow(60), whole: slow(250) };
        const taken = await takeTokens(database, from, {
          limitClass: "submit",
          tokens: 1,
          defaults,
        });
        return { subject: from.subject, granted: taken.granted };
      }),
    );
    const sum = (of: typeof granted) => of.reduce((total, taken) => total + taken.granted, 0);
    expect(sum(granted)).toBe(250);
    for (const { subject } of principals) {
      expect(sum(granted.filter((taken) => taken.subject === subject))).toBeLessThanOrEqual(60);
    }
  });
});
