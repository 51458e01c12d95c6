import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Allowance, LIMIT_CLASSES, type LimitTable } from "@/lib/access/limit-class";
import type { Database } from "@/lib/store/database";
import { testDatabases } from "@/lib/store/testing/databases";
import { insertTestKey } from "@/lib/store/testing/test-key";
import { insertTestPerson } from "@/lib/store/testing/test-person";
import { type Answer, startTestApi, type TestApi } from "./testing/test-api";

const few: Allowance = { perMinute: 1, burst: 3 };
const many: Allowance = { perMinute: 1, burst: 1_000 };
const reading = { ...LIMIT_CLASSES.read, key: few, person: few, organization: many, address: few };
const limits: LimitTable = {
  ...LIMIT_CLASSES,
  read: reading,
  verify: { ...LIMIT_CLASSES.verify, key: few, organization: many },
};

const LIST = "/api/v1/attestations";
const OPEN_API = "/api/v1/openapi.json";

describe.each(testDatabases)("limits on $name", ({ open }) => {
  let database: Database;
  let api: TestApi;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());
  // A key of its own for each test, so an empty bucket is nobody else's.
  beforeEach(async () => {
    api = await startTestApi({ database, limits });
  });
  afterEach(() => api.close());

  const statuses = (answers: readonly Answer[]) => answers.map(({ status }) => status).toSorted();
  const times = (count: number, call: () => Promise<Answer>) =>
    Promise.all(Array.from({ length: count }, call));

  it("answers as many requests as there are tokens, however many come at once", async () => {
    const answers = await times(20, () => api.call("GET", LIST));
    expect(statuses(answers)).toEqual([200, 200, 200, ...Array.from({ length: 17 }, () => 429)]);
  });

  it("says what is left, and when to come again", async () => {
    const first = await api.call("GET", LIST);
    expect(first.headers).toMatchObject({
      "ratelimit-policy": '"read-key";q=3;w=180, "read-organization";q=1000;w=60000',
      ratelimit: expect.stringMatching(/^"read-key";r=2;t=60, "read-organization";r=\d+;t=\d+$/),
    });
    await times(2, () => api.call("GET", LIST));
    const refused = await api.call("GET", LIST);
    expect(refused).toMatchObject({
      status: 429,
      json: { code: "LIMIT_EXCEEDED", retryAfterSeconds: expect.any(Number) },
      headers: { ratelimit: expect.stringContaining('"read-key";r=0;') },
    });
    const seconds = Number(refused.headers["retry-after"]);
    expect(seconds).toBeGreaterThan(50);
    expect(seconds).toBeLessThanOrEqual(60);
  });

  it("gives a person a bucket of their own, and each class one of its own", async () => {
    await times(4, () => api.call("GET", LIST));
    const { cookie } = await insertTestPerson(database, {
      secrets: api.runtime.secrets,
      roles: ["viewer"],
    });
    const asPerson = () => api.call("GET", LIST, { headers: { cookie } });
    expect(statuses(await times(4, asPerson))).toEqual([200, 200, 200, 429]);
    const other = await api.call("POST", "/api/v1/inspections", { body: { evidence: "AAAA" } });
    expect(other.status).not.toBe(429);
  });

  it("takes tokens of nobody whose secret is not proven", async () => {
    const { secrets } = api.runtime;
    const stranger = await insertTestKey(database, { secrets: { ...secrets, keyHmac: otherHmac } });
    const guesses = await times(10, () =>
      api.call("GET", LIST, { headers: { authorization: `Bearer ${stranger}` } }),
    );
    expect(new Set(statuses(guesses))).toEqual(new Set([401]));
    expect(statuses(await times(3, () => api.call("GET", LIST)))).toEqual([200, 200, 200]);
  });

  it("knows a client without credentials by its address", async () => {
    const anonymous = () => api.call("GET", OPEN_API, { anonymous: true });
    const answers = await times(5, anonymous);
    expect(statuses(answers)).toEqual([200, 200, 200, 429, 429]);
    expect(answers[0]?.headers["ratelimit-policy"]).toBe('"read-address";q=3;w=180');
  });

  it("never holds up a probe", async () => {
    const probes = await times(10, () => api.call("GET", "/api/health/live", { anonymous: true }));
    expect(new Set(statuses(probes))).toEqual(new Set([200]));
    expect(probes[0]?.headers).not.toHaveProperty("ratelimit");
  });

  it("takes a token for each line of a batch, and answers in its place the line that gets none", async () => {
    const lines = Array.from({ length: 4 }, () => JSON.stringify({ evidence: "AAAA" })).join("\n");
    const { status, bytes } = await api.call("POST", "/api/v1/verifications/batch", {
      body: lines,
      headers: { "content-type": "application/x-ndjson" },
    });
    expect(status).toBe(200);
    const codes = bytes
      .toString("utf8")
      .trim()
      .split("\n")
      .map((line) => String(JSON.parse(line).code));
    // One token is the request's own.
    expect(codes.toSorted()).toEqual([
      "EVIDENCE_UNRECOGNISED",
      "EVIDENCE_UNRECOGNISED",
      "LIMIT_EXCEEDED",
      "LIMIT_EXCEEDED",
    ]);
  });
});

const otherHmac = () => Buffer.alloc(32, 7);
