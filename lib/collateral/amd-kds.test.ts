import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { createBreakers } from "@/lib/breaker/breakers";
import { memoryBreakerStore } from "@/lib/breaker/memory-breaker-store";
import { toBase64 } from "@/lib/bytes/base64";
import { toHex } from "@/lib/bytes/hex";
import { webCrypto } from "@/lib/crypto/web-crypto";
import { pattern } from "@/lib/simulator/byte-writer";
import { mintSnp, type MintedSnp } from "@/lib/simulator/amd/mint-snp";
import { createAmdPki, type AmdPki } from "@/lib/simulator/amd/pki";
import { testSubtle } from "@/lib/simulator/testing/test-keys";
import { endorsementKey, type EndorsementRequest } from "@/lib/trust/endorsement-source";
import { amdKds, type AmdKdsOptions } from "./amd-kds";
import { cachedEndorsements } from "./cached-endorsements";
import { kdsFiles } from "./testing/kds-files";
import { startKdsServer, type KdsServer } from "./testing/kds-server";
import { memoryCache } from "./testing/memory-cache";
import { collateralVerifier } from "./verify-collateral-item";

const milan = { item: "amd.vcek", product: "Milan", chipId: toHex(pattern(20, 64)) } as const;
const vcek: EndorsementRequest = { ...milan, tcb: "04010000000018db" };
const chain: EndorsementRequest = { item: "amd.certChain", product: "Milan", signer: "vcek" };
const crl: EndorsementRequest = { item: "amd.crl", product: "Milan", signer: "vcek" };
const vcekPath = `/vcek/v1/Milan/${milan.chipId}?blSPL=04&teeSPL=01&snpSPL=24&ucodeSPL=219`;
const at = new Date("2026-06-01T00:00:00Z");
const crypto = webCrypto(globalThis.crypto.subtle);

let pki: AmdPki;
let minted: MintedSnp;
let server: KdsServer;
const started: KdsServer[] = [];

beforeAll(async () => {
  pki = await createAmdPki(testSubtle());
  minted = await mintSnp({ pki });
}, 60_000);

afterEach(async () => {
  await Promise.all(started.splice(0).map((other) => other.close()));
});

async function start(files = kdsFiles(minted, { product: "Milan", vcekPath })): Promise<void> {
  server = await startKdsServer(files);
  started.push(server);
}

function client(more: Partial<AmdKdsOptions> = {}) {
  return amdKds({ baseUrl: server.url, sleep: () => Promise.resolve(), random: () => 0, ...more });
}

describe("amdKds", () => {
  it("asks for a VCEK by chip and patch levels, and brings the chain that vouches for it", async () => {
    await start();
    expect(await client().fetchItem(vcek)).toEqual({
      ok: true,
      host: server.host,
      body: toBase64(minted.certificates.key),
      issuerChain: minted.endorsements.amd.certChain,
    });
    expect(server.asked).toEqual([vcekPath, "/vcek/v1/Milan/cert_chain"]);
  });

  it("puts the FMC first on Turin, and the 8 bytes of its chip", async () => {
    await start();
    await client().fetchItem({
      item: "amd.vcek",
      product: "Turin",
      chipId: "0102030405060708",
      tcb: "010203040000004f",
    });
    expect(server.asked[0]).toBe(
      "/vcek/v1/Turin/0102030405060708?fmcSPL=01&blSPL=02&teeSPL=03&snpSPL=04&ucodeSPL=79",
    );
  });

  it("asks for lists and chains of both kinds of key", async () => {
    await start();
    const kds = client();
    for (const signer of ["vcek", "vlek"] as const) {
      await kds.fetchItem({ item: "amd.crl", product: "Genoa", signer });
      await kds.fetchItem({ item: "amd.certChain", product: "Genoa", signer });
    }
    expect(server.asked).toEqual([
      "/vcek/v1/Genoa/crl",
      "/vcek/v1/Genoa/cert_chain",
      "/vlek/v1/Genoa/crl",
      "/vlek/v1/Genoa/cert_chain",
    ]);
  });

  it("asks one thing at a time, and for a product's chain once", async () => {
    await start();
    const kds = client();
    const answers = await Promise.all([vcek, crl, vcek, crl].map((item) => kds.fetchItem(item)));
    expect(answers.every(({ ok }) => ok)).toBe(true);
    expect(server.mostAtOnce()).toBe(1);
    expect(server.asked.filter((path) => path.endsWith("cert_chain"))).toHaveLength(1);
  });

  it("does not insist when it is throttled, and waits longer each time", async () => {
    await start();
    let clockMs = 0;
    const kds = client({ elapsedMs: () => clockMs });
    server.answerNext(...[1, 2, 3, 4].map(() => ({ kind: "status", status: 429 }) as const));
    const waits: (number | null)[] = [];
    for (let times = 0; times < 4; times++) {
      const answer = await kds.fetchItem(chain);
      expect(answer).toMatchObject({ ok: false, problem: "throttled" });
      if (answer.ok) continue;
      waits.push(answer.retryAfterMs);
      clockMs += answer.retryAfterMs ?? 0;
    }
    expect(waits).toEqual([60_000, 120_000, 240_000, 300_000]);
    expect(server.asked).toHaveLength(4);
    expect(await kds.fetchItem(chain)).toMatchObject({ ok: true });
  });

  it("asks nothing more for those who were in line when it was throttled", async () => {
    await start();
    const kds = client();
    server.answerNext({ kind: "status", status: 429 });
    const answers = await Promise.all([vcek, chain, crl].map((item) => kds.fetchItem(item)));
    for (const answer of answers) expect(answer).toMatchObject({ problem: "throttled" });
    expect(server.asked).toHaveLength(1);
  });

  it("keeps to the time that a 429 names when it is longer", async () => {
    await start();
    server.answerNext({ kind: "status", status: 429, retryAfter: "200" });
    expect(await client().fetchItem(chain)).toMatchObject({ retryAfterMs: 200_000 });
  });

  it("tries once more when the service is in trouble", async () => {
    await start();
    server.answerNext({ kind: "status", status: 503 });
    expect(await client().fetchItem(chain)).toMatchObject({ ok: true });
    expect(server.asked).toHaveLength(2);
    server.answerNext({ kind: "status", status: 500 }, { kind: "status", status: 500 });
    expect(await client().fetchItem(chain)).toMatchObject({ ok: false, problem: "failing" });
  });

  it("gives up on a service that does not answer, and on whoever waits behind", async () => {
    await start();
    server.answerNext({ kind: "hang" }, { kind: "hang" });
    const kds = client({ tryTimeoutMs: 40, overallTimeoutMs: 80 });
    const [first, second] = await Promise.all([kds.fetchItem(chain), kds.fetchItem(chain)]);
    expect(first).toMatchObject({ ok: false, problem: "unreachable" });
    expect(second).toMatchObject({ ok: false });
  });

  it("says that a chip is not known", async () => {
    await start(new Map());
    expect(await client().fetchItem(vcek)).toMatchObject({ ok: false, problem: "unknown" });
  });

  it("hands out nothing of other vendors", async () => {
    await start();
    expect(client().hostFor({ item: "intel.rootCaCrl" })).toBeNull();
    expect(client().hostFor(vcek)).toBe(server.host);
  });

  it.each(["http://kds.example", "ftp://127.0.0.1", "https://user:pass@kds.example", "nonsense"])(
    "refuses the address %s",
    (baseUrl) => {
      expect(() => amdKds({ baseUrl })).toThrow(/https address/);
    },
  );
});

