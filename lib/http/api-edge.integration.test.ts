import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MAX_EVIDENCE_BYTES } from "@/lib/rats/verification-request";
import type { Database } from "@/lib/store/database";
import { testDatabases } from "@/lib/store/testing/databases";
import { EVIDENCE_BODY_BYTES } from "@/lib/contract/operation";
import { mintRequests, type MintedRequests } from "./testing/minted-request";
import { startTestApi, type Answer, type TestApi } from "./testing/test-api";

const json = { "content-type": "application/json" };

/** A problem has one shape everywhere; its code is what callers go by. */
function problem(answer: Answer): unknown {
  expect(answer.headers["content-type"]).toBe("application/problem+json");
  expect(answer.json).toMatchObject({
    status: answer.status,
    instance: answer.headers["x-request-id"],
    type: expect.stringMatching(/:[A-Z_]+$/),
  });
  return answer.json;
}

describe.each(testDatabases)("the edge of the API on $name", ({ open }) => {
  let database: Database;
  let api: TestApi;
  let minted: MintedRequests;

  beforeAll(async () => {
    [database, minted] = await Promise.all([open(), mintRequests()]);
    api = await startTestApi({ database });
  });
  afterAll(async () => {
    await api.close();
    await database.close();
  });

  it("verifies without keeping anything", async () => {
    const answer = await api.call("POST", "/api/v1/verifications", { body: minted.good });
    expect(answer).toMatchObject({ status: 200, json: { verdict: "affirming" } });
    expect(answer.headers).toMatchObject({
      "content-type": "application/json",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    });
    const list = await api.call("GET", "/api/v1/attestations");
    expect(list.json).toEqual({ items: [], nextCursor: null, previousCursor: null });
  });

  it.each([
    ["no evidence", {}, ["/evidence"]],
    ["evidence of the wrong type", { evidence: 1 }, ["/evidence"]],
    ["an unknown member", { evidence: "AA==", verifyat: "" }, ["/verifyat"]],
    ["an unknown kind", { evidence: "AA==", evidenceType: "x" }, ["/evidenceType"]],
    [
      "a moment without a zone",
      { evidence: "AA==", verifyAt: "2026-01-01T00:00:00" },
      ["/verifyAt"],
    ],
    [
      "a knob with a spelling mistake",
      { evidence: "AA==", policy: { allowdebug: true } },
      ["/policy/allowdebug"],
    ],
    ["odd hex", { evidence: "AA==", expected: { reportData: "abc" } }, ["/expected/reportData"]],
    ["a list in place of an object", [], [""]],
  ])("points at %s", async (_name, body, pointers) => {
    const answer = await api.call("POST", "/api/v1/verifications", { body });
    expect(answer.status).toBe(400);
    expect(problem(answer)).toMatchObject({
      code: "REQUEST_INVALID",
      errors: pointers.map((pointer) => ({ pointer })),
    });
  });

  it.each([
    ["not JSON", "{"],
    ["empty", ""],
    ["a nest of 65 levels", `${"[".repeat(65)}${"]".repeat(65)}`],
  ])("refuses a body that is %s", async (_name, body) => {
    const answer = await api.call("POST", "/api/v1/verifications", { body, headers: json });
    expect(answer.status).toBe(400);
    expect(problem(answer)).toMatchObject({ code: "REQUEST_INVALID" });
  });

  it.each([
    ["random bytes", { evidence: "AAAAAAAA" }, 422, "EVIDENCE_UNRECOGNISED"],
    ["text that is not base64", { evidence: "not base64" }, 422, "EVIDENCE_UNRECOGNISED"],
  ])("names what is wrong with %s", async (_name, body, status, code) => {
    for (const path of ["/api/v1/verifications", "/api/v1/attestations", "/api/v1/inspections"]) {
      const answer = await api.call("POST", path, { body });
      expect(answer.status).toBe(status);
      expect(problem(answer)).toMatchObject({ code });
    }
  });

  it("refuses an unknown policy and an anchor that is no certificate", async () => {
    const named = await api.call("POST", "/api/v1/verifications", {
      body: { ...minted.good, policy: "lenient" },
    });
    expect(named.status).toBe(422);
    expect(problem(named)).toMatchObject({ code: "POLICY_UNKNOWN" });
    const anchored = await api.call("POST", "/api/v1/verifications", {
      body: { ...minted.good, trustAnchors: ["none"] },
    });
    expect(anchored.status).toBe(400);
    expect(problem(anchored)).toMatchObject({ errors: [{ pointer: "/trustAnchors/0" }] });
  });

  it("takes evidence of 1 MiB and refuses one byte more", async () => {
    const evidence = (size: number) => {
      const bytes = Buffer.alloc(size);
      Buffer.from(minted.tdx.quote).copy(bytes);
      return { body: { ...minted.good, evidence: bytes.toString("base64") } };
    };
    const most = await api.call("POST", "/api/v1/verifications", evidence(MAX_EVIDENCE_BYTES));
    expect(most.status).toBe(200);
    const more = await api.call("POST", "/api/v1/verifications", evidence(MAX_EVIDENCE_BYTES + 1));
    expect(more.status).toBe(413);
    expect(problem(more)).toMatchObject({ code: "EVIDENCE_TOO_LARGE" });
  });

  it.each([
    ["announces its length", {}],
    ["does not", { "transfer-encoding": "chunked" }],
  ])("refuses a body beyond the limit, when the client %s", async (_name, headers) => {
    const answer = await api.call("POST", "/api/v1/verifications", {
      body: " ".repeat(EVIDENCE_BODY_BYTES + 1),
      headers: { ...json, ...headers },
    });
    expect(answer.status).toBe(413);
    expect(problem(answer)).toMatchObject({ code: "BODY_TOO_LARGE" });
  });

  it("knows no other address", async () => {
    for (const path of ["/api", "/api/v1", "/api/v1/attestations/", "/api/v1/%zz", "/api/v2/x"]) {
      const answer = await api.call("GET", path);
      expect(answer.status).toBe(404);
      expect(problem(answer)).toMatchObject({ code: "NOT_FOUND" });
    }
  });

  it("lists the methods of an address that does not know one", async () => {
    const answer = await api.call("DELETE", "/api/v1/attestations");
    expect(answer.status).toBe(405);
    expect(answer.headers["allow"]?.split(", ").toSorted()).toEqual([
      "GET",
      "HEAD",
      "OPTIONS",
      "POST",
    ]);
    expect(problem(answer)).toMatchObject({ code: "METHOD_NOT_ALLOWED" });
    const options = await api.call("OPTIONS", "/api/v1/verifications");
    expect(options.status).toBe(204);
    expect(options.headers["access-control-allow-origin"]).toBeUndefined();
  });

  it("answers HEAD as GET without a body", async () => {
    const answer = await api.call("HEAD", "/api/health/live");
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.bytes).toHaveLength(0);
  });

  it.each([
    ["/api/v1/verifications", { "content-type": "text/plain" }],
    ["/api/v1/verifications", { "content-type": "application/x-ndjson" }],
    ["/api/v1/verifications", {}],
    ["/api/v1/verifications/batch", json],
    ["/api/v1/verifications", { ...json, "content-encoding": "gzip" }],
  ])("refuses the media type of %s with %j", async (path, headers) => {
    const answer = await api.call("POST", path, { body: "{}", headers });
    expect(answer.status).toBe(415);
    expect(problem(answer)).toMatchObject({ code: "UNSUPPORTED_MEDIA_TYPE" });
  });

  it("reads JSON whose type names a character set", async () => {
    const headers = { "content-type": "Application/JSON; charset=utf-8" };
    const body = JSON.stringify(minted.good);
    expect(await api.call("POST", "/api/v1/verifications", { body, headers })).toMatchObject({
      status: 200,
    });
  });

  it.each([
    ["another host name", { host: "example.org" }],
    ["another site's page", { origin: "http://example.org" }],
  ])("refuses writes through %s", async (_name, headers) => {
    const answer = await api.call("POST", "/api/v1/attestations", { body: minted.good, headers });
    expect(answer.status).toBe(403);
    expect(problem(answer)).toMatchObject({ code: "ORIGIN_REJECTED" });
  });

  it.each([
    "?verdict=good",
    "?limit=0",
    "?limit=201",
    "?limit=many",
    "?unknown=1",
    "?q=abc",
    "?q=xyz1",
    "?from=yesterday",
    "?limit=1&limit=2",
    "?cursor=nonsense",
  ])("refuses the list with %s", async (query) => {
    const answer = await api.call("GET", `/api/v1/attestations${query}`);
    expect(answer.status).toBe(400);
    expect(problem(answer)).toMatchObject({ code: "REQUEST_INVALID" });
  });

  it("is alive and ready, and describes itself", async () => {
    const live = await api.call("GET", "/api/health/live");
    expect(live).toMatchObject({ status: 200, json: { status: "ok" } });
    const ready = await api.call("GET", "/api/health/ready");
    expect(ready).toMatchObject({ status: 200, json: { status: "ok" } });
    const description = await api.call("GET", "/api/v1/openapi.json");
    expect(description).toMatchObject({ status: 200, json: { openapi: "3.1.0" } });
  });

  it("counts what it judged and answered, with labels from fixed lists only", async () => {
    await api.call("POST", "/api/v1/verifications", { body: minted.forged });
    await api.call("GET", "/api/v1/some-address-of-an-attacker");
    const metrics = await api.call("GET", "/api/metrics");
    expect(metrics.headers["content-type"]).toContain("text/plain");
    const text = metrics.bytes.toString();
    expect(text).toMatch(
      /attest_evaluations_total\{tee="intel-tdx-quote",status="contraindicated",reason_code="[A-Z_]+"\} 1/,
    );
    expect(text).toContain("verify_duration_seconds_bucket");
    expect(text).toMatch(/http_requests_total\{operation="none",method="GET",status="404"\} \d+/);
    expect(text).not.toContain("attacker");
  });

  it("keeps request bodies out of the log", () => {
    expect(api.logged.join("")).not.toContain(minted.good.evidence.slice(0, 64));
  });
});
