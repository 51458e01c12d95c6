import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attestationSchema } from "@/lib/contract/attestations";
import type { Database } from "@/lib/store/database";
import { testDatabases } from "@/lib/store/testing/databases";
import { EVIDENCE_BODY_BYTES } from "@/lib/contract/operation";
import { mintRequests, type MintedRequests } from "./testing/minted-request";
import { startTestApi, type TestApi } from "./testing/test-api";
import { handleWebRequest } from "./web-adapter";

describe.each(testDatabases)("the API as a Web handler on $name", ({ open }) => {
  let database: Database;
  let api: TestApi;
  let minted: MintedRequests;

  beforeAll(async () => {
    [database, minted] = await Promise.all([open(), mintRequests()]);
    api = await startTestApi({ database });
  });
  afterAll(async () => {
    await api.close();
    await database.close();
  });

  const call = (path: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    headers.set("host", "127.0.0.1:3000");
    headers.set("authorization", `Bearer ${api.key}`);
    return handleWebRequest(
      new Request(`http://127.0.0.1:3000${path}`, { ...init, headers }),
      api.runtime,
    );
  };
  const post = (path: string, body: string, type = "application/json") =>
    call(path, { method: "POST", body, headers: { "content-type": type } });

  it("keeps an attestation and gives back its evidence", async () => {
    const created = await post("/api/v1/attestations", JSON.stringify(minted.good));
    expect(created.status).toBe(201);
    const { id } = attestationSchema.parse(await created.json());
    const evidence = await call(`/api/v1/attestations/${id}/evidence`);
    expect(Buffer.from(await evidence.arrayBuffer()).toString("base64")).toBe(minted.good.evidence);
  });

  it("answers as the server in front of Next does", async () => {
    for (const path of ["/api/v1/attestations?limit=0", "/api/v1/nothing", "/api/health/live"]) {
      const web = await call(path);
      const node = await api.call("GET", path);
      expect(web.status).toBe(node.status);
      expect({ ...Object(await web.json()), instance: "" }).toEqual({
        ...Object(node.json),
        instance: "",
      });
    }
  });

  it("streams a batch", async () => {
    const body = [minted.good, minted.forged].map((line) => JSON.stringify(line)).join("\n");
    const answer = await post("/api/v1/verifications/batch", body, "application/x-ndjson");
    const lines = (await answer.text()).trimEnd().split("\n");
    expect(lines.map((line): unknown => JSON.parse(line).verdict)).toEqual([
      "affirming",
      "contraindicated",
    ]);
  });

  it("refuses a body beyond the limit", async () => {
    const answer = await post("/api/v1/verifications", " ".repeat(EVIDENCE_BODY_BYTES + 1));
    expect(answer.status).toBe(413);
  });

  it("answers OPTIONS without a body", async () => {
    const answer = await call("/api/v1/verifications", { method: "OPTIONS" });
    expect(answer.status).toBe(204);
    expect(answer.headers.get("allow")).toBe("POST, OPTIONS");
  });
});
