import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Database } from "@/lib/store/database";
import { testDatabases } from "@/lib/store/testing/databases";
import { insertTestKey } from "@/lib/store/testing/test-key";
import { homeOf, insertTestOrganization } from "@/lib/store/testing/test-organization";
import { mintRequests, type MintedRequests } from "./testing/minted-request";
import { startTestApi, type Answer, type TestApi } from "./testing/test-api";

const made = z.object({ id: z.string(), evidenceDigest: z.string() });
const UNKNOWN = "01970000-0000-7000-8000-000000000000";

describe.each(testDatabases)("with a key of another organization on $name", ({ open }) => {
  let database: Database;
  let api: TestApi;
  let minted: MintedRequests;
  let otherKey: string;
  let attestation: z.infer<typeof made>;

  beforeAll(async () => {
    [database, minted] = await Promise.all([open(), mintRequests()]);
    api = await startTestApi({ database });
    const { id: organizationId } = await insertTestOrganization(database);
    otherKey = await insertTestKey(database, { secrets: api.runtime.secrets, organizationId });
    const answer = await api.call("POST", "/api/v1/attestations", { body: minted.good });
    attestation = made.parse(answer.json);
  });
  afterAll(async () => {
    await api.close();
    await database.close();
  });

  const asOther = (method: string, path: string, body?: object, headers: object = {}) =>
    api.call(method, path, {
      ...(body === undefined ? {} : { body }),
      headers: { authorization: `Bearer ${otherKey}`, ...headers },
    });

  it.each([
    ["GET", "/attestations/{id}"],
    ["GET", "/attestations/{id}/evidence"],
    ["GET", "/attestations/{id}/material"],
    ["GET", "/attestations/{id}/event-logs"],
    ["POST", "/attestations/{id}/reverify", { as: "then" }],
    ["GET", "/api-keys/{id}"],
  ])("%s %s answers as for an id that nobody has", async (method, path, body?: object) => {
    const id = path.startsWith("/api-keys") ? await ownKeyId() : attestation.id;
    const at = (given: string) => asOther(method, `/api/v1${path.replace("{id}", given)}`, body);
    const [guessed, unknown] = [await at(id), await at(UNKNOWN)];
    expect(unknown).toMatchObject({ status: 404, json: { code: "NOT_FOUND" } });
    expect(said(guessed, id)).toEqual(said(unknown, UNKNOWN));
  });

  it("lists, searches and counts nothing of it", async () => {
    const answers = [
      await asOther("GET", "/api/v1/attestations"),
      await asOther("GET", "/api/v1/overview?range=24h"),
      await asOther("GET", `/api/v1/search?q=${attestation.id}`),
      await asOther("GET", `/api/v1/search?q=${attestation.evidenceDigest}`),
      await asOther("GET", `/api/v1/attestations?q=${attestation.evidenceDigest.slice(0, 20)}`),
    ];
    for (const { status, bytes } of answers) {
      expect(status).toBe(200);
      expect(bytes.toString()).not.toContain(attestation.id);
    }
    expect(answers[0]?.json).toMatchObject({ items: [], nextCursor: null });
    expect(answers[1]?.json).toMatchObject({ storedTotal: 0, latestFailures: [] });
    expect(answers[2]?.json).toEqual({ hits: [] });
    expect(answers[3]?.json).toEqual({ hits: [] });
    // Its own attempts are in its own trail, and in no other.
    const trail = await asOther("GET", "/api/v1/audit/events");
    expect(trail.status).toBe(200);
    expect(trail.bytes.toString()).not.toContain(attestation.evidenceDigest);
  });

  it("an idempotency key is its own, whatever the other has sent with the same one", async () => {
    const headers = { "idempotency-key": "the-same" };
    const mine = made.parse(
      (await api.call("POST", "/api/v1/attestations", { body: minted.good, headers })).json,
    );
    const other = await asOther("POST", "/api/v1/attestations", minted.forged, headers);
    expect(other.status).toBe(201);
    expect(made.parse(other.json).id).not.toBe(mine.id);
  });

  it("the same evidence is kept once more, under the other's own name", async () => {
    const kept = made.parse((await asOther("POST", "/api/v1/attestations", minted.good)).json);
    expect(kept.evidenceDigest).toBe(attestation.evidenceDigest);
    const evidence = await asOther("GET", `/api/v1/attestations/${kept.id}/evidence`);
    expect(evidence.bytes.toString("base64")).toBe(minted.good.evidence);
    const home = await homeOf(database);
    const rows = await home.ask(
      ({ sql }) => sql`select 1 from audit_events where object_id = ${kept.id}`,
    );
    expect(rows).toHaveLength(0);
  });

  const ownKeyId = async () => {
    const home = await homeOf(database);
    const [row] = await home.ask(({ sql }) => sql<{ id: string }[]>`select id from api_keys`);
    return row?.id ?? "";
  };
});

/** An answer without what differs from call to call, and without the id that was asked for. */
function said({ status, json, headers }: Answer, id: string) {
  const { "x-request-id": _request, date: _date, ...rest } = headers;
  const limits = Object.keys(rest).filter((name) => name.startsWith("ratelimit"));
  for (const name of limits) delete rest[name];
  const body = JSON.stringify({ ...Object(json), instance: "" }).replaceAll(id, "{id}");
  return { status, body, headers: rest };
}
