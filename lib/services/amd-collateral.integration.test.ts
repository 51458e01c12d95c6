import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { appraiseEvidence } from "@/lib/appraisal/appraise-evidence";
import { toHex } from "@/lib/bytes/hex";
import { kdsFiles } from "@/lib/collateral/testing/kds-files";
import { startKdsServer, type KdsServer } from "@/lib/collateral/testing/kds-server";
import { noCache } from "@/lib/crypto/content-cache";
import { nodeCrypto } from "@/lib/node-crypto/node-crypto";
import type { AppraisalPolicy } from "@/lib/rats/appraisal-policy";
import { pattern } from "@/lib/simulator/byte-writer";
import { mintSnp, type MintedSnp } from "@/lib/simulator/amd/mint-snp";
import { createAmdPki } from "@/lib/simulator/amd/pki";
import { testSubtle } from "@/lib/simulator/testing/test-keys";
import type { Database } from "@/lib/store/database";
import { asOwner } from "@/lib/store/testing/as-owner";
import { testDatabases } from "@/lib/store/testing/databases";
import { exportCollateral } from "./collateral-export";
import { collateralItems } from "./collateral-list";
import { collateralSource } from "./collateral-source";
import { keepImport } from "./testing/keep-import";

const crypto = nodeCrypto({ pool: true });
const june = new Date("2026-06-01T00:00:00Z");
const vcekPath = `/vcek/v1/Milan/${toHex(pattern(20, 64))}?blSPL=04&teeSPL=01&snpSPL=24&ucodeSPL=219`;

describe.each(testDatabases)("judging SEV-SNP with fetched collateral on $name", ({ open }) => {
  let minted: MintedSnp;
  let server: KdsServer;
  let database: Database;
  const now = () => june;
  const context = () => ({ database, crypto, now, trustAnchors: minted.trustAnchors });

  /** A server that was just started: everything but the report comes from the key service. */
  function running() {
    const upstreams = [{ kind: "kds", baseUrl: server.url }] as const;
    const endorsements = collateralSource({ ...context(), upstreams });
    return async (policy: AppraisalPolicy = { extends: "relaxed" }) => {
      const appraisal = await appraiseEvidence(
        {
          evidence: Buffer.from(minted.evidence).toString("base64"),
          trustAnchors: minted.trustAnchors,
          policy,
        },
        { crypto, cache: noCache, endorsements, now: june },
      );
      if (!appraisal.ok) throw new Error(appraisal.failure.detail);
      const { verdict, reasons } = appraisal.value.result;
      return { verdict, reasons: reasons.map(({ code, check }) => `${code} ${check}`) };
    };
  }

  beforeAll(async () => {
    database = await open();
    minted = await mintSnp({ pki: await createAmdPki(testSubtle()) });
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    server = await startKdsServer(kdsFiles(minted, { product: "Milan", vcekPath }));
    await asOwner(
      database,
      (sql) => sql`truncate collateral_cache, collateral_fetches, collateral_upstreams`,
    );
  });
  afterEach(() => server.close());

  it("asks for key, chain and list once, and never again for this chip and TCB", async () => {
    const policy: AppraisalPolicy = { extends: "relaxed", sevSnp: { requireCrl: true } };
    expect(await running()(policy)).toEqual({ verdict: "affirming", reasons: [] });
    expect([...server.asked].sort()).toEqual(
      [vcekPath, "/vcek/v1/Milan/cert_chain", "/vcek/v1/Milan/crl"].sort(),
    );
    // After a restart, and with the service gone.
    const again = running();
    await server.close();
    expect(await again(policy)).toEqual({ verdict: "affirming", reasons: [] });
  });

  it("can't decide while it is throttled, and leaves the service alone", async () => {
    server.answerNext(...[1, 2, 3, 4].map(() => ({ kind: "status", status: 429 }) as const));
    const judge = running();
    const first = await judge();
    expect(first.verdict).toBe("indeterminate");
    expect(first.reasons).toContain("COLLATERAL_UNAVAILABLE vek.chain");
    expect((await judge()).verdict).toBe("indeterminate");
    expect(server.asked).toHaveLength(1);
  });

  it("never affirms what a lying service hands out", async () => {
    const other = await mintSnp({ pki: await createAmdPki(testSubtle("second")) });
    server.answerAt(vcekPath, { kind: "lie", body: other.certificates.key });
    expect((await running()()).verdict).toBe("indeterminate");
  });

  it("lists what it kept, and takes it to another database", async () => {
    await running()();
    const items = await collateralItems(context());
    expect(items.map(({ item, state }) => [item, state])).toEqual([
      ["amd.certChain", "current"],
      ["amd.crl", "current"],
      ["amd.vcek", "current"],
    ]);
    const bundle = await exportCollateral(context());
    await asOwner(
      database,
      (sql) => sql`truncate collateral_cache, collateral_fetches, collateral_upstreams`,
    );
    const { imported, refused } = await keepImport(context(), bundle);
    expect({ imported: imported.length, refused }).toEqual({ imported: 3, refused: [] });
    await server.close();
    expect((await running()()).verdict).toBe("affirming");
  });

  it("imports the endorsements of a request", async () => {
    const { imported, refused } = await keepImport(context(), {
      amd: minted.endorsements.amd,
    });
    expect({ imported: imported.length, refused }).toEqual({ imported: 3, refused: [] });
    await server.close();
    expect((await running()()).verdict).toBe("affirming");
  });

  it("refuses to import what no pinned root vouches for", async () => {
    await running()();
    const bundle = await exportCollateral(context());
    const { imported, refused } = await keepImport({ database, crypto, now }, bundle);
    expect(imported).toEqual([]);
    expect(refused.map(({ code }) => code)).toEqual([
      "ROOT_CA_UNTRUSTED",
      "ROOT_CA_UNTRUSTED",
      "ROOT_CA_UNTRUSTED",
    ]);
  });
});
