import { createServer, type RequestListener, type Server } from "node:http";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createBreakers } from "@/lib/breaker/breakers";
import { memoryBreakerStore } from "@/lib/breaker/memory-breaker-store";
import { appraise, offlineContext } from "@/lib/appraisal/testing/appraise-minted";
import { nodeCrypto } from "@/lib/node-crypto/node-crypto";
import { mintMaa, SIMULATED_MAA_ISSUER } from "@/lib/simulator/tokens/mint-maa";
import { createTokenPki, keySetOf, type TokenPki } from "@/lib/simulator/tokens/pki";
import { cachedEndorsements } from "./cached-endorsements";
import { configuredIssuers } from "./configured-issuers";
import { jwksUpstream, keySetAddress } from "./jwks-upstream";
import { memoryCache } from "./testing/memory-cache";
import { collateralVerifier } from "./verify-collateral-item";

// RSA keys take their time on slow machines.
vi.setConfig({ testTimeout: 30_000 });

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
});

/** A token service on this machine; counts what it is asked. */
async function serve(answer: RequestListener): Promise<{ address: string; asked: () => number }> {
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    answer(request, response);
  });
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const place = server.address();
  const port = typeof place === "object" && place !== null ? place.port : 0;
  return { address: `http://127.0.0.1:${port}/certs`, asked: () => asked };
}

const now = new Date("2026-06-01T00:00:00Z");

function sourceOf(address: string, issuer = SIMULATED_MAA_ISSUER) {
  const upstream = jwksUpstream({ issuer, address, tryTimeoutMs: 500, overallTimeoutMs: 1_000 });
  const cached = cachedEndorsements({
    cache: memoryCache(() => now),
    upstreams: [upstream],
    verify: collateralVerifier({ crypto: nodeCrypto({ pool: false }) }),
    breakers: createBreakers({ store: memoryBreakerStore(() => now) }),
    now: () => now,
  });
  return configuredIssuers(cached, [issuer]);
}

const json =
  (value: unknown, status = 200): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(value));
  };

const request = { item: "jwks", issuer: SIMULATED_MAA_ISSUER } as const;

describe("the key set of a configured issuer", () => {
  it("is fetched once, kept, and verifies its tokens", async () => {
    const pki = await createTokenPki("RS256");
    const { address, asked } = await serve(json(await keySetOf(pki, now.getTime())));
    const endorsements = sourceOf(address);
    const minted = await mintMaa({ pki });
    for (let time = 0; time < 3; time++) {
      const { verdict, codes } = await appraise(
        { evidence: minted.text, policy: "relaxed", trustAnchors: minted.trustAnchors },
        offlineContext({ endorsements, now }),
      );
      // The operator chose this issuer, so nobody needs to pin it again.
      expect({ verdict, codes }).toEqual({ verdict: "affirming", codes: [] });
    }
    expect(asked()).toBe(1);
  });

  it("leaves the verdict open when it does not have the token's key", async () => {
    const pki = await createTokenPki("RS256");
    const { address } = await serve(
      json(await keySetOf(await createTokenPki("RS256"), now.getTime())),
    );
    const minted = await mintMaa({ pki });
    const { verdict, codes } = await appraise(
      { evidence: minted.text, policy: "relaxed" },
      offlineContext({ endorsements: sourceOf(address), now }),
    );
    expect(verdict).toBe("indeterminate");
    expect(codes).toContain("COLLATERAL_UNAVAILABLE");
  });

  it.each([
    { name: "no JSON", answer: json, body: "keys" },
    { name: "no keys", answer: json, body: { keys: [] } },
    { name: "something else", answer: json, body: { error: "none" } },
  ])("is not kept when it is $name", async ({ answer, body }) => {
    const { address } = await serve(answer(body));
    expect(await sourceOf(address).get(request, now)).toMatchObject({
      ok: false,
      failure: { code: "COLLATERAL_UNAVAILABLE" },
    });
  });

  it("is not followed to another host", async () => {
    const other = await serve(json({ keys: [] }));
    const { address } = await serve((_request, response) => {
      response.writeHead(302, { location: other.address.replace("127.0.0.1", "localhost") });
      response.end();
    });
    expect(await sourceOf(address).get(request, now)).toMatchObject({ ok: false });
    expect(other.asked()).toBe(0);
  });

  it("is not asked for again and again while the service is down", async () => {
    const { address, asked } = await serve(json({}, 503));
    const source = sourceOf(address);
    await source.get(request, now);
    const before = asked();
    await source.get(request, now);
    expect(asked()).toBe(before);
  });
});

