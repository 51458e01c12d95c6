import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import {
  givenCase,
  givenCollateral,
  givenQuotePath,
  noGivenCollateral,
} from "@/lib/collateral/testing/given-collateral";
import { startPccsServer, type PccsServer } from "@/lib/collateral/testing/pccs-server";
import { servedItems } from "@/lib/collateral/testing/served-items";
import { mintIntel, type MintedIntel } from "@/lib/simulator/intel/mint-intel";
import { type ReplicaPair, startReplicaPair } from "../testing/replica-pair";

const REAL = "tdx/phala-quote-v4";

if (noGivenCollateral !== null) {
  console.warn(`Two servers fetch nothing together: ${noGivenCollateral}.`);
}

const kept = z.object({ id: z.string(), verdict: z.string() });
const list = z.object({ items: z.array(z.object({ id: z.string() })) });
const overview = z.object({
  totals: z.record(z.string(), z.number()),
  storedTotal: z.number(),
});

describe("two server processes on one PostgreSQL", () => {
  let pccs: PccsServer;
  let minted: MintedIntel;
  let pair: ReplicaPair;

  beforeAll(async () => {
    minted = await mintIntel();
    pccs = await startPccsServer({ items: givenItems(), flavour: "pccs" });
    pair = await startReplicaPair({ ATTESTRY_PCCS_URL: pccs.url });
  }, 300_000);
  afterAll(async () => {
    await pair.close();
    await pccs.close();
  });

  /** The same question to both at once; their answers, the first server's first. */
  const ask = async <T>(schema: z.ZodType<T>, path: string, body?: object, key?: string) =>
    Promise.all(
      pair.both.map(async ({ call }) => {
        const answer = await call(body === undefined ? "GET" : "POST", `/api/v1${path}`, {
          ...(body && { body }),
          ...(key !== undefined && { headers: { "idempotency-key": key } }),
        });
        expect(answer.status).toBeLessThan(300);
        return schema.parse(answer.json);
      }),
    );
  const request = () => ({
    evidence: Buffer.from(minted.quote).toString("base64"),
    endorsements: { intel: minted.endorsements },
    trustAnchors: minted.trustAnchors,
    verifyAt: minted.at,
  });

  it("keep one attestation for a key that both are sent at once, and each lists it", async () => {
    const [first, second] = await ask(kept, "/attestations", request(), "one-key");
    expect(first?.id).toBe(second?.id);
    for (const page of await ask(list, "/attestations")) {
      expect(page.items.map(({ id }) => id)).toEqual([first?.id]);
    }
  });

  it("list what the other has stored, and count it once", async () => {
    const before = await ask(overview, "/overview?range=24h");
    const made = await ask(kept, "/attestations", request());
    const ids = made.map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
    for (const page of await ask(list, "/attestations")) {
      expect(page.items.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
    }
    const verdict = made[0]?.verdict ?? "";
    for (const after of await ask(overview, "/overview?range=24h")) {
      expect(after.storedTotal).toBe((before[0]?.storedTotal ?? 0) + 2);
      expect(after.totals[verdict]).toBe((before[0]?.totals[verdict] ?? 0) + 2);
    }
  });

  it.skipIf(noGivenCollateral !== null)(
    "ask the upstream once for each item that both need at the same time",
    async () => {
      pccs.answerAll({ kind: "slow", ms: 300 });
      const { verifyAt } = givenCase(REAL);
      const evidence = readFileSync(givenQuotePath(REAL)).toString("base64");
      for (const made of await ask(kept, "/attestations", { evidence, verifyAt })) {
        expect(made.verdict).toBe("affirming");
      }
      expect(pccs.asked.length).toBeGreaterThan(0);
      expect(pccs.asked).toHaveLength(new Set(pccs.asked).size);
    },
    60_000,
  );
});

/** What Intel's service handed out for the given quote; its file is the snake-case object of common tools. */
function givenItems() {
  if (noGivenCollateral !== null) return [];
  const { fmspc } = givenCase(REAL);
  const file = givenCollateral(REAL);
  if (!("tcb_info" in file)) throw new Error("the given collateral has another form");
  return servedItems(
    {
      tcbInfo: `{"tcbInfo":${file.tcb_info},"signature":"${file.tcb_info_signature}"}`,
      tcbInfoIssuerChain: file.tcb_info_issuer_chain,
      qeIdentity: `{"enclaveIdentity":${file.qe_identity},"signature":"${file.qe_identity_signature}"}`,
      qeIdentityIssuerChain: file.qe_identity_issuer_chain,
      pckCrl: file.pck_crl,
      pckCrlIssuerChain: file.pck_crl_issuer_chain,
      rootCaCrl: file.root_ca_crl,
    },
    { tee: "tdx", fmspc, ca: "platform" },
  );
}
