import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { sql } from "drizzle-orm";
import { breakers as breakersTable } from "@/drizzle/schema";
import { type Breakers, createBreakers, type Entry } from "@/lib/breaker/breakers";
import { boundedFetch } from "@/lib/collateral/bounded-fetch";
import { breakerStore, listBreakers } from "./breakers";
import { type Database, openDatabase } from "./database";
import { testDatabases, type TestPlace } from "./testing/databases";

/** A service on loopback that dies and comes back on the same port. */
class Service {
  asked = 0;
  /** Answers wait for it. */
  gate: Promise<void> = Promise.resolve();
  #server: Server | null = null;
  #port = 0;

  async start(): Promise<void> {
    this.#server = createServer((_request, response) => {
      this.asked += 1;
      void this.gate.then(() => response.end("here"));
    });
    this.#server.listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
    const address = this.#server.address();
    this.#port = typeof address === "object" && address !== null ? address.port : 0;
  }

  async die(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    server?.closeAllConnections();
    if (server !== null) await new Promise((resolve) => server.close(resolve));
  }

  get url(): URL {
    return new URL(`http://127.0.0.1:${this.#port}/`);
  }
}

describe("breakers that two replicas share", () => {
  const onServer = testDatabases.find(({ kind }) => kind === "server");
  const service = new Service();
  let place: TestPlace;
  let databases: readonly Database[] = [];
  let name = "";
  let tries = 0;

  beforeAll(async () => {
    if (onServer === undefined) throw new Error("there is no PostgreSQL to test on");
    place = await onServer.create();
    databases = await Promise.all([openDatabase(place.options), openDatabase(place.options)]);
    await service.start();
  });
  afterAll(async () => {
    await service.die();
    await Promise.all(databases.map((database) => database.close()));
    await place.remove();
  });
  afterEach(async () => {
    await databases[0]?.db.delete(breakersTable);
  });

  const replicas = (leaseMs = 60_000) =>
    databases.map((database) =>
      replica(createBreakers({ store: breakerStore(database.db) }), leaseMs),
    );

  /** Asks the service if the breaker lets it. */
  const replica = (breakers: Breakers, leaseMs: number) => ({
    enter: () => breakers.enter(name, { leaseMs }),
    async ask(): Promise<"answered" | "failed" | "left alone"> {
      const entry = await breakers.enter(name, { leaseMs });
      if (!entry.allowed) return "left alone";
      tries += 1;
      const answer = await boundedFetch({
        ...{ fetch, url: service.url, accept: "*/*", maxBytes: 100, timeoutMs: 5_000 },
      });
      if (answer.kind === "answer") {
        await entry.settle({ kind: "answered" });
        return "answered";
      }
      await entry.settle({ kind: "failed", detail: answer.detail });
      return "failed";
    },
  });
  /** As if so much time had passed since it opened. */
  const pass = (ms: number) =>
    databases[0]?.db.update(breakersTable).set({
      openUntil: sql`${breakersTable.openUntil} - ${ms}::integer * interval '1 millisecond'`,
      probeUntil: sql`${breakersTable.probeUntil} - ${ms}::integer * interval '1 millisecond'`,
    });

  it("stop all of them after five failures, let one probe, and close for all with its answer", async () => {
    name = "dies-and-comes-back";
    const [one, other] = replicas();
    if (one === undefined || other === undefined) throw new Error("no replicas");
    expect([await one.ask(), await other.ask()]).toEqual(["answered", "answered"]);

    await service.die();
    tries = 0;
    for (const asking of [one, other, one, other, one]) expect(await asking.ask()).toBe("failed");
    expect([await one.ask(), await other.ask()]).toEqual(["left alone", "left alone"]);
    expect(tries).toBe(5);

    await service.start();
    service.asked = 0;
    await pass(1_000);
    // Replicas that start now remember nothing; of all that ask at once exactly one probes.
    const fresh = [...replicas(), ...replicas(), ...replicas()];
    let open = () => {};
    service.gate = new Promise((resolve) => {
      open = resolve;
    });
    let leftAlone = 0;
    const answers = await Promise.all(
      fresh.map(async (asking) => {
        const answer = await asking.ask();
        // The probe is under way until every other one has been told to leave it alone.
        if (answer === "left alone" && (leftAlone += 1) === fresh.length - 1) open();
        return answer;
      }),
    );
    expect(answers.filter((answer) => answer === "answered")).toHaveLength(1);
    expect(answers.filter((answer) => answer === "left alone")).toHaveLength(5);
    expect(service.asked).toBe(1);

    const [database] = databases;
    if (database === undefined) throw new Error("no database");
    expect(await listBreakers(database.db)).toMatchObject([{ name, failures: 0, openUntil: null }]);
    expect(await Promise.all(replicas().map((asking) => asking.ask()))).toEqual([
      "answered",
      "answered",
    ]);
  });

  it("let another probe when the prober dies", async () => {
    name = "prober-dies";
    await service.die();
    const [one] = replicas();
    for (let failure = 0; failure < 5; failure += 1) await one?.ask();
    await pass(1_000);
    const [prober, other] = replicas(30_000);
    const begun: Entry | undefined = await prober?.enter();
    expect(begun).toMatchObject({ allowed: true });
    // It never says what became of it.
    expect(await other?.enter()).toMatchObject({ allowed: false });
    await pass(30_000);
    await service.start();
    const [, follower] = replicas();
    expect(await follower?.ask()).toBe("answered");
    // What the first one says at last changes nothing any more.
    if (begun?.allowed === true) await begun.settle({ kind: "failed", detail: "late" });
    expect(await prober?.enter()).toMatchObject({ allowed: true });
  });

  it("open for as long as a service asks, everywhere", async () => {
    name = "asks-to-be-left-alone";
    const [one, other] = replicas();
    const entry = await one?.enter();
    if (entry?.allowed !== true) throw new Error("it was closed");
    await entry.settle({ kind: "throttled", detail: "429", retryAfterMs: 120_000 });
    const refused = await other?.enter();
    expect(refused).toMatchObject({ allowed: false, detail: "429" });
    expect(refused?.allowed === false && refused.waitMs > 100_000).toBe(true);
  });
});
