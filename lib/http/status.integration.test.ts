import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { auditEvents } from "@/drizzle/schema";
import { createBreakers } from "@/lib/breaker/breakers";
import { statusSchema } from "@/lib/contract/status";
import { startBackground } from "@/lib/services/jobs/background";
import type { Background } from "@/lib/services/jobs/job-runner";
import { breakerStore } from "@/lib/store/breakers";
import type { Database } from "@/lib/store/database";
import { homeOrganizationId, inOrganization } from "@/lib/store/organization-db";
import { testDatabases } from "@/lib/store/testing/databases";
import { insertTestKey } from "@/lib/store/testing/test-key";
import { startTestApi, type TestApi } from "./testing/test-api";

const HOST = "pcs.example:8443";
const PATH = "/api/v1/status";

describe.each(testDatabases)("the status on $name", ({ open }) => {
  let database: Database;
  let api: TestApi;
  let background: Background;
  beforeAll(async () => {
    database = await open();
    api = await startTestApi({ database });
    background = startBackground(api.runtime);
  });
  afterAll(async () => {
    await background.stop();
    await api.close();
    await database.close();
  });

  const status = async () => statusSchema.parse((await api.call("GET", PATH)).json);
  const breakers = () => createBreakers({ store: breakerStore(database.db) });
  async function trip(): Promise<void> {
    for (let failure = 0; failure < 5; failure += 1) {
      const entry = await breakers().enter(HOST, { leaseMs: 60_000 });
      if (!entry.allowed) throw new Error("it was open already");
      await entry.settle({ kind: "failed", detail: `${HOST}: no answer` });
    }
  }

  it("lists this replica, the database and every job with its next run", async () => {
    const { replicas, jobs, database: shown, version } = await status();
    expect(replicas).toMatchObject([{ pid: process.pid, isThis: true, state: "running", version }]);
    expect(shown).toMatchObject({ kind: database.kind, migrated: true });
    expect(jobs.map(({ name }) => name)).toContain("limit-buckets");
    expect(jobs.every(({ words }) => words !== "")).toBe(true);
  });

  it("shows a breaker that has opened, in the metrics too", async () => {
    await trip();
    expect((await status()).upstreams).toMatchObject([
      { host: HOST, phase: "open", failures: 5, lastFailure: `${HOST}: no answer` },
    ]);
    const metrics = (await api.call("GET", "/api/metrics")).bytes.toString("utf8");
    expect(metrics).toContain(`breaker_state{upstream="${HOST}"} 2`);
    expect(metrics).toMatch(/job_lag_seconds\{job="limit-buckets"\} \d/);
  });

  it("lets a reset close it, and keeps who did that", async () => {
    const path = `${PATH}/breakers/${encodeURIComponent(HOST)}/reset`;
    const { secrets } = api.runtime;
    const reader = await insertTestKey(database, { secrets, scopes: ["status:read"] });
    const refused = await api.call("POST", path, {
      headers: { authorization: `Bearer ${reader}` },
    });
    expect(refused).toMatchObject({ status: 403, json: { code: "PERMISSION_DENIED" } });
    expect(await breakers().enter(HOST, { leaseMs: 1_000 })).toMatchObject({ allowed: false });

    const reset = await api.call("POST", path);
    expect(reset).toMatchObject({
      status: 200,
      json: { host: HOST, phase: "closed", failures: 0 },
    });
    expect(await breakers().enter(HOST, { leaseMs: 1_000 })).toMatchObject({ allowed: true });

    const home = await homeOrganizationId(database);
    const rows = await inOrganization(database, home, ({ db }) =>
      db.select().from(auditEvents).orderBy(auditEvents.seq),
    );
    expect(rows).toMatchObject([
      { action: "status.resetBreaker", outcome: "denied", actorKind: "key" },
      {
        action: "status.resetBreaker",
        outcome: "success",
        objectKind: "breaker",
        objectId: HOST,
        actorKind: "key",
      },
    ]);
  });

  it("knows no breaker that nobody has asked through", async () => {
    const unknown = await api.call("POST", `${PATH}/breakers/nobody.example/reset`);
    expect(unknown).toMatchObject({ status: 404, json: { code: "NOT_FOUND" } });
  });
});
