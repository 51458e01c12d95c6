import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  givenCase,
  givenCollateral,
  noGivenCollateral,
} from "@/lib/collateral/testing/given-collateral";
import {
  startPccsServer,
  type PccsServer,
  type ServedItem,
} from "@/lib/collateral/testing/pccs-server";
import { servedItems } from "@/lib/collateral/testing/served-items";
import { collateralBundleSchema, collateralListSchema } from "@/lib/contract/collateral";
import { nodeCrypto } from "@/lib/node-crypto/node-crypto";
import { mintIntel, type MintedIntel } from "@/lib/simulator/intel/mint-intel";
import { createIntelPki, type IntelPki } from "@/lib/simulator/intel/pki";
import { collateralStore, listUpstreams } from "@/lib/store/collateral";
import type { Database } from "@/lib/store/database";
import { asOwner } from "@/lib/store/testing/as-owner";
import { testDatabases } from "@/lib/store/testing/databases";
import { endorsementKey, type EndorsementRequest } from "@/lib/trust/endorsement-source";
import type { CollateralContext } from "./collateral-context";
import { exportCollateral } from "./collateral-export";
import { listCollateral } from "./collateral-list";
import { collateralSource } from "./collateral-source";
import { keepImport } from "./testing/keep-import";

const crypto = nodeCrypto({ pool: true });
const fmspc = "b0c06f000000";
const tcbInfo: EndorsementRequest = { item: "intel.tcbInfo", tee: "tdx", fmspc };
const requests: readonly EndorsementRequest[] = [
  tcbInfo,
  { item: "intel.qeIdentity", tee: "tdx" },
  { item: "intel.pckCrl", ca: "platform" },
  { item: "intel.rootCaCrl" },
];
const june = new Date("2026-06-01T00:00:00Z");

if (noGivenCollateral !== null) {
  console.warn(`Given collateral is not imported: ${noGivenCollateral}.`);
}

