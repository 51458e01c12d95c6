import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import type { Database } from "@/lib/store/database";
import { testDatabases } from "@/lib/store/testing/databases";
import { insertTestKey } from "@/lib/store/testing/test-key";
import { mintRequests } from "./testing/minted-request";
import { startTestApi, type Answer, type TestApi } from "./testing/test-api";

const judged = z.union([
  z.object({ policy: z.object({ name: z.string() }) }).transform(({ policy }) => policy.name),
  z.object({ policyName: z.string() }).transform(({ policyName }) => policyName),
]);

describe.each(testDatabases)("a key with a policy of its own on $name", ({ open }) => {
  let database: Database;
  let api: TestApi;
  let key: string;
  let unnamed: VerificationRequest;

  beforeAll(async () => {
    const [opened, { good }] = await Promise.all([open(), mintRequests()]);
    database = opened;
    const { policy: _policy, ...rest } = good;
    unnamed = rest;
    api = await startTestApi({ database });
    const policy = { extends: "moderate", name: "of this key" };
    key = await insertTestKey(database, { secrets: api.runtime.secrets, policy });
  });
  afterAll(async () => {
    await api.close();
    await database.close();
  });

  const send = (path: string, body: object | string, type: string, by = key) =>
    api.call("POST", `/api/v1/${path}`, {
      body: typeof body === "string" ? body : JSON.stringify(body),
      headers: { "content-type": type, authorization: `Bearer ${by}` },
    });
  const policiesOf = ({ bytes }: Answer) =>
    bytes
      .toString()
      .trimEnd()
      .split("\n")
      .map((line) => judged.parse(JSON.parse(line)));

  it.each(["verifications", "attestations"])(
    "judges by it what names none, and nothing else: %s",
    async (path) => {
      const named = { ...unnamed, policy: "strict" };
      for (const [request, name] of [
        [unnamed, "of this key"],
        [named, "strict"],
      ] as const) {
        expect(policiesOf(await send(path, request, "application/json"))).toEqual([name]);
      }
      const lines = [unnamed, named, unnamed].map((line) => JSON.stringify(line)).join("\n");
      expect(policiesOf(await send(`${path}/batch`, lines, "application/x-ndjson"))).toEqual([
        "of this key",
        "strict",
        "of this key",
      ]);
      const byAnother = await send(path, unnamed, "application/json", api.key);
      expect(policiesOf(byAnother)).toEqual(["strict"]);
    },
  );

  it("stays with what was kept by it, whoever judges that again", async () => {
    const kept = await send("attestations", unnamed, "application/json");
    const { id } = z.object({ id: z.string() }).parse(kept.json);
    const path = `attestations/${id}/reverify`;
    const again = await send(path, { as: "now" }, "application/json", api.key);
    expect(policiesOf(again)).toEqual(["of this key"]);
  });
});
