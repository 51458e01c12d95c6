import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import {
  attestationListSchema,
  attestationMaterialSchema,
  attestationSchema,
} from "@/lib/contract/attestations";
import { overviewSchema, searchResultSchema } from "@/lib/contract/overview";
import { fail, ok } from "@/lib/rats/result";
import type { Database } from "@/lib/store/database";
import { testDatabases } from "@/lib/store/testing/databases";
import type {
  EndorsementItem,
  EndorsementItemName,
  EndorsementSource,
} from "@/lib/trust/endorsement-source";
import { mintRequests, type MintedRequests } from "./testing/minted-request";
import { startTestApi, type TestApi } from "./testing/test-api";

/** A source that the test switches on and off: an upstream that comes back. */
function switchedSource(minted: MintedRequests) {
  const { endorsements } = minted.tdx;
  const state = { on: false };
  const parts: Partial<Record<EndorsementItemName, readonly [string, string | null]>> = {
    "intel.tcbInfo": [endorsements.tcbInfo, endorsements.tcbInfoIssuerChain],
    "intel.qeIdentity": [endorsements.qeIdentity, endorsements.qeIdentityIssuerChain],
    "intel.pckCrl": [endorsements.pckCrl, endorsements.pckCrlIssuerChain],
    "intel.rootCaCrl": [endorsements.rootCaCrl, null],
  };
  const source: EndorsementSource = {
    get(request) {
      if (!state.on) {
        return Promise.resolve(
          fail("COLLATERAL_UNAVAILABLE", "pcs.example.org is off", request.item),
        );
      }
      const [body, issuerChain] = parts[request.item] ?? ["", null];
      const item: EndorsementItem = {
        request,
        body,
        issuerChain,
        origin: "fetched",
        upstream: "pcs.example.org",
        retrievedAt: "2026-06-01T00:00:00.000Z",
      };
      return Promise.resolve(ok(item));
    },
  };
  return { state, source };
}

