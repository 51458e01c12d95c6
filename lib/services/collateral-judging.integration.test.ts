import { existsSync, readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { appraiseEvidence } from "@/lib/appraisal/appraise-evidence";
import {
  givenCase,
  givenCollateral,
  givenQuotePath,
  noGivenCollateral,
} from "@/lib/collateral/testing/given-collateral";
import {
  startPccsServer,
  type PccsServer,
  type PccsServerOptions,
} from "@/lib/collateral/testing/pccs-server";
import { servedItems } from "@/lib/collateral/testing/served-items";
import { noCache } from "@/lib/crypto/content-cache";
import { nodeCrypto } from "@/lib/node-crypto/node-crypto";
import type { AppraisalPolicy } from "@/lib/rats/appraisal-policy";
import type { AttestationResult } from "@/lib/rats/attestation-result";
import { mintIntel, type MintedIntel } from "@/lib/simulator/intel/mint-intel";
import { createIntelPki, type IntelPki } from "@/lib/simulator/intel/pki";
import type { Database } from "@/lib/store/database";
import { asOwner } from "@/lib/store/testing/as-owner";
import { testDatabases } from "@/lib/store/testing/databases";
import { endorsementKey, readEndorsementKey } from "@/lib/trust/endorsement-source";
import { exportCollateral } from "./collateral-export";
import { collateralSource } from "./collateral-source";
import { keepImport } from "./testing/keep-import";

const crypto = nodeCrypto({ pool: true });
const fmspc = "b0c06f000000";
const tcbKey = endorsementKey({ item: "intel.tcbInfo", tee: "tdx", fmspc });
const june = new Date("2026-06-01T00:00:00Z");

if (noGivenCollateral !== null) {
  console.warn(`Given quotes are not judged over a PCCS: ${noGivenCollateral}.`);
}

describe.each(testDatabases)("judging with fetched collateral on $name", ({ open }) => {
  let pki: IntelPki;
  let minted: MintedIntel;
  let server: PccsServer;
  let database: Database;
  let now: Date;

  const start = (more: Partial<PccsServerOptions> = {}) =>
    startPccsServer({
      items: servedItems(minted.endorsements, { tee: "tdx", fmspc, ca: "platform" }),
      flavour: "pccs",
      ...more,
    });

  /** The quote alone: everything else comes from the PCCS. */
  async function judge(
    policy: AppraisalPolicy = { extends: "strict" },
  ): Promise<AttestationResult> {
    const { trustAnchors } = minted;
    const source = collateralSource({
      database,
      crypto,
      trustAnchors,
      now: () => now,
      upstreams: [{ kind: "pccs", baseUrl: server.url }],
    });
    const appraisal = await appraiseEvidence(
      { evidence: Buffer.from(minted.quote).toString("base64"), trustAnchors, policy },
      { crypto, cache: noCache, endorsements: source, now },
    );
    if (!appraisal.ok) throw new Error(appraisal.failure.detail);
    return appraisal.value.result;
  }
  const codes = ({ reasons }: AttestationResult) => reasons.map(({ code }) => code);
  const said = (result: AttestationResult) => JSON.stringify(result.checks);

  beforeAll(async () => {
    database = await open();
    pki = await createIntelPki();
    minted = await mintIntel({ pki });
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    now = june;
    server = await start();
    await asOwner(
      database,
      (sql) => sql`truncate collateral_cache, collateral_fetches, collateral_upstreams`,
    );
  });
  afterEach(() => server.close());

  it.each([
    { flavour: "pccs", crlEncoding: "hex" },
    { flavour: "pccs", crlEncoding: "der" },
    { flavour: "old-pccs", crlEncoding: "pem" },
  ] as const)("affirms a good quote: $flavour, lists as $crlEncoding", async (options) => {
    await server.close();
    server = await start(options);
    expect(await judge()).toMatchObject({ verdict: "affirming" });
    expect([...server.asked].sort()).toEqual(
      [tcbKey, "intel/tdx/qe-identity", "intel/crl/pck/platform", "intel/crl/root"].sort(),
    );
  });

  it("affirms it when the upstream is slow, or fails once", async () => {
    server.answerAll({ kind: "slow", ms: 50 });
    server.answerNext(tcbKey, { kind: "status", status: 503 });
    expect(await judge()).toMatchObject({ verdict: "affirming" });
  });

  it("can't decide while the upstream is dead, names it, and can afterwards", async () => {
    const { host } = server;
    server.answerAll({ kind: "status", status: 500 });
    const undecided = await judge();
    expect(undecided.verdict).toBe("indeterminate");
    expect(codes(undecided)).toContain("COLLATERAL_UNAVAILABLE");
    expect(said(undecided)).toContain(host);

    await database.sql`update collateral_fetches set failed_until = now()`;
    server.answerAll({ kind: "serve" });
    expect(await judge()).toMatchObject({ verdict: "affirming" });
  });

  it("can't decide when the FMSPC is not known there", async () => {
    server.answerNext(tcbKey, { kind: "status", status: 404 });
    const result = await judge();
    expect(result.verdict).toBe("indeterminate");
    expect(said(result)).toContain(fmspc);
  });

  it.each(["changed", "foreign"] as const)("never affirms on %s TCB Info", async (lie) => {
    const foreign = await mintIntel({ pki: await createIntelPki() });
    const { tcbInfo, tcbInfoIssuerChain } = minted.endorsements;
    const changed = tcbInfo.replaceAll("OutOfDate", "UpToDate");
    expect(changed).not.toBe(tcbInfo);
    server.answerNext(
      tcbKey,
      lie === "changed"
        ? { kind: "lie", body: changed, issuerChain: tcbInfoIssuerChain }
        : {
            kind: "lie",
            body: foreign.endorsements.tcbInfo,
            issuerChain: foreign.endorsements.tcbInfoIssuerChain,
          },
    );
    const result = await judge();
    expect(result.verdict).toBe("indeterminate");
    expect(codes(result)).toContain("COLLATERAL_UNAVAILABLE");
  });

  it("rejects on expired collateral, unless the policy allows it", async () => {
    expect(await judge()).toMatchObject({ verdict: "affirming" });
    await server.close();
    now = new Date("2026-06-20T00:00:00Z");
    const rejected = await judge();
    expect(rejected.verdict).toBe("contraindicated");
    expect(codes(rejected)).toContain("TCB_INFO_EXPIRED");
    const allowed = await judge({ extends: "strict", intel: { allowExpiredCollateral: true } });
    expect(allowed.verdict).toBe("warning");
  });

  it
    .skipIf(noGivenCollateral !== null)
    .each(["tdx/phala-quote-v4", "sgx/phala-quote-v3", "tdx/google-spr-e4-v4"])(
    "judges %s over a PCCS as with its collateral at hand",
    async (name) => {
      const path = givenQuotePath(name);
      expect(existsSync(path)).toBe(true);
      const builtIn = { database, crypto, now: () => new Date("2026-11-21T00:00:00Z") };
      await keepImport(builtIn, givenCollateral(name));
      const { items } = await exportCollateral(builtIn);
      await asOwner(database, (sql) => sql`truncate collateral_cache`);
      await server.close();
      server = await startPccsServer({
        flavour: "pccs",
        crlEncoding: "hex",
        items: items.flatMap(({ key, body, issuerChain }) => {
          const request = readEndorsementKey(key);
          return request === null ? [] : [{ request, body, issuerChain }];
        }),
      });
      const upstreams = [{ kind: "pccs", baseUrl: server.url }] as const;
      const { verifyAt, tcbStatus, verdict } = givenCase(name);
      const appraisal = await appraiseEvidence(
        { evidence: readFileSync(path).toString("base64"), verifyAt, policy: "relaxed" },
        {
          crypto,
          cache: noCache,
          endorsements: collateralSource({ ...builtIn, upstreams }),
          now: builtIn.now(),
        },
      );
      expect(server.asked).toHaveLength(4);
      if (verdict === "valid") {
        expect(appraisal).toMatchObject({
          ok: true,
          value: { result: { tcb: { status: tcbStatus } } },
        });
        expect(appraisal).toHaveProperty(
          "value.result.verdict",
          tcbStatus === "UpToDate" ? "affirming" : "warning",
        );
      } else {
        expect(appraisal).toHaveProperty("value.result.verdict", "contraindicated");
        expect(appraisal.ok && codes(appraisal.value.result)).toContain("TCB_LEVEL_NOT_FOUND");
      }
    },
  );
});
