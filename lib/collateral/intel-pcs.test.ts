import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { endorsementKey, type EndorsementRequest } from "@/lib/trust/endorsement-source";
import { intelPcs, type IntelPcsOptions } from "./intel-pcs";
import { startPccsServer, type PccsServer, type ServedItem } from "./testing/pccs-server";

const tcbInfo: EndorsementRequest = { item: "intel.tcbInfo", tee: "tdx", fmspc: "00a0b0c0d0e0" };
const pckCrl: EndorsementRequest = { item: "intel.pckCrl", ca: "platform" };
const rootCrl: EndorsementRequest = { item: "intel.rootCaCrl" };
const chain = "-----BEGIN CERTIFICATE-----\nAA+/==\n-----END CERTIFICATE-----\n";
// The client reads no content, so anything that begins like a DER SEQUENCE will do for a CRL.
const items: readonly ServedItem[] = [
  { request: tcbInfo, body: '{"tcbInfo":{},"signature":"00"}', issuerChain: chain },
  { request: { ...tcbInfo, tee: "sgx" }, body: '{"tcbInfo":{"id":"SGX"}}', issuerChain: chain },
  { request: { item: "intel.qeIdentity", tee: "sgx" }, body: '{"a":1}', issuerChain: chain },
  { request: { item: "intel.qeIdentity", tee: "tdx" }, body: '{"b":2}', issuerChain: chain },
  { request: pckCrl, body: "308201aabb", issuerChain: chain },
  { request: { item: "intel.pckCrl", ca: "processor" }, body: "308201ccdd", issuerChain: chain },
  { request: rootCrl, body: "308201eeff", issuerChain: null },
];
const key = endorsementKey(tcbInfo);

/** Waits of no length that are written down. */
function recordedSleep(): { waits: number[]; sleep: (ms: number) => Promise<void> } {
  const waits: number[] = [];
  return {
    waits,
    sleep: (ms) => {
      waits.push(ms);
      return Promise.resolve();
    },
  };
}

let server: PccsServer;
const started: PccsServer[] = [];

function client(more: Partial<IntelPcsOptions> = {}) {
  return intelPcs({
    baseUrl: server.url,
    kind: "pcs",
    rootCrlUrl: server.rootCrlUrl,
    sleep: () => Promise.resolve(),
    random: () => 0,
    ...more,
  });
}