describe.each(testDatabases)("attestations over the API on $name", ({ open }) => {
  let database: Database;
  let api: TestApi;
  let minted: MintedRequests;
  let upstream: ReturnType<typeof switchedSource>;
  let now: Date;

  beforeAll(async () => {
    [database, minted] = await Promise.all([open(), mintRequests()]);
    upstream = switchedSource(minted);
    api = await startTestApi({ database, endorsements: upstream.source, now: () => now });
  });
  afterAll(async () => {
    await api.close();
    await database.close();
  });
  beforeEach(() => {
    now = new Date("2026-06-01T12:00:00Z");
    upstream.state.on = false;
  });

  const submit = async (body: object) => {
    const answer = await api.call("POST", "/api/v1/attestations", { body });
    expect(answer.status).toBe(201);
    return attestationSchema.parse(answer.json);
  };
  const get = async (id: string) => {
    const answer = await api.call("GET", `/api/v1/attestations/${id}`);
    expect(answer.status).toBe(200);
    return attestationSchema.parse(answer.json);
  };
  const reverify = async (id: string, as: "then" | "now") => {
    const answer = await api.call("POST", `/api/v1/attestations/${id}/reverify`, { body: { as } });
    expect(answer.status).toBe(201);
    return attestationSchema.parse(answer.json);
  };

  it("keeps a good attestation and gives back the same one", async () => {
    const kept = await submit(minted.good);
    expect(kept).toMatchObject({
      verdict: "affirming",
      evidenceType: "intel-tdx-quote",
      assurance: "vendor-signed",
      tcbStatus: "UpToDate",
      measurement: { name: "mrtd" },
      receivedAt: now.toISOString(),
      reasonCodes: [],
      reverifies: null,
    });
    const { olderId: _older, newerId: _newer, ...again } = await get(kept.id);
    expect(kept).toMatchObject(again);
  });

  it("keeps a forged one the same way: 201 with its verdict", async () => {
    const kept = await submit(minted.forged);
    expect(kept.verdict).toBe("contraindicated");
    expect(kept.reasonCodes).toContain("QUOTE_SIGNATURE_INVALID");
  });

  it("keeps what the verdict stands on, each item under its digest", async () => {
    const kept = await submit(minted.good);
    expect(kept.endorsements.map(({ item }) => item).toSorted()).toEqual([
      "intel.pckCrl",
      "intel.pckCrlIssuerChain",
      "intel.qeIdentity",
      "intel.qeIdentityIssuerChain",
      "intel.rootCaCrl",
      "intel.tcbInfo",
      "intel.tcbInfoIssuerChain",
    ]);
    expect(new Set(kept.endorsements.map(({ origin }) => origin))).toEqual(new Set(["request"]));
    expect(JSON.stringify(kept.request)).not.toContain(minted.good.evidence.slice(0, 32));
  });

  it("gives back the evidence byte for byte, as a download", async () => {
    const { id } = await submit(minted.forged);
    const answer = await api.call("GET", `/api/v1/attestations/${id}/evidence`);
    expect(answer.status).toBe(200);
    expect(answer.bytes.toString("base64")).toBe(minted.forged.evidence);
    expect(answer.headers).toMatchObject({
      "content-type": "application/octet-stream",
      "content-disposition": expect.stringMatching(
        /^attachment; filename="intel-tdx-quote-[0-9a-f-]+\.bin"$/,
      ),
    });
  });

  it("hands out all that it takes to judge it elsewhere", async () => {
    const { id } = await submit(minted.good);
    const answer = await api.call("GET", `/api/v1/attestations/${id}/material`);
    const material = attestationMaterialSchema.parse(answer.json);
    expect(material.evidence).toBe(minted.good.evidence);
    expect(material.endorsements.intel).toEqual(minted.good.endorsements?.intel);
    expect(material.inspection?.evidenceType).toBe("intel-tdx-quote");
    expect(material.crls).toHaveLength(2);
    const again = await api.call("POST", "/api/v1/verifications", {
      body: { ...minted.good, evidence: material.evidence, endorsements: material.endorsements },
    });
    expect(again.json).toMatchObject({ verdict: "affirming" });
  });

  it.each(["", "/evidence", "/material"])(
    "knows no attestation that is not there: %s",
    async (part) => {
      const id = "019aa000-0000-7000-8000-000000000000";
      const answer = await api.call("GET", `/api/v1/attestations/${id}${part}`);
      expect(answer).toMatchObject({ status: 404, json: { code: "NOT_FOUND" } });
      const again = await api.call("POST", `/api/v1/attestations/${id}/reverify`, {
        body: { as: "now" },
      });
      expect(again).toMatchObject({ status: 404, json: { code: "NOT_FOUND" } });
    },
  );

  it("refuses an id that is none", async () => {
    const answer = await api.call("GET", "/api/v1/attestations/7");
    expect(answer).toMatchObject({ status: 400, json: { errors: [{ pointer: "/id" }] } });
  });

  it("keeps evidence whose collateral can't be had, and judges it when it can", async () => {
    const { endorsements: _left, verifyAt: _then, ...request } = minted.good;
    const kept = await submit(request);
    expect(kept.verdict).toBe("indeterminate");
    expect(kept.reasonCodes).toContain("COLLATERAL_UNAVAILABLE");
    expect(JSON.stringify(kept.result.checks)).toContain("pcs.example.org");

    upstream.state.on = true;
    now = new Date("2026-06-02T00:00:00Z");
    const decided = await reverify(kept.id, "now");
    expect(decided).toMatchObject({
      verdict: "affirming",
      reverifies: kept.id,
      verifiedAt: now.toISOString(),
    });
    expect(decided.endorsements.find(({ item }) => item === "intel.tcbInfo")).toMatchObject({
      origin: "fetched",
      upstream: "pcs.example.org",
    });
    expect((await get(kept.id)).reverifications.map(({ id }) => id)).toEqual([decided.id]);

    const then = await reverify(kept.id, "then");
    expect(then).toMatchObject({ verdict: "indeterminate", verifiedAt: kept.verifiedAt });
  });

  it("reproduces a verdict from what is stored, long after and without an upstream", async () => {
    upstream.state.on = true;
    const { endorsements: _left, ...request } = minted.good;
    const kept = await submit(request);
    expect(kept.verdict).toBe("affirming");

    upstream.state.on = false;
    now = new Date("2031-01-01T00:00:00Z");
    const then = await reverify(kept.id, "then");
    expect(then).toMatchObject({
      verdict: "affirming",
      reverifies: kept.id,
      verifiedAt: kept.verifiedAt,
    });
    const { timings: _first, ...first } = kept.result;
    expect(then.result).toMatchObject(first);
    expect(then.endorsements.map(({ sha256 }) => sha256)).toEqual(
      kept.endorsements.map(({ sha256 }) => sha256),
    );
    expect(then.endorsements[0]).toMatchObject({ origin: "stored", upstream: "pcs.example.org" });

    const today = await reverify(kept.id, "now");
    expect(today.verdict).toBe("indeterminate");
  });

  it("judges again under the same expectations", async () => {
    const kept = await submit({ ...minted.good, expected: { reportData: "00".repeat(64) } });
    expect(kept.reasonCodes).toEqual(["REPORT_DATA_MISMATCH"]);
    expect((await reverify(kept.id, "then")).reasonCodes).toEqual(["REPORT_DATA_MISMATCH"]);
  });

  it("refuses expectations that the database can't hold", async () => {
    for (const payload of ["a\0b", "\ud800"]) {
      const answer = await api.call("POST", "/api/v1/attestations", {
        body: { ...minted.good, expected: { payload } },
      });
      expect(answer).toMatchObject({ status: 400, json: { code: "REQUEST_INVALID" } });
    }
  });

  it("pages through the history both ways and filters it", async () => {
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      now = new Date(Date.UTC(2032, 7, 1, 0, index));
      ids.unshift((await submit(index % 2 === 0 ? minted.good : minted.forged)).id);
    }
    const page = async (query: string) =>
      attestationListSchema.parse((await api.call("GET", `/api/v1/attestations?${query}`)).json);
    const since = "from=2032-08-01T00:00:00Z";

    const first = await page(`${since}&limit=2`);
    expect(first.items.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    const second = await page(`${since}&limit=2&cursor=${first.nextCursor ?? ""}`);
    expect(second.items.map(({ id }) => id)).toEqual(ids.slice(2, 4));
    const back = await page(
      `${since}&limit=2&direction=newer&cursor=${second.previousCursor ?? ""}`,
    );
    expect(back.items.map(({ id }) => id)).toEqual(ids.slice(0, 2));

    const forged = await page(`${since}&reasonCode=QUOTE_SIGNATURE_INVALID`);
    expect(forged.items.map(({ id }) => id)).toEqual([ids[1], ids[3]]);
    const measured = first.items[0]?.measurement?.value ?? "";
    expect((await page(`${since}&measurement=${measured.toUpperCase()}`)).items).toHaveLength(5);
    expect((await page(`${since}&fmspc=ffffffffffff`)).items).toEqual([]);
  });

  it("finds an attestation by the first digits of its evidence digest, and by its id", async () => {
    const { id, evidenceDigest } = await submit(await minted.another(77));
    const find = async (q: string) =>
      searchResultSchema.parse(
        (await api.call("GET", `/api/v1/search?q=${encodeURIComponent(q)}`)).json,
      ).hits;
    expect(await find(evidenceDigest.slice(7, 23))).toMatchObject([
      { kind: "evidence", attestationId: id },
    ]);
    expect(await find(id)).toMatchObject([{ kind: "attestation", attestationId: id }]);
    expect(await find("no such thing")).toEqual([]);
  });

  it("sums up the last day", async () => {
    now = new Date("2033-09-01T10:20:00Z");
    await submit(minted.good);
    await submit(minted.forged);
    const answer = await api.call("GET", "/api/v1/overview?range=24h");
    const overview = overviewSchema.parse(answer.json);
    expect(overview).toMatchObject({
      to: "2033-09-01T11:00:00.000Z",
      from: "2033-08-31T11:00:00.000Z",
      bucketSeconds: 3600,
      totals: { affirming: 1, warning: 0, contraindicated: 1, indeterminate: 0 },
    });
    expect(overview.buckets).toHaveLength(24);
    expect(overview.buckets.at(-1)).toMatchObject({ affirming: 1, contraindicated: 1 });
    expect(overview.reasons).toContainEqual({ code: "QUOTE_SIGNATURE_INVALID", count: 1 });
    expect(overview.latestFailures[0]).toMatchObject({ verdict: "contraindicated" });
    expect(overview.storedTotal).toBeGreaterThan(1);
  });

  it("inspects evidence without judging or keeping it", async () => {
    const { evidence } = minted.forged;
    const answer = await api.call("POST", "/api/v1/inspections", { body: { evidence } });
    const inspection = z.object({ size: z.int(), fields: z.array(z.unknown()) }).parse(answer.json);
    expect(inspection.size).toBe(minted.tdx.quote.length);
    expect(inspection.fields.length).toBeGreaterThan(2);
  });
});
