import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createBreakers } from "@/lib/breaker/breakers";
import type { BreakerStore } from "@/lib/breaker/breaker-store";
import { memoryBreakerStore } from "@/lib/breaker/memory-breaker-store";
import { nodeCrypto } from "@/lib/node-crypto/node-crypto";
import { mintIntel, type MintedIntel } from "@/lib/simulator/intel/mint-intel";
import { createIntelPki, type IntelPki } from "@/lib/simulator/intel/pki";
import {
  endorsementKey,
  type EndorsementRequest,
  type EndorsementSource,
} from "@/lib/trust/endorsement-source";
import { cachedEndorsements } from "./cached-endorsements";
import { memoryCache, type MemoryCache } from "./testing/memory-cache";
import type { ServedItem } from "./testing/pccs-server";
import { servedItems } from "./testing/served-items";
import type { CollateralUpstream, UpstreamAnswer } from "./upstream";
import { collateralVerifier, type CollateralVerifier } from "./verify-collateral-item";

const fmspc = "b0c06f000000";
const tcbInfo: EndorsementRequest = { item: "intel.tcbInfo", tee: "tdx", fmspc };
const qeIdentity: EndorsementRequest = { item: "intel.qeIdentity", tee: "tdx" };
const june = new Date("2026-06-01T00:00:00Z");
const unavailable = { ok: false, failure: { code: "COLLATERAL_UNAVAILABLE" } };

interface FakeUpstream extends CollateralUpstream {
  readonly asked: string[];
  /** What it hands out from now on. */
  items: readonly ServedItem[];
  /** Instead of items. */
  failure: Omit<Extract<UpstreamAnswer, { ok: false }>, "ok" | "host"> | null;
  /** Held back until the promise is there. */
  gate: Promise<void>;
}

function fakeUpstream(host: string, items: readonly ServedItem[]): FakeUpstream {
  return {
    maxFetchMs: 1_000,
    asked: [],
    items,
    failure: null,
    gate: Promise.resolve(),
    hostFor: () => host,
    async fetchItem(request) {
      const key = endorsementKey(request);
      this.asked.push(key);
      await this.gate;
      if (this.failure !== null) return { ok: false, host, ...this.failure };
      const item = this.items.find((candidate) => endorsementKey(candidate.request) === key);
      if (item === undefined) {
        return { ok: false, host, problem: "unknown", detail: `${host}: 404`, retryAfterMs: null };
      }
      return { ok: true, host, body: item.body, issuerChain: item.issuerChain };
    },
  };
}

let pki: IntelPki;
let verify: CollateralVerifier;
let inJune: readonly ServedItem[];
let inJuly: readonly ServedItem[];
let now: Date;
let cache: MemoryCache;
let breakerStore: BreakerStore;
let upstream: FakeUpstream;
let source: EndorsementSource;

const serve = (minted: MintedIntel) =>
  servedItems(minted.endorsements, { tee: "tdx", fmspc, ca: "platform" });
const daysLater = (days: number) => new Date(june.getTime() + days * 24 * 3600 * 1000);
const secondsLater = (seconds: number) => new Date(now.getTime() + seconds * 1000);

function newSource(upstreams: readonly CollateralUpstream[] = [upstream]): EndorsementSource {
  return cachedEndorsements({
    cache,
    upstreams,
    verify,
    breakers: createBreakers({ store: breakerStore, elapsedMs: () => now.getTime() }),
    now: () => now,
    // Lets everything else go on first.
    sleep: () => new Promise((resolve) => setImmediate(resolve)),
  });
}

beforeAll(async () => {
  pki = await createIntelPki();
  const minted = await mintIntel({ pki });
  verify = collateralVerifier({
    crypto: nodeCrypto({ pool: false }),
    trustAnchors: minted.trustAnchors,
  });
  // Windows of 30 days, with 1 June and 1 July in the middle.
  inJune = serve(minted);
  inJuly = serve(await mintIntel({ pki, at: daysLater(30).toISOString().slice(0, 19) + "Z" }));
});

beforeEach(() => {
  now = june;
  cache = memoryCache(() => now);
  breakerStore = memoryBreakerStore(() => now);
  upstream = fakeUpstream("pccs.example", inJune);
  source = newSource();
});

