import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "@/lib/store/database";
import { testDatabases } from "@/lib/store/testing/databases";
import { mintRequests, type MintedRequests } from "./testing/minted-request";
import { startTestApi, type TestApi } from "./testing/test-api";

describe.each(testDatabases)("the API without its database, $name", ({ open }) => {
  let database: Database;
  let api: TestApi;
  let minted: MintedRequests;

  beforeAll(async () => {
    [database, minted] = await Promise.all([open(), mintRequests()]);
    api = await startTestApi({ database });
    await database.close();
  });
  afterAll(() => api.close());

  it("tells a caller no more than the request id, and the log the rest", async () => {
    const answer = await api.call("POST", "/api/v1/attestations", { body: minted.good });
    expect(answer).toMatchObject({ status: 500, json: { code: "INTERNAL_ERROR" } });
    const requestId = String(answer.headers["x-request-id"]);
    expect(answer.json).toMatchObject({ instance: requestId });
    expect(answer.bytes.toString()).not.toMatch(/connection|postgres|sql/i);

    const line = api.logged.find((logged) => logged.includes(requestId)) ?? "";
    expect(JSON.parse(line)).toMatchObject({ operation: "attestations.create" });
    expect(line).not.toContain(minted.good.evidence.slice(0, 64));
  });

  it("answers each line of a batch with the problem in its place", async () => {
    const answer = await api.call("POST", "/api/v1/attestations/batch", {
      body: `${JSON.stringify(minted.good)}\n{}\n`,
      headers: { "content-type": "application/x-ndjson" },
    });
    expect(answer.status).toBe(200);
    const codes = answer.bytes.toString().trimEnd().split("\n");
    expect(codes.map((line): unknown => JSON.parse(line).code)).toEqual([
      "INTERNAL_ERROR",
      "REQUEST_INVALID",
    ]);
  });

  it("is alive and not ready, and verifies what needs no database", async () => {
    expect(await api.call("GET", "/api/health/live")).toMatchObject({ status: 200 });
    expect(await api.call("GET", "/api/health/ready")).toMatchObject({
      status: 503,
      json: { status: "unavailable", checks: { database: { ok: false } } },
    });
    expect(await api.call("POST", "/api/v1/verifications", { body: minted.good })).toMatchObject({
      status: 200,
      json: { verdict: "affirming" },
    });
  });
});