describe.each(testDatabases)("collateral on $name", ({ open }) => {
  let pki: IntelPki;
  let minted: MintedIntel;
  let items: readonly ServedItem[];
  let server: PccsServer;
  let database: Database;
  let now: Date;

  const contextOf = (db: Database): CollateralContext => ({
    database: db,
    crypto,
    now: () => now,
    trustAnchors: minted.trustAnchors,
  });
  const sourceOn = (db: Database) =>
    collateralSource({ ...contextOf(db), upstreams: [{ kind: "pccs", baseUrl: server.url }] });
  const countRows = async () => {
    const [row] = await database.sql<{ count: number }[]>`
      select count(*)::integer as count from collateral_cache`;
    return row?.count ?? 0;
  };

  beforeAll(async () => {
    database = await open();
    pki = await createIntelPki();
    minted = await mintIntel({ pki });
    items = servedItems(minted.endorsements, { tee: "tdx", fmspc, ca: "platform" });
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    now = june;
    server = await startPccsServer({ items, flavour: "pccs", crlEncoding: "hex" });
    await asOwner(
      database,
      (sql) => sql`truncate collateral_cache, collateral_fetches, collateral_upstreams`,
    );
  });
  afterEach(() => server.close());

  it("gives a key set that did not change later dates, and never earlier ones", async () => {
    const store = collateralStore(database.db);
    const request = { item: "jwks", issuer: "https://keys.example" } as const;
    const hour = (hours: number) => new Date(june.getTime() + hours * 3_600_000);
    for (const hours of [0, 2, 1]) {
      const dates = {
        retrievedAt: hour(hours),
        issuedAt: hour(hours),
        nextUpdate: hour(hours + 1),
      };
      const known = { sha256: "ab".repeat(32), issuerChain: null, upstream: null, revision: null };
      await store.append([{ request, body: "{}", origin: "fetched", ...known, ...dates }]);
    }
    const windows = await store.windows(endorsementKey(request));
    expect(windows).toMatchObject([{ issuedAt: hour(2), nextUpdate: hour(3) }]);
  });

  it("fetches each item once and keeps it across a restart", async () => {
    for (const request of requests) {
      const item = await sourceOn(database).get(request, now);
      expect(item).toMatchObject({ ok: true, value: { origin: "fetched", upstream: server.host } });
    }
    const restarted = sourceOn(database);
    for (const [index, request] of requests.entries()) {
      const { body, issuerChain } = items[index] ?? {};
      const value = { origin: "cache", upstream: server.host, body, issuerChain };
      expect(await restarted.get(request, now)).toMatchObject({ ok: true, value });
    }
    expect(server.asked).toEqual(requests.map(endorsementKey));
  });

  it("fetches each item once for two replicas and many concurrent calls", async () => {
    server.answerAll({ kind: "slow", ms: 150 });
    const replicas = [sourceOn(database), sourceOn(database)];
    const calls = replicas.flatMap((replica) =>
      requests.flatMap((request) => Array.from({ length: 10 }, () => replica.get(request, now))),
    );
    expect((await Promise.all(calls)).every((item) => item.ok)).toBe(true);
    expect([...server.asked].sort()).toEqual(requests.map(endorsementKey).sort());
    expect(await countRows()).toBe(4);
  });

  it("takes over from a process that died in the middle of a fetch", async () => {
    const key = endorsementKey(tcbInfo);
    const dead = { key, holder: "00000000-0000-4000-8000-000000000000", leaseMs: 400 };
    expect(await collateralStore(database.db).takeTurn(dead)).toEqual({ kind: "mine" });
    expect(await sourceOn(database).get(tcbInfo, now)).toMatchObject({ ok: true });
    expect(server.asked).toEqual([key]);
  });

  it("does not let a process whose lease has ended end the turn of the next one", async () => {
    const store = collateralStore(database.db);
    const late = { key: "k", holder: "00000000-0000-4000-8000-000000000000", leaseMs: 0 };
    const next = { key: "k", holder: "00000000-0000-4000-8000-000000000001", leaseMs: 60_000 };
    expect(await store.takeTurn(late)).toEqual({ kind: "mine" });
    expect(await store.takeTurn(next)).toEqual({ kind: "mine" });
    await store.endTurn({ ...late, failure: { detail: "late", quietMs: 60_000 } });
    expect(await store.takeTurn(late)).toEqual({ kind: "taken" });
  });

  it("remembers a failed fetch for every replica and names the upstream", async () => {
    server.answerAll({ kind: "status", status: 404 });
    const failure = {
      code: "COLLATERAL_UNAVAILABLE",
      detail: expect.stringContaining(server.host),
    };
    expect(await sourceOn(database).get(tcbInfo, now)).toMatchObject({ ok: false, failure });
    expect(await sourceOn(database).get(tcbInfo, now)).toMatchObject({ ok: false, failure });
    expect(server.asked).toHaveLength(1);
  });

  it("notes since when an upstream does not answer", async () => {
    const { host } = server;
    await server.close();
    expect(await sourceOn(database).get(tcbInfo, now)).toMatchObject({ ok: false });
    const states = await listUpstreams(database.db);
    expect(states).toMatchObject([{ host, reachable: false, since: june }]);
    expect(states[0]?.detail).toContain(host);
  });

  it("keeps nothing of what a lying upstream hands out", async () => {
    const foreign = await mintIntel({ pki: await createIntelPki() });
    const key = endorsementKey(tcbInfo);
    server.answerNext(key, {
      kind: "lie",
      body: foreign.endorsements.tcbInfo,
      issuerChain: foreign.endorsements.tcbInfoIssuerChain,
    });
    const answer = await sourceOn(database).get(tcbInfo, now);
    expect(answer).toMatchObject({ ok: false, failure: { code: "COLLATERAL_UNAVAILABLE" } });
    expect(answer).toHaveProperty("failure.detail", expect.stringContaining("ROOT_CA_UNTRUSTED"));
    expect(await countRows()).toBe(0);
    expect(await listUpstreams(database.db)).toMatchObject([{ reachable: false }]);
  });

  it("lists each key once, with the newest issue and its state now", async () => {
    const later = await mintIntel({ pki, at: "2026-06-05T00:00:00Z" });
    for (const { endorsements: intel } of [later, minted]) {
      await keepImport(contextOf(database), {
        intel: { tcbInfo: intel.tcbInfo, tcbInfoIssuerChain: intel.tcbInfoIssuerChain },
      });
    }
    const stateAt = async (time: string) => {
      now = new Date(time);
      const list = collateralListSchema.parse(await listCollateral(contextOf(database)));
      expect(list.items).toMatchObject([
        { key: `intel/tdx/tcb/${fmspc}`, nextUpdate: "2026-06-20T00:00:00.000Z" },
      ]);
      return list.items[0]?.state;
    };
    expect(await stateAt("2026-06-12T00:00:00Z")).toBe("current");
    expect(await stateAt("2026-06-14T00:00:00Z")).toBe("expiring");
    expect(await stateAt("2026-06-20T00:00:01Z")).toBe("expired");
  });

  it("imports the endorsements of a request and hands them out without a fetch", async () => {
    const { pckCertChain: _, ...intel } = minted.endorsements;
    const result = await keepImport(contextOf(database), { intel });
    expect(result.imported.map(({ key }) => key)).toEqual(requests.map(endorsementKey));
    expect(result.refused).toEqual([]);
    const source = sourceOn(database);
    for (const request of requests) {
      const value = { origin: "imported", upstream: null };
      expect(await source.get(request, now)).toMatchObject({ ok: true, value });
    }
    expect(server.asked).toEqual([]);
  });

  it("imports its own export and gains nothing by doing it twice", async () => {
    const source = sourceOn(database);
    for (const request of requests) await source.get(request, now);
    const bundle = collateralBundleSchema.parse(await exportCollateral(contextOf(database)));
    expect(bundle.items).toHaveLength(4);
    await asOwner(database, (sql) => sql`truncate collateral_cache`);
    for (let time = 0; time < 2; time += 1) {
      const result = await keepImport(contextOf(database), bundle);
      expect(result).toMatchObject({ imported: { length: 4 }, refused: [] });
      expect(await countRows()).toBe(4);
    }
    const again = await exportCollateral(contextOf(database));
    expect(again.items).toEqual(bundle.items);
  });

  it("refuses the bad items of a file with a reason each and keeps the others", async () => {
    const foreign = await mintIntel({ pki: await createIntelPki() });
    const entry = (key: string, body: string, issuerChain: string | null) => ({
      key,
      body,
      issuerChain,
      upstream: "a\0b",
      retrievedAt: "0000-01-01T00:00:00Z",
    });
    const { tcbInfo: body, tcbInfoIssuerChain: chain } = minted.endorsements;
    const { rootCaCrl, qeIdentity, qeIdentityIssuerChain } = minted.endorsements;
    const result = await keepImport(contextOf(database), {
      format: "attestry-collateral/1",
      exportedAt: june.toISOString(),
      items: [
        entry("intel/tdx/tcb/b0c06f000000", body, chain),
        entry("intel/tdx/tcb/000000000000", body, chain),
        entry("intel/sgx/qe-identity", qeIdentity, qeIdentityIssuerChain),
        entry("intel/crl/root", foreign.endorsements.rootCaCrl, null),
        entry("intel/crl/pck/platform", "nothing", chain),
        entry("amd/milan", rootCaCrl, null),
      ],
    });
    expect(result.imported).toMatchObject([{ key: "intel/tdx/tcb/b0c06f000000" }]);
    expect(result.refused.map(({ key, code }) => [key, code])).toEqual([
      ["intel/tdx/tcb/000000000000", "COLLATERAL_INVALID"],
      ["intel/sgx/qe-identity", "COLLATERAL_INVALID"],
      ["intel/crl/root", "ROOT_CRL_INVALID"],
      ["intel/crl/pck/platform", "PCK_CRL_INVALID"],
      ["amd/milan", "COLLATERAL_INVALID"],
    ]);
    expect(await countRows()).toBe(1);
  });

  it.skipIf(noGivenCollateral !== null)(
    "imports Intel's own collateral, serves it on and judges by its time",
    async () => {
      const name = "tdx/phala-quote-v4";
      const { verifyAt } = givenCase(name);
      const builtIn: CollateralContext = { database, crypto, now: () => now };
      const result = await keepImport(builtIn, givenCollateral(name));
      expect(result).toMatchObject({ imported: { length: 4 }, refused: [] });
      const bundle = await exportCollateral(builtIn);

      // Another installation gets the same from a PCCS that has it.
      await asOwner(database, (sql) => sql`truncate collateral_cache`);
      const pccs = await startPccsServer({
        flavour: "pccs",
        crlEncoding: "hex",
        items: bundle.items.flatMap(({ key, body, issuerChain }) => {
          const request = requests.find((candidate) => endorsementKey(candidate) === key);
          return request === undefined ? [] : [{ request, body, issuerChain }];
        }),
      });
      const upstreams = [{ kind: "pccs", baseUrl: pccs.url }] as const;
      const source = collateralSource({ ...builtIn, upstreams });
      for (const request of requests) {
        const item = await source.get(request, new Date(verifyAt));
        expect(item).toMatchObject({ ok: true, value: { origin: "fetched", upstream: pccs.host } });
        expect(item).not.toHaveProperty("value.refreshFailure");
      }
      await pccs.close();
      expect((await exportCollateral(builtIn)).items.map(({ body }) => body)).toEqual(
        bundle.items.map(({ body }) => body),
      );
    },
  );
});