describe("cachedEndorsements", () => {
  it("fetches what is not there, and answers from the cache afterwards", async () => {
    const body = inJune[0]?.body;
    const fetched = { origin: "fetched", upstream: "pccs.example", body };
    expect(await source.get(tcbInfo, now)).toMatchObject({ ok: true, value: fetched });
    const cached = { origin: "cache", retrievedAt: june.toISOString(), body };
    expect(await source.get(tcbInfo, now)).toMatchObject({ ok: true, value: cached });
    expect(upstream.asked).toEqual(["intel/tdx/tcb/b0c06f000000"]);
  });

  it("fetches once for any number of concurrent calls", async () => {
    const calls = Array.from({ length: 50 }, () => source.get(tcbInfo, now));
    const items = await Promise.all(calls);
    expect(items.every((item) => item.ok)).toBe(true);
    expect(upstream.asked).toHaveLength(1);
  });

  it("fetches once for all replicas that share a database", async () => {
    let open: () => void = () => {};
    upstream.gate = new Promise((resolve) => (open = resolve));
    const calls = [newSource(), newSource(), newSource()].map((replica) =>
      replica.get(tcbInfo, now),
    );
    while (upstream.asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
    open();
    expect((await Promise.all(calls)).every((item) => item.ok)).toBe(true);
    expect(upstream.asked).toHaveLength(1);
  });

  it("takes over from a replica that died while fetching, once its lease has ended", async () => {
    const key = endorsementKey(tcbInfo);
    await cache.takeTurn({ key, holder: "the dead one", leaseMs: 5_000 });
    const call = source.get(tcbInfo, now);
    await new Promise((resolve) => setImmediate(resolve));
    expect(upstream.asked).toEqual([]);
    now = secondsLater(6);
    expect(await call).toMatchObject({ ok: true });
  });

  it("fetches again when the item has expired", async () => {
    await source.get(tcbInfo, now);
    now = daysLater(20);
    upstream.items = inJuly;
    const newer = { body: inJuly[0]?.body };
    expect(await source.get(tcbInfo, now)).toMatchObject({ ok: true, value: newer });
    expect(cache.rows).toHaveLength(2);
  });

  it("hands out the issue of the time that is judged at", async () => {
    await source.get(tcbInfo, now);
    now = daysLater(20);
    upstream.items = inJuly;
    await source.get(tcbInfo, now);
    const older = { body: inJune[0]?.body };
    expect(await source.get(tcbInfo, june)).toMatchObject({ ok: true, value: older });
    expect(upstream.asked).toHaveLength(2);
  });

  it("does not fetch for a past that it has no issue of", async () => {
    await source.get(tcbInfo, now);
    expect(await source.get(tcbInfo, daysLater(-400))).toMatchObject({ ok: true });
    expect(upstream.asked).toHaveLength(1);
  });

  it("hands out what has expired when the upstream is dead, and says why", async () => {
    await source.get(tcbInfo, now);
    now = daysLater(20);
    upstream.failure = { problem: "unreachable", detail: "pccs.example: no", retryAfterMs: null };
    const stale = { body: inJune[0]?.body, origin: "cache", refreshFailure: "pccs.example: no" };
    expect(await source.get(tcbInfo, now)).toMatchObject({ ok: true, value: stale });
  });

  it("names the upstream when there is nothing at all", async () => {
    upstream.failure = { problem: "unreachable", detail: "pccs.example: no", retryAfterMs: null };
    const failed = await source.get(tcbInfo, now);
    expect(failed).toMatchObject(unavailable);
    expect(failed).toHaveProperty("failure.detail", expect.stringContaining("pccs.example"));
  });

  it("asks a dead upstream once in 30 seconds for one item, from any replica", async () => {
    upstream.failure = { problem: "unreachable", detail: "pccs.example: no", retryAfterMs: null };
    for (const replica of [source, source, newSource()]) {
      expect(await replica.get(tcbInfo, now)).toMatchObject(unavailable);
    }
    expect(upstream.asked).toHaveLength(1);
    now = secondsLater(31);
    expect(await newSource().get(tcbInfo, now)).toMatchObject(unavailable);
    expect(upstream.asked).toHaveLength(2);
  });

  it("leaves an upstream alone for every item and in every replica once it has failed five times", async () => {
    upstream.failure = { problem: "failing", detail: "pccs.example: 503", retryAfterMs: null };
    const platforms = [1, 2, 3, 4, 5, 6, 7].map((digit) => ({
      ...tcbInfo,
      fmspc: `00000000000${digit}`,
    }));
    for (const request of platforms) {
      expect(await newSource().get(request, now)).toMatchObject(unavailable);
    }
    expect(upstream.asked).toHaveLength(5);
    now = secondsLater(31);
    upstream.failure = null;
    expect(await source.get(tcbInfo, now)).toMatchObject({ ok: true });
    expect(await source.get(qeIdentity, now)).toMatchObject({ ok: true });
  });

  it("leaves an upstream alone for as long as it asks", async () => {
    upstream.failure = { problem: "throttled", detail: "pccs.example: 429", retryAfterMs: 120_000 };
    await source.get(tcbInfo, now);
    now = secondsLater(60);
    await source.get(tcbInfo, now);
    expect(upstream.asked).toHaveLength(1);
    now = secondsLater(61);
    upstream.failure = null;
    expect(await source.get(tcbInfo, now)).toMatchObject({ ok: true });
  });

  it("remembers an FMSPC that is not known, and still fetches other keys", async () => {
    const unknown = { ...tcbInfo, fmspc: "ffffffffffff" };
    expect(await source.get(unknown, now)).toMatchObject(unavailable);
    expect(await source.get(unknown, now)).toMatchObject(unavailable);
    expect(await source.get(tcbInfo, now)).toMatchObject({ ok: true });
    expect(upstream.asked).toHaveLength(2);
    expect(cache.upstreams.get("pccs.example")).toMatchObject({ reachable: true });
  });

  it("finds what was imported while it was keeping quiet", async () => {
    upstream.failure = { problem: "unreachable", detail: "pccs.example: no", retryAfterMs: null };
    expect(await source.get(tcbInfo, now)).toMatchObject(unavailable);
    const item = inJune[0];
    if (item === undefined) throw new Error("nothing minted");
    const verified = await verify({ ...item, kind: item.request.item });
    if (!verified.ok) throw new Error(verified.failure.code);
    await cache.append([
      { ...verified.value, origin: "imported", upstream: null, retrievedAt: now },
    ]);
    const imported = { origin: "imported", upstream: null };
    expect(await source.get(tcbInfo, now)).toMatchObject({ ok: true, value: imported });
  });

  it("says that there is no upstream when there is none", async () => {
    expect(await newSource([]).get(tcbInfo, now)).toMatchObject(unavailable);
  });

  it("asks the next upstream when the first one fails, and notes both states", async () => {
    const second = fakeUpstream("pcs.example", inJune);
    upstream.failure = { problem: "failing", detail: "pccs.example: 500", retryAfterMs: null };
    const both = newSource([upstream, second]);
    const value = { upstream: "pcs.example" };
    expect(await both.get(tcbInfo, now)).toMatchObject({ ok: true, value });
    expect(cache.upstreams.get("pccs.example")).toMatchObject({ reachable: false, since: june });
    expect(cache.upstreams.get("pcs.example")).toMatchObject({ reachable: true });
  });

  describe("with an upstream that lies", () => {
    /** Swaps what is handed out for TCB Info. */
    async function refusedDetail(lie: Partial<ServedItem>): Promise<string> {
      const [honest, ...others] = inJune;
      if (honest === undefined) throw new Error("nothing minted");
      upstream.items = [{ ...honest, ...lie }, ...others];
      const answer = await source.get(tcbInfo, now);
      expect(answer).toMatchObject(unavailable);
      expect(cache.rows).toEqual([]);
      expect(cache.upstreams.get("pccs.example")).toMatchObject({ reachable: false });
      return answer.ok ? "" : answer.failure.detail;
    }

    it("refuses TCB Info of another platform", async () => {
      const other = await mintIntel({
        pki,
        platform: { fmspc: Uint8Array.of(0, 0x90, 0x6e, 0xd5, 0, 0) },
      });
      const detail = await refusedDetail({ body: other.endorsements.tcbInfo });
      expect(detail).toContain("pccs.example");
      expect(detail).toContain("00906ed50000");
    });

    it("refuses TCB Info of the other TEE", async () => {
      const other = await mintIntel({ pki, tee: "sgx" });
      expect(await refusedDetail({ body: other.endorsements.tcbInfo })).toContain("intel/sgx");
    });

    it("refuses changed JSON", async () => {
      const body = inJune[0]?.body.replaceAll("OutOfDate", "UpToDate") ?? "";
      expect(body).not.toBe(inJune[0]?.body);
      expect(await refusedDetail({ body })).toContain("TCB_INFO_SIGNATURE_INVALID");
    });

    it("refuses a foreign chain", async () => {
      const foreign = serve(await mintIntel({ pki: await createIntelPki() }))[0];
      expect(await refusedDetail(foreign ?? {})).toContain("ROOT_CA_UNTRUSTED");
    });

    it("keeps expired TCB Info for its own time, and says that it has expired", async () => {
      now = daysLater(20);
      const stale = { refreshFailure: expect.stringContaining("pccs.example") };
      expect(await source.get(tcbInfo, now)).toMatchObject({ ok: true, value: stale });
      expect(await source.get(tcbInfo, now)).toMatchObject({ ok: true, value: stale });
      expect(upstream.asked).toHaveLength(1);
      const good = await source.get(tcbInfo, june);
      expect(good).toMatchObject({ ok: true });
      expect(good).not.toHaveProperty("value.refreshFailure");
    });

    it("does not let an older issue take the place of a newer one", async () => {
      now = daysLater(10);
      upstream.items = inJuly;
      now = daysLater(16);
      await source.get(tcbInfo, now);
      upstream.items = inJune;
      now = daysLater(60);
      const newest = { body: inJuly[0]?.body };
      expect(await source.get(tcbInfo, now)).toMatchObject({ ok: true, value: newest });
    });
  });
});
