import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LIMIT_CLASSES, type LimitTable } from "@/lib/access/limit-class";
import { PLAIN_BODY_BYTES } from "@/lib/contract/operation";
import { OPERATION_CONTRACTS } from "@/lib/contract/operations";
import type { Database } from "@/lib/store/database";
import { testDatabases } from "@/lib/store/testing/databases";
import { insertTestKey } from "@/lib/store/testing/test-key";
import { type Answer, startTestApi, type TestApi } from "./testing/test-api";

const limits: LimitTable = {
  ...LIMIT_CLASSES,
  verify: { ...LIMIT_CLASSES.verify, openRequests: 2 },
};

describe("what one request and one client may take", () => {
  let database: Database;
  let api: TestApi;
  beforeAll(async () => {
    const embedded = testDatabases.find(({ kind }) => kind === "embedded");
    if (embedded === undefined) throw new Error("there is no database to test on");
    database = await embedded.open();
    api = await startTestApi({ database, limits });
  });
  afterAll(async () => {
    await api.close();
    await database.close();
  });

  it("is 64 KiB for every body that carries no evidence", async () => {
    const plain = OPERATION_CONTRACTS.filter(
      (contract) => "body" in contract && !("maxBytes" in contract.body),
    ).map(({ id }) => id);
    expect(plain).toContain("attestations.reverify");
    expect(plain).not.toContain("attestations.create");
    const path = "/api/v1/attestations/01900000-0000-7000-8000-0000000000ff/reverify";
    const headers = { "content-type": "application/json" };
    const body = " ".repeat(PLAIN_BODY_BYTES + 1);
    expect(await api.call("POST", path, { body, headers })).toMatchObject({
      status: 413,
      json: { code: "BODY_TOO_LARGE" },
    });
  });

  const INSPECTIONS = "/api/v1/inspections";

  /** Requests that send the beginning of a body, and nothing more. */
  function slowRequests(path: string, count: number, given: Record<string, string> = {}) {
    const headers = { authorization: `Bearer ${api.key}`, ...given };
    return Array.from({ length: count }, () => {
      const outgoing = request(new URL(path, api.url), { method: "POST", headers, agent: false });
      outgoing.on("error", () => undefined);
      outgoing.write("{");
      return outgoing;
    });
  }

  async function until(status: number, call: () => Promise<Answer>): Promise<Answer> {
    let answer = await call();
    while (answer.status !== status) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      answer = await call();
    }
    return answer;
  }

  const inspect = (key: string) =>
    api.call("POST", INSPECTIONS, {
      body: { evidence: "AAAA" },
      headers: { authorization: `Bearer ${key}` },
    });

  it("is a few open requests, and the others go on", async () => {
    const slow = slowRequests(INSPECTIONS, 2, { "content-type": "application/json" });
    expect(await until(429, () => inspect(api.key))).toMatchObject({
      json: { code: "LIMIT_EXCEEDED" },
      headers: { "retry-after": "1" },
    });
    const other = await insertTestKey(database, { secrets: api.runtime.secrets });
    expect((await inspect(other)).status).toBe(422);
    for (const outgoing of slow) outgoing.destroy();
    // Whoever has gone away takes no place any more, and is no failure of the server.
    expect((await until(422, () => inspect(api.key))).status).toBe(422);
    expect(api.logged.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });

  it.each([
    ["documents of 12 MiB", "/api/v1/attestations", "application/json", 21],
    ["batches", "/api/v1/attestations/batch", "application/x-ndjson", 4],
  ])("is memory for %s, and small ones go on", async (_what, path, type, fit) => {
    const submit = (headers: Record<string, string>) =>
      api.call("POST", path, { body: "{}", headers: { "content-type": type, ...headers } });
    // Nobody knows how long these will be: this many fill 256 MiB.
    const unknown = { "transfer-encoding": "chunked" };
    const slow = slowRequests(path, fit, { "content-type": type });
    expect(await until(429, () => submit(unknown))).toMatchObject({
      json: { code: "LIMIT_EXCEEDED", detail: expect.stringContaining("too large together") },
      headers: { "retry-after": "1" },
    });
    const { status } = await submit({});
    expect(status).not.toBe(429);
    for (const outgoing of slow) outgoing.destroy();
    await until(status, () => submit(unknown));
  });
});
