import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attestationSchema } from "@/lib/contract/attestations";
import { collateralBundleSchema, collateralListSchema } from "@/lib/contract/collateral";
import {
  givenCase,
  givenCollateral,
  givenQuotePath,
  noGivenCollateral,
} from "@/lib/collateral/testing/given-collateral";
import { nodeCrypto } from "@/lib/node-crypto/node-crypto";
import { collateralSource } from "@/lib/services/collateral-source";
import type { Database } from "@/lib/store/database";
import { testDatabases } from "@/lib/store/testing/databases";
import { mintRequests } from "./testing/minted-request";
import { startTestApi, type TestApi } from "./testing/test-api";

const name = "tdx/phala-quote-v4";
if (noGivenCollateral !== null) {
  console.warn(`Real collateral is not imported over the API: ${noGivenCollateral}.`);
}

describe.each(testDatabases)("collateral over the API on $name", ({ open }) => {
  let database: Database;
  let api: TestApi;

  beforeAll(async () => {
    database = await open();
    const now = () => new Date();
    const crypto = nodeCrypto({ pool: false });
    api = await startTestApi({
      database,
      endorsements: collateralSource({ database, crypto, now, upstreams: [] }),
    });
  });
  afterAll(async () => {
    await api.close();
    await database.close();
  });

  const list = async () =>
    collateralListSchema.parse((await api.call("GET", "/api/v1/collateral")).json).items;

  it("refuses collateral under a root that is not pinned, item by item", async () => {
    const { endorsements } = (await mintRequests()).tdx;
    const answer = await api.call("POST", "/api/v1/collateral/import", {
      body: { intel: endorsements },
    });
    expect(answer).toMatchObject({ status: 200, json: { imported: [] } });
    expect(JSON.stringify(answer.json)).toContain("ROOT_CA_UNTRUSTED");
    expect(await list()).toEqual([]);
  });

  it("refuses a file that is none of the three kinds", async () => {
    const answer = await api.call("POST", "/api/v1/collateral/import", {
      body: { format: "attestry-collateral/2", exportedAt: "2026-01-01T00:00:00Z", items: [] },
    });
    expect(answer).toMatchObject({ status: 400, json: { errors: [{ pointer: "/format" }] } });
  });

  it.skipIf(noGivenCollateral !== null)(
    "judges a bare quote with what was imported, and exports it again",
    async () => {
      const { verifyAt, tcbStatus, fmspc } = givenCase(name);
      const quote = readFileSync(givenQuotePath(name));
      const body = { evidence: quote.toString("base64"), verifyAt };
      const submit = async () =>
        attestationSchema.parse((await api.call("POST", "/api/v1/attestations", { body })).json);
      expect(await submit()).toMatchObject({
        verdict: "indeterminate",
        reasonCodes: ["COLLATERAL_UNAVAILABLE"],
      });

      const imported = await api.call("POST", "/api/v1/collateral/import", {
        body: givenCollateral(name),
      });
      expect(imported).toMatchObject({ status: 200, json: { refused: [] } });
      expect((await list()).map(({ key }) => key)).toContain(`intel/tdx/tcb/${fmspc}`);
      expect(await submit()).toMatchObject({
        verdict: "affirming",
        assurance: "hardware",
        tcbStatus,
        fmspc,
      });

      const answer = await api.call("GET", "/api/v1/collateral/export");
      const bundle = collateralBundleSchema.parse(answer.json);
      expect(bundle.items.map(({ key }) => key).toSorted()).toEqual(
        (await list()).map(({ key }) => key).toSorted(),
      );
      const again = await api.call("POST", "/api/v1/collateral/import", { body: bundle });
      expect(again).toMatchObject({ status: 200, json: { refused: [] } });
    },
  );
});