describe("AMD's items in the cache", () => {
  function source(trustAnchors: readonly string[] | null = minted.trustAnchors) {
    const cache = memoryCache(() => at);
    const breakers = createBreakers({ store: memoryBreakerStore(() => at) });
    const verify = collateralVerifier(trustAnchors ? { crypto, trustAnchors } : { crypto });
    return {
      cache,
      ...cachedEndorsements({ cache, upstreams: [client()], verify, breakers, now: () => at }),
    };
  }

  it("are verified, kept, and not asked for again", async () => {
    await start();
    const endorsements = source();
    for (const request of [vcek, chain, crl, vcek, chain, crl]) {
      expect(await endorsements.get(request, at)).toMatchObject({ ok: true });
    }
    expect(endorsements.cache.rows.map(({ request }) => endorsementKey(request))).toEqual([
      endorsementKey(vcek),
      endorsementKey(chain),
      endorsementKey(crl),
    ]);
    expect(server.asked).toHaveLength(3);
  });

  it("are kept for as long as their certificates last", async () => {
    await start();
    const endorsements = source();
    await endorsements.get(vcek, at);
    const [row] = endorsements.cache.rows;
    expect(row?.nextUpdate.toISOString()).toBe("2027-02-21T00:00:00.000Z");
  });

  it("pitfall 3: are refused when the service made up its own root", async () => {
    await start();
    const answer = await source(null).get(vcek, at);
    expect(answer).toMatchObject({ ok: false, failure: { code: "COLLATERAL_UNAVAILABLE" } });
    expect(answer.ok ? "" : answer.failure.detail).toContain("ROOT_CA_UNTRUSTED");
  });

  it("pitfall 6: are refused when they are of another TCB or another chip", async () => {
    await start();
    const other = await mintSnp({ pki, chip: { hwId: pattern(77, 64) } });
    server.answerNext({ kind: "lie", body: other.certificates.key });
    const answer = await source().get(vcek, at);
    expect(answer.ok ? "" : answer.failure.detail).toContain("and not amd/vcek/Milan");
  });

  it("are refused when a byte of them is changed", async () => {
    await start();
    const changed = minted.certificates.key.slice();
    changed[changed.length - 5] = (changed[changed.length - 5] ?? 0) ^ 1;
    server.answerNext({ kind: "lie", body: changed });
    const answer = await source().get(vcek, at);
    expect(answer.ok ? "" : answer.failure.detail).toContain("VCEK_CHAIN_INVALID");
  });

  it("are refused when they are no certificates at all", async () => {
    await start();
    server.answerNext({ kind: "lie", body: "<html>busy</html>" });
    expect((await source().get(chain, at)).ok).toBe(false);
  });

  it("refuse a list that the root did not sign", async () => {
    await start();
    const forged = await mintSnp({
      pki,
      crl: (spec) => ({ ...spec, changeSignature: (bytes) => bytes.map((byte) => byte ^ 1) }),
    });
    server.answerNext({
      kind: "lie",
      body: Buffer.from(forged.endorsements.amd.crl ?? "", "base64"),
    });
    const answer = await source().get(crl, at);
    expect(answer.ok ? "" : answer.failure.detail).toContain("AMD_CRL_INVALID");
  });
});
