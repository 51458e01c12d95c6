import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attestationListSchema, attestationSchema } from "@/lib/contract/attestations";
import { openDatabase, type Database } from "@/lib/store/database";
import { testDatabases, type TestPlace } from "@/lib/store/testing/databases";
import { homeOf } from "@/lib/store/testing/test-organization";
import { mintRequests, type MintedRequests } from "./testing/minted-request";
import { startTestApi, type Answer, type TestApi } from "./testing/test-api";

describe.each(testDatabases)("Idempotency-Key on $name", ({ kind, create }) => {
  let place: TestPlace;
  let databases: readonly [Database, Database];
  /** Two servers with nothing in common but the database; only one process may open the embedded one. */
  let apis: readonly [TestApi, TestApi];
  let minted: MintedRequests;

  beforeAll(async () => {
    [place, minted] = await Promise.all([create(), mintRequests()]);
    const first = await openDatabase(place.options);
    databases = [first, kind === "server" ? await openDatabase(place.options) : first];
    apis = [
      await startTestApi({ database: databases[0] }),
      await startTestApi({ database: databases[1] }),
    ];
  });
  afterAll(async () => {
    await Promise.all(apis.map((api) => api.close()));
    for (const database of new Set(databases)) await database.close();
    await place.remove();
  });

  const submit = (
    key: string,
    { body = minted.good, server = 0 }: { body?: object; server?: 0 | 1 } = {},
  ) =>
    apis[server].call("POST", "/api/v1/attestations", {
      body,
      headers: { "idempotency-key": key },
    });
  const idOf = (answer: Answer) => attestationSchema.parse(answer.json).id;
  const stored = async (digest: string) => {
    const answer = await apis[0].call("GET", `/api/v1/attestations?limit=200&q=${digest}`);
    return attestationListSchema.parse(answer.json).items.map(({ id }) => id);
  };

  it("keeps one of many calls at one time on two servers, and answers all with it", async () => {
    const body = await minted.another(1);
    const good = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        submit("at-one-time", { body, server: index % 2 === 0 ? 0 : 1 }),
      ),
    );
    expect(new Set(good.map(({ status }) => status))).toEqual(new Set([201]));
    const ids = new Set(good.map(idOf));
    expect(ids.size).toBe(1);
    const first = good.filter(({ headers }) => headers["idempotent-replayed"] === undefined);
    expect(first).toHaveLength(1);
    const digest = attestationSchema.parse(good[0]?.json).evidenceDigest.slice(7);
    expect(await stored(digest)).toEqual([...ids]);
  });

  it("leaves one row in the audit trail, however often a call is sent", async () => {
    const body = await minted.another(2);
    const answers = await Promise.all([1, 2, 3].map(() => submit("told-once", { body })));
    answers.push(await submit("told-once", { body, server: 1 }));
    const [id] = new Set(answers.map(idOf));
    const home = await homeOf(databases[0]);
    const rows = await home.ask(
      ({ sql }) => sql<{ body: string }[]>`
        select body from audit_events where object_kind = 'attestation' and object_id = ${id ?? ""}`,
    );
    expect(rows.map((row): unknown => JSON.parse(row.body))).toMatchObject([
      {
        action: "attestations.create",
        outcome: "success",
        actor: { kind: "key" },
        object: { kind: "attestation", id, name: "intel-tdx-quote" },
        details: { verdict: "affirming", evidenceDigest: expect.stringMatching(/^sha256:/) },
      },
    ]);
  });

  it("answers a repeated call with what the first one kept", async () => {
    const first = await submit("repeated");
    const again = await submit("repeated", { server: 1 });
    expect(first.headers["idempotent-replayed"]).toBeUndefined();
    expect(again.headers["idempotent-replayed"]).toBe("true");
    expect(again.status).toBe(201);
    expect(idOf(again)).toBe(idOf(first));
  });

  it("refuses the key with another body, also at one time", async () => {
    await submit("other-body");
    const other = await submit("other-body", { body: minted.forged });
    expect(other).toMatchObject({ status: 409, json: { code: "IDEMPOTENCY_KEY_REUSED" } });

    const race = await Promise.all(
      [minted.good, minted.forged].flatMap((body) =>
        [0, 1, 0, 1].map((server) => submit("raced", { body, server: server === 0 ? 0 : 1 })),
      ),
    );
    const won = race.filter(({ status }) => status === 201);
    expect(won).toHaveLength(4);
    expect(new Set(won.map(idOf)).size).toBe(1);
    expect(race.filter(({ status }) => status === 409)).toHaveLength(4);
  });

  it("does not use a key up for a call that kept nothing", async () => {
    const broken = await submit("second-try", { body: { evidence: "AAAAAAAA" } });
    expect(broken.status).toBe(422);
    expect((await submit("second-try")).status).toBe(201);
  });

  it("keeps keys of different operations and attestations apart", async () => {
    const first = idOf(await submit("shared-key"));
    const second = idOf(await submit("another-key", { body: minted.forged }));
    const again = (id: string) =>
      apis[0].call("POST", `/api/v1/attestations/${id}/reverify`, {
        body: { as: "then" },
        headers: { "idempotency-key": "shared-key" },
      });
    const judged = await again(first);
    expect(judged.status).toBe(201);
    expect(idOf(await again(first))).toBe(idOf(judged));
    expect(await again(second)).toMatchObject({ status: 409 });
  });

  it.each(["", "with space", "ä", "x".repeat(256)])("refuses the key %j", async (key) => {
    const answer = await apis[0].call("POST", "/api/v1/attestations", {
      body: minted.good,
      headers: { "idempotency-key": key },
    });
    expect(answer).toMatchObject({ status: 400, json: { code: "REQUEST_INVALID" } });
  });
});
