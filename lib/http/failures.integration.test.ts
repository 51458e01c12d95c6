import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "@/lib/store/database";
import { testDatabases } from "@/lib/store/testing/databases";
import { mintRequests, type MintedRequests } from "./testing/minted-request";
import { startTestApi, type TestApi } from "./testing/test-api";

describe.each(testDatabases)("the API without its database, $name", ({ open }) => {
  let api: TestApi;

  beforeAll(async () => {
    const database = await open();
    api = await startTestApi({ database });
    await database.close();
  });
  afterAll(() => api.close());

  it("lets nobody in whose key it can't look up", async () => {
    const answer = await api.call("POST", "/api/v1/verifications", { body: {} });
    expect(answer).toMatchObject({ status: 503, json: { code: "DATABASE_UNAVAILABLE" } });
    expect(answer.headers["retry-after"]).toBe("5");
  });

  it.each([{ anonymous: true }, { anonymous: false }])(
    "is alive and not ready, whoever asks: %j",
    async (options) => {
      expect(await api.call("GET", "/api/health/live", options)).toMatchObject({ status: 200 });
      expect(await api.call("GET", "/api/health/ready", options)).toMatchObject({
        status: 503,
        json: { status: "unavailable", checks: { database: { ok: false } } },
      });
    },
  );
});

const failing = [
  {
    why: "break",
    error: new Error("the connection to postgres is gone"),
    refusal: { status: 500, code: "INTERNAL_ERROR" },
  },
  {
    why: "lose their connection",
    error: Object.assign(new Error("write CONNECTION_CLOSED"), { code: "CONNECTION_CLOSED" }),
    refusal: { status: 503, code: "DATABASE_UNAVAILABLE" },
  },
];
const failingOnEach = testDatabases.flatMap(({ name, open }) =>
  failing.map((failure) => ({ name, open, ...failure })),
);

describe.each(failingOnEach)("the API whose transactions $why on $name", (given) => {
  const { open, error, refusal } = given;
  let database: Database;
  let api: TestApi;
  let minted: MintedRequests;

  beforeAll(async () => {
    [database, minted] = await Promise.all([open(), mintRequests()]);
    const breakable = withBreakableTransactions(database, error);
    api = await startTestApi({ database: breakable.database });
    breakable.break();
  });
  afterAll(async () => {
    await api.close();
    await database.close();
  });

  it("tells a caller no more than the request id, and the log the rest", async () => {
    const answer = await api.call("POST", "/api/v1/attestations", { body: minted.good });
    expect(answer).toMatchObject({ status: refusal.status, json: { code: refusal.code } });
    const requestId = String(answer.headers["x-request-id"]);
    expect(answer.json).toMatchObject({ instance: requestId });
    expect(answer.bytes.toString()).not.toMatch(/connection|postgres|sql/i);

    // The failure itself, and that no event of it could be kept either.
    const lines = api.logged.filter((logged) => logged.includes(requestId));
    expect(lines.map((line): unknown => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ operation: "attestations.create" }),
    );
    expect(lines.join("")).not.toContain(minted.good.evidence.slice(0, 64));
  });

  it("answers each line of a batch with the problem in its place", async () => {
    const answer = await api.call("POST", "/api/v1/attestations/batch", {
      body: `${JSON.stringify(minted.good)}\n{}\n`,
      headers: { "content-type": "application/x-ndjson" },
    });
    expect(answer.status).toBe(200);
    const codes = answer.bytes.toString().trimEnd().split("\n");
    expect(codes.map((line): unknown => JSON.parse(line).code)).toEqual([
      refusal.code,
      "REQUEST_INVALID",
    ]);
  });

  it("verifies what needs none", async () => {
    expect(await api.call("POST", "/api/v1/verifications", { body: minted.good })).toMatchObject({
      status: 200,
      json: { verdict: "affirming" },
    });
  });
});

/** Whoever asks is still known afterwards; what they ask for is not to be had. */
function withBreakableTransactions(database: Database, error: Error) {
  let isBroken = false;
  const sql = new Proxy(database.sql, {
    get: (target, name, receiver) =>
      isBroken && name === "begin"
        ? () => Promise.reject(error)
        : Reflect.get(target, name, receiver),
  });
  return {
    database: { ...database, sql },
    break: () => {
      isBroken = true;
    },
  };
}