describe("a key set that is kept", () => {
  const minutesLater = (minutes: number) => new Date(now.getTime() + minutes * 60_000);

  /** A service whose keys change, two replicas with one cache, and a clock. */
  async function rotating(first: TokenPki) {
    let served: unknown = await keySetOf(first, now.getTime());
    let clock = now;
    const { address, asked } = await serve((request, response) => json(served)(request, response));
    const cache = memoryCache(() => clock);
    const breakers = createBreakers({ store: memoryBreakerStore(() => clock) });
    const replicas = [0, 1].map(() =>
      cachedEndorsements({
        cache,
        upstreams: [jwksUpstream({ issuer: SIMULATED_MAA_ISSUER, address })],
        verify: collateralVerifier({ crypto: nodeCrypto({ pool: false }) }),
        breakers,
        now: () => clock,
      }),
    );
    return {
      asked,
      async change(pki: TokenPki) {
        served = await keySetOf(pki, now.getTime());
      },
      /** Verdicts of the replicas on a token of this signer. */
      async judge(pki: TokenPki, at: Date) {
        clock = at;
        const minted = await mintMaa({ pki });
        const outcomes = await Promise.all(
          replicas.map((endorsements) =>
            appraise(
              { evidence: minted.text, policy: "relaxed", trustAnchors: minted.trustAnchors },
              offlineContext({ endorsements, now: at }),
            ),
          ),
        );
        return outcomes.map(({ verdict }) => verdict);
      },
    };
  }

  const affirmed = ["affirming", "affirming"];
  const open = ["indeterminate", "indeterminate"];

  it("is fetched anew for a key that it lacks, a minute after the last time at the earliest", async () => {
    const [old, fresh] = [await createTokenPki("RS256"), await createTokenPki("RS256")];
    const service = await rotating(old);
    expect(await service.judge(old, now)).toEqual(affirmed);
    await service.change(fresh);
    expect(await service.judge(fresh, minutesLater(0.5))).toEqual(open);
    expect(service.asked()).toBe(1);
    expect(await service.judge(fresh, minutesLater(1))).toEqual(affirmed);
    expect(service.asked()).toBe(2);
  });

  it("is fetched once a minute, however many keys that there are not are named", async () => {
    const service = await rotating(await createTokenPki("RS256"));
    const strangers = await Promise.all([1, 2, 3].map(() => createTokenPki("RS256")));
    for (const stranger of strangers) await service.judge(stranger, minutesLater(0));
    expect(service.asked()).toBe(1);
    for (const stranger of strangers)
      expect(await service.judge(stranger, minutesLater(2))).toEqual(open);
    expect(service.asked()).toBe(2);
  });

  it("is kept for another hour when it did not change", async () => {
    const pki = await createTokenPki("RS256");
    const service = await rotating(pki);
    await service.judge(pki, now);
    for (const minutes of [61, 62, 120]) {
      expect(await service.judge(pki, minutesLater(minutes))).toEqual(affirmed);
    }
    expect(service.asked()).toBe(2);
  });
});

describe("an issuer that nobody configured", () => {
  it("pitfall 116: is never asked, whatever a token says of its address", async () => {
    const { address, asked } = await serve(json({ keys: [] }));
    const pki = await createTokenPki("RS256");
    const issuer = address.replace("/certs", "").replace("http:", "https:");
    const minted = await mintMaa({
      pki,
      issuer,
      changeHeader: (header) => ({ ...header, jku: address }),
    });
    const { verdict, codes } = await appraise(
      { evidence: minted.text, evidenceType: "azure-maa-token", policy: "relaxed" },
      offlineContext({ endorsements: sourceOf(address), now }),
    );
    expect(verdict).toBe("contraindicated");
    expect(codes).toContain("COLLATERAL_UNAVAILABLE");
    expect(asked()).toBe(0);
  });
});

describe("keySetAddress", () => {
  it("knows the services that everybody uses, and no others", () => {
    expect(keySetAddress("https://nras.attestation.nvidia.com")).toBe(
      "https://nras.attestation.nvidia.com/.well-known/jwks.json",
    );
    expect(keySetAddress("https://x.eus2.attest.azure.net")).toBe(
      "https://x.eus2.attest.azure.net/certs",
    );
    expect(keySetAddress("https://attest.azure.net.evil.example")).toBeNull();
  });

  it("refuses an address without TLS that is not on this machine", () => {
    const options = { issuer: "https://a.example", address: "http://a.example/keys" };
    expect(() => jwksUpstream(options)).toThrow("https");
  });
});
