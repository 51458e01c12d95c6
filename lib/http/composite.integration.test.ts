import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  attestationEventLogsSchema,
  attestationListSchema,
  attestationMaterialSchema,
  attestationSchema,
} from "@/lib/contract/attestations";
import { searchResultSchema } from "@/lib/contract/overview";
import type { EvidenceType } from "@/lib/rats/evidence-type";
import type { SimulatedEvidence } from "@/lib/simulator/simulated-evidence";
import { simulationOf } from "@/lib/simulator/simulations";
import type { Database } from "@/lib/store/database";
import { testDatabases } from "@/lib/store/testing/databases";
import { emptySource } from "@/lib/verify/gather-endorsements";
import { startTestApi, type TestApi } from "./testing/test-api";

const now = new Date("2026-06-01T12:00:00Z");

async function simulate(evidenceType: EvidenceType): Promise<SimulatedEvidence> {
  const simulation = simulationOf(evidenceType);
  if (simulation === undefined) throw new Error(`${evidenceType} can't be simulated`);
  const options = {
    at: now,
    nonce: null,
    measurements: {},
    debug: false,
    tcb: "UpToDate",
  } as const;
  return simulation.simulate(options, crypto.subtle);
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");

describe.each(testDatabases)("composite evidence over the API on $name", ({ open }) => {
  let database: Database;
  let api: TestApi;
  let td: SimulatedEvidence;
  let guest: SimulatedEvidence;
  beforeAll(async () => {
    [database, td, guest] = await Promise.all([
      open(),
      simulate("intel-tdx-quote"),
      simulate("amd-sev-snp-report"),
    ]);
    api = await startTestApi({
      database,
      endorsements: emptySource("there is no upstream here"),
      now: () => now,
    });
  });
  afterAll(async () => {
    await api.close();
    await database.close();
  });

  /** A machine with a second processor whose evidence came along. */
  const composite = (part: Uint8Array) => ({
    evidence: base64(td.evidence),
    endorsements: td.endorsements,
    trustAnchors: [...td.trustAnchors, ...guest.trustAnchors],
    policy: "relaxed",
    submodules: [{ name: "cpu1", evidence: base64(part), endorsements: guest.endorsements }],
  });
  const submit = async (body: object) => {
    const answer = await api.call("POST", "/api/v1/attestations", { body });
    expect(answer.status).toBe(201);
    return attestationSchema.parse(answer.json);
  };
  const broken = () => {
    const bytes = Uint8Array.from(guest.evidence);
    bytes[0x90] = (bytes[0x90] ?? 0) ^ 1; // the first byte of the measurement, AMD 56860
    return bytes;
  };

  it("is as good as its worst part, and says so in the list", async () => {
    const good = await submit(composite(guest.evidence));
    expect(good.verdict).toBe("affirming");
    const bad = await submit(composite(broken()));
    expect(bad).toMatchObject({ verdict: "contraindicated", reasonCodes: ["SUBMODULE_FAILED"] });
    const list = attestationListSchema.parse(
      (await api.call("GET", "/api/v1/attestations?limit=2")).json,
    );
    expect(list.items.map(({ submodules }) => submodules)).toEqual([
      [{ name: "cpu1", evidenceType: "amd-sev-snp-report", verdict: "contraindicated" }],
      [{ name: "cpu1", evidenceType: "amd-sev-snp-report", verdict: "affirming" }],
    ]);
  });

  it("is found by a measurement of one of its parts", async () => {
    const { id, result } = await submit(composite(guest.evidence));
    const measurement = result.submodules[0]?.claims?.measurements["measurement"] ?? "";
    expect(measurement).toHaveLength(96);
    const found = searchResultSchema.parse(
      (await api.call("GET", `/api/v1/search?q=${measurement}`)).json,
    );
    expect(found.hits.map(({ attestationId }) => attestationId)).toContain(id);
  });

  it.each(["then", "now"])("is judged again as of %s with all its parts", async (as) => {
    const first = await submit(composite(guest.evidence));
    const answer = await api.call("POST", `/api/v1/attestations/${first.id}/reverify`, {
      body: { as },
    });
    expect(answer.status).toBe(201);
    const again = attestationSchema.parse(answer.json);
    expect(again.submodules).toEqual(first.submodules);
    // As of now nothing serves the simulated collateral of the TD; its part brought its own.
    expect(again.verdict).toBe(as === "then" ? "affirming" : "indeterminate");
  });

  it.each([
    ["a part", {}, "brought"],
    ["the evidence", "brought", {}],
  ])("gives what came with %s to no other piece when it is judged again", async (_, own, other) => {
    const parts = (which: object | string) => (which === "brought" ? td.endorsements : which);
    const first = await submit({
      evidence: base64(td.evidence),
      endorsements: parts(own),
      trustAnchors: td.trustAnchors,
      policy: "relaxed",
      submodules: [{ name: "twin", evidence: base64(td.evidence), endorsements: parts(other) }],
    });
    expect(first.verdict).toBe("indeterminate");
    const answer = await api.call("POST", `/api/v1/attestations/${first.id}/reverify`, {
      body: { as: "then" },
    });
    const again = attestationSchema.parse(answer.json);
    const outcomes = ({ result }: typeof first) =>
      result.checks.map(({ id, status, code }) => [id, status, code]);
    expect(outcomes(again)).toEqual(outcomes(first));
    expect(again.submodules).toEqual(first.submodules);
  });

  it.each<EvidenceType>([
    "arm-cca-token",
    "vendor-commitment",
    "nvidia-gpu-report",
    "nvidia-nras-token",
    "gcp-confidential-space-token",
    "tpm-quote",
    "aws-nitro-document",
    "intel-sgx-quote",
    "dstack-attestation",
  ])("judges a stored %s as it did, and once more", async (evidenceType) => {
    const { evidence, endorsements, trustAnchors, eventLog } = await simulate(evidenceType);
    const first = await submit({
      evidence: base64(evidence),
      endorsements,
      trustAnchors,
      policy: "relaxed",
      ...(eventLog === null ? {} : { eventLog: base64(eventLog) }),
    });
    expect(first.verdict).toBe("affirming");
    let { id } = first;
    for (let round = 0; round < 2; round++) {
      const answer = await api.call("POST", `/api/v1/attestations/${id}/reverify`, {
        body: { as: "then" },
      });
      const again = attestationSchema.parse(answer.json);
      expect(again.result.checks).toEqual(first.result.checks);
      expect(again.verdict).toBe("affirming");
      ({ id } = again);
    }
  });

  it("does not count keys of the request as the operator's when it is judged again", async () => {
    const token = await simulate("azure-maa-token");
    const first = await submit({
      evidence: Buffer.from(token.evidence).toString("utf8"),
      endorsements: token.endorsements,
      trustAnchors: token.trustAnchors,
      policy: "relaxed",
    });
    expect(first).toMatchObject({ verdict: "warning", reasonCodes: ["TOKEN_ISSUER_UNPINNED"] });
    const answer = await api.call("POST", `/api/v1/attestations/${first.id}/reverify`, {
      body: { as: "then" },
    });
    const { verdict, reasonCodes } = first;
    expect(attestationSchema.parse(answer.json)).toMatchObject({ verdict, reasonCodes });
  });

  it("is handed out with its parts and every item by its key", async () => {
    const { id } = await submit(composite(guest.evidence));
    const answer = await api.call("GET", `/api/v1/attestations/${id}/material`);
    const material = attestationMaterialSchema.parse(answer.json);
    expect(material.submodules).toMatchObject([{ name: "cpu1", evidence: base64(guest.evidence) }]);
    const keys = material.items.map(({ key }) => key);
    expect(keys).toEqual(expect.arrayContaining(["intel/crl/root", "intel/tdx/qe-identity"]));
    expect(keys.some((key) => key.startsWith("amd/vcek/"))).toBe(true);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("answers the events of a log apart from everything else", async () => {
    const guestWithLog = await simulate("dstack-attestation");
    const { id } = await submit({
      evidence: base64(guestWithLog.evidence),
      endorsements: guestWithLog.endorsements,
      trustAnchors: guestWithLog.trustAnchors,
      policy: "relaxed",
      ...(guestWithLog.eventLog && { eventLog: base64(guestWithLog.eventLog) }),
    });
    const logs = attestationEventLogsSchema.parse(
      (await api.call("GET", `/api/v1/attestations/${id}/event-logs`)).json,
    ).eventLogs;
    expect(logs[0]?.events.length).toBeGreaterThan(3);
    const material = attestationMaterialSchema.parse(
      (await api.call("GET", `/api/v1/attestations/${id}/material`)).json,
    );
    expect(material.inspection?.eventLogs[0]?.events).toEqual([]);
    expect(material.inspection?.eventLogs[0]?.registers).toEqual(logs[0]?.registers);
  });
});
