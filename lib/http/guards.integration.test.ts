import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LIMIT_CLASSES, type LimitTable } from "@/lib/access/limit-class";
import { PLAIN_BODY_BYTES } from "@/lib/contract/operation";
import { OPERATION_CONTRACTS } from "@/lib/contract/operations";
import type { Database } from "@/lib/store/database";
import { testDatabases } from "@/lib/store/testing/databases";
import { insertTestKey } from "@/lib/store/testing/test-key";
import { startTestApi, type TestApi } from "./testing/test-api";

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

  it("is a few open requests, and the others go on", async () => {
    const url = new URL("/api/v1/inspections", api.url);
    const headers = { authorization: `Bearer ${api.key}`, "content-type": "application/json" };
    // They send the beginning of a body, and nothing more.
    const slow = [1, 2].map(() => {
      const outgoing = request(url, { method: "POST", headers, agent: false });
      outgoing.on("error", () => undefined);
      outgoing.write("{");
      return outgoing;
    });
    const inspect = (key: string) =>
      api.call("POST", url.pathname, {
        body: { evidence: "AAAA" },
        headers: { authorization: `Bearer ${key}` },
      });
    const until = async (status: number) => {
      let answer = await inspect(api.key);
      while (answer.status !== status) {
        await new Promise((resolve) => setTimeout(resolve, 10));
        answer = await inspect(api.key);
      }
      return answer;
    };
    expect(await until(429)).toMatchObject({
      json: { code: "LIMIT_EXCEEDED" },
      headers: { "retry-after": "1" },
    });
    const other = await insertTestKey(database, { secrets: api.runtime.secrets });
    expect((await inspect(other)).status).toBe(422);
    for (const outgoing of slow) outgoing.destroy();
    // Whoever has gone away takes no place any more.
    expect((await until(422)).status).toBe(422);
  });
});