describe("intelPcs", () => {
  beforeAll(async () => {
    server = await startPccsServer({ items });
  });
  afterAll(() => server.close());
  afterEach(async () => {
    server.answerAll({ kind: "serve" });
    await Promise.all(started.splice(0).map((other) => other.close()));
  });

  it.each(items)(
    "asks for $request.item at its path and decodes its issuer chain",
    async (item) => {
      expect(await client().fetchItem(item.request)).toEqual({
        ok: true,
        host: server.host,
        body: item.body,
        issuerChain: item.issuerChain,
      });
    },
  );

  it.each(["der", "hex", "pem"] as const)("reads a CRL that comes as %s", async (crlEncoding) => {
    const other = await startPccsServer({ items, flavour: "pccs", crlEncoding });
    started.push(other);
    const pccs = client({ baseUrl: other.url, kind: "pccs" });
    const answer = await pccs.fetchItem(pckCrl);
    const body = crlEncoding === "pem" ? expect.stringContaining("BEGIN X509 CRL") : "308201aabb";
    expect(answer).toMatchObject({ ok: true, body, issuerChain: chain });
    expect(await pccs.fetchItem(rootCrl)).toMatchObject({ ok: true, issuerChain: null });
  });

  it("knows the header name of older PCCS versions", async () => {
    const other = await startPccsServer({ items, flavour: "old-pccs" });
    started.push(other);
    const pccs = client({ baseUrl: other.url, kind: "pccs" });
    expect(await pccs.fetchItem(tcbInfo)).toMatchObject({ ok: true, issuerChain: chain });
  });

  it("takes an address that already carries the service's path", async () => {
    const pccs = client({ baseUrl: `${server.url}/sgx/certification/v4/`, kind: "pccs" });
    expect(await pccs.fetchItem(tcbInfo)).toMatchObject({ ok: true });
  });

  it("names the host and the FMSPC when the service does not know it, and asks only once", async () => {
    const before = server.asked.length;
    const answer = await client().fetchItem({ ...tcbInfo, fmspc: "ffffffffffff" });
    expect(answer).toMatchObject({ ok: false, problem: "unknown" });
    expect(answer).toHaveProperty("detail", expect.stringContaining("ffffffffffff"));
    expect(answer).toHaveProperty("detail", expect.stringContaining(server.host));
    expect(server.asked.length - before).toBe(1);
  });

  it("tries again after the 500 kind, with waits that double and are drawn at random", async () => {
    const { waits, sleep } = recordedSleep();
    const failure = { kind: "status", status: 503 } as const;
    server.answerNext(key, failure, failure);
    expect(await client({ sleep, random: () => 0 }).fetchItem(tcbInfo)).toMatchObject({ ok: true });
    server.answerNext(key, failure, failure);
    await client({ sleep, random: () => 0.5 }).fetchItem(tcbInfo);
    expect(waits).toEqual([125, 250, 187.5, 375]);
  });

  it("gives up after the last try and says how often it tried", async () => {
    server.answerAll({ kind: "status", status: 500 });
    const before = server.asked.length;
    const answer = await client({ maxTries: 3 }).fetchItem(tcbInfo);
    expect(answer).toMatchObject({ ok: false, problem: "failing", host: server.host });
    expect(server.asked.length - before).toBe(3);
  });

  it("honours a Retry-After that fits the overall time", async () => {
    const { waits, sleep } = recordedSleep();
    server.answerNext(key, { kind: "status", status: 429, retryAfter: "3" });
    expect(await client({ sleep }).fetchItem(tcbInfo)).toMatchObject({ ok: true });
    expect(waits).toEqual([3000]);
  });

  it("reads a Retry-After that is a date", async () => {
    const { waits, sleep } = recordedSleep();
    const now = () => new Date("2026-06-01T00:00:00Z");
    const retryAfter = "Mon, 01 Jun 2026 00:00:02 GMT";
    server.answerNext(key, { kind: "status", status: 503, retryAfter });
    expect(await client({ sleep, now }).fetchItem(tcbInfo)).toMatchObject({ ok: true });
    expect(waits).toEqual([2000]);
  });

  it("passes a Retry-After on that does not fit, and does not wait for it", async () => {
    const { waits, sleep } = recordedSleep();
    server.answerNext(key, { kind: "status", status: 429, retryAfter: "600" });
    const answer = await client({ sleep }).fetchItem(tcbInfo);
    expect(answer).toMatchObject({ ok: false, problem: "throttled", retryAfterMs: 600_000 });
    expect(waits).toEqual([]);
  });

  it("ends a try that gets no answer", async () => {
    server.answerNext(key, { kind: "hang" });
    const answer = await client({ tryTimeoutMs: 50, maxTries: 1 }).fetchItem(tcbInfo);
    expect(answer).toMatchObject({ ok: false, problem: "unreachable" });
  });

  it("keeps all tries together within the overall time", async () => {
    server.answerAll({ kind: "hang" });
    let elapsed = 0;
    const answer = await client({
      tryTimeoutMs: 40,
      overallTimeoutMs: 5_000,
      maxTries: 100,
      elapsedMs: () => (elapsed += 1_000),
    }).fetchItem(tcbInfo);
    expect(answer).toMatchObject({ ok: false, problem: "unreachable" });
    expect(elapsed).toBeLessThan(8_000);
  });

  it("tries again when the connection breaks in the middle of the body", async () => {
    server.answerNext(key, { kind: "cut" });
    expect(await client().fetchItem(tcbInfo)).toMatchObject({ ok: true });
  });

  it("says unreachable when nobody listens", async () => {
    const other = await startPccsServer({ items });
    await other.close();
    const answer = await client({ baseUrl: other.url }).fetchItem(tcbInfo);
    expect(answer).toMatchObject({ ok: false, problem: "unreachable", host: other.host });
  });

  it.each([true, false])(
    "stops reading TCB Info of more than 1 MiB (announced: %s)",
    async (announced) => {
      server.answerNext(key, { kind: "oversized", bytes: 1024 * 1024 + 1, announced });
      expect(await client().fetchItem(tcbInfo)).toMatchObject({ ok: false, problem: "refused" });
    },
  );

  it("allows a CRL of 2 MiB and refuses one of more than 4 MiB", async () => {
    const crlKey = endorsementKey(pckCrl);
    server.answerNext(crlKey, { kind: "oversized", bytes: 4 * 1024 * 1024 + 1, announced: false });
    expect(await client().fetchItem(pckCrl)).toMatchObject({ ok: false, problem: "refused" });
    server.answerNext(crlKey, { kind: "lie", body: `3082${"00".repeat(2 * 1024 * 1024)}` });
    expect(await client().fetchItem(pckCrl)).toMatchObject({ ok: true });
  });

  it("does not follow a redirect to another host", async () => {
    const other = await startPccsServer({ items });
    started.push(other);
    const location = `${other.url}/tdx/certification/v4/tcb?fmspc=${tcbInfo.fmspc}`;
    server.answerNext(key, { kind: "redirect", location });
    expect(await client().fetchItem(tcbInfo)).toMatchObject({ ok: false, problem: "refused" });
    expect(other.asked).toEqual([]);
  });

  it("follows two redirects on the same host and not a third", async () => {
    const location = `/tdx/certification/v4/tcb?fmspc=${tcbInfo.fmspc}`;
    const redirect = { kind: "redirect", location } as const;
    server.answerNext(key, redirect, redirect);
    expect(await client().fetchItem(tcbInfo)).toMatchObject({ ok: true });
    server.answerNext(key, redirect, redirect, redirect);
    expect(await client().fetchItem(tcbInfo)).toMatchObject({ ok: false, problem: "refused" });
    server.answerAll({ kind: "serve" });
  });

  it("refuses an answer without its issuer chain", async () => {
    server.answerNext(key, { kind: "no-chain" });
    expect(await client().fetchItem(tcbInfo)).toMatchObject({ ok: false, problem: "refused" });
  });

  it("refuses an empty answer", async () => {
    server.answerNext(key, { kind: "lie", body: "" });
    expect(await client().fetchItem(tcbInfo)).toMatchObject({ ok: false, problem: "refused" });
  });

  it.each([
    "http://pccs.example",
    "ftp://127.0.0.1",
    "https://user:secret@pccs.example",
    "pccs.example",
    "http://127.0.0.1.example",
  ])("does not start with the address %s", (baseUrl) => {
    expect(() => intelPcs({ baseUrl, kind: "pccs" })).toThrow(Error);
  });

  it("pitfall 30: does not ask over TLS while the process accepts any certificate", async () => {
    const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
    try {
      const asked: unknown[] = [];
      const upstream = intelPcs({
        baseUrl: "https://pccs.example:8081",
        kind: "pccs",
        fetch: (url) => {
          asked.push(url);
          return Promise.reject(new Error("must not be called"));
        },
      });
      expect(await upstream.fetchItem(tcbInfo)).toMatchObject({ ok: false, problem: "refused" });
      expect(asked).toEqual([]);
    } finally {
      if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
      else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
    }
  });

  it("asks Intel's certificate host for the root CRL, and a PCCS for its own", () => {
    const pcs = intelPcs({ baseUrl: "https://api.trustedservices.intel.com", kind: "pcs" });
    expect(pcs.hostFor(rootCrl)).toBe("certificates.trustedservices.intel.com");
    expect(pcs.hostFor(tcbInfo)).toBe("api.trustedservices.intel.com");
    const pccs = intelPcs({ baseUrl: "https://pccs.example:8081", kind: "pccs" });
    expect(pccs.hostFor(rootCrl)).toBe("pccs.example:8081");
  });
});
