import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attestationResultSchema } from "@/lib/contract/attestation-result";
import { toBase64 } from "@/lib/bytes/base64";
import { contentCache } from "@/lib/node-crypto/content-cache";
import { nodeCrypto } from "@/lib/node-crypto/node-crypto";
import { fail } from "@/lib/rats/result";
import { mintIntel, type MintedIntel } from "@/lib/simulator/intel/mint-intel";
import { endorsementKey, type EndorsementSource } from "@/lib/trust/endorsement-source";
import { answerLine, type LineAnswer } from "./answer-line";
import { linePool, type LinePool } from "./line-pool";

const now = new Date("2026-06-01T00:00:00Z");
let minted: MintedIntel;
let pool: LinePool;
const asked: string[] = [];
const source: EndorsementSource = {
  get(request) {
    asked.push(endorsementKey(request));
    return Promise.resolve(fail("COLLATERAL_UNAVAILABLE", "offline", request.item));
  },
};

beforeAll(async () => {
  minted = await mintIntel();
  pool = linePool({ endorsements: source, threads: 2 });
});
afterAll(() => pool.close());

const line = (changes: object = {}) =>
  Buffer.from(
    JSON.stringify({
      evidence: toBase64(minted.quote),
      endorsements: { intel: minted.endorsements },
      trustAnchors: minted.trustAnchors,
      ...changes,
    }),
  );

/** Everything but the time that it took. */
function said({ text, judged, refusal }: LineAnswer) {
  const { timings: _timings, ...rest } = JSON.parse(text) as Record<string, unknown>;
  return { rest, verdict: judged?.verdict, code: judged?.code, refusal };
}

describe("a pool of threads for lines", () => {
  it("answers every line as the calling thread would, in whatever order they end", async () => {
    const lines = [
      line(),
      line({ policy: "relaxed" }),
      line({ evidence: "AAAA" }),
      Buffer.from("{"),
      line({ nonsense: true }),
    ];
    const context = {
      crypto: nodeCrypto({ pool: false }),
      cache: contentCache({ maxEntries: 100 }),
      endorsements: source,
      now,
    };
    const many = Array.from({ length: 8 }, () => lines).flat();
    const answers = await Promise.all(
      many.map((bytes, index) => pool.answer(bytes, { instance: `#${index}`, now })),
    );
    for (const [index, bytes] of many.entries()) {
      const answer = answers[index];
      const alone = await answerLine(bytes, { context, instance: `#${index}` });
      expect(answer && said(answer)).toEqual(said(alone));
    }
    const [good] = answers;
    expect(attestationResultSchema.safeParse(JSON.parse(good?.text ?? "")).success).toBe(true);
  });

  it("asks the thread that started it for collateral that a line did not bring", async () => {
    asked.length = 0;
    const answer = await pool.answer(line({ endorsements: {} }), { instance: "#", now });
    expect(answer.judged).toMatchObject({
      verdict: "indeterminate",
      code: "COLLATERAL_UNAVAILABLE",
    });
    expect([...asked].sort()).toEqual([
      "intel/crl/pck/platform",
      "intel/crl/root",
      "intel/tdx/qe-identity",
      "intel/tdx/tcb/b0c06f000000",
    ]);
  });

  it("answers the lines of threads that end with a problem, and goes on", async () => {
    const lost = Array.from({ length: 4 }, () => pool.answer(line(), { instance: "#1", now }));
    // The lines leave with the next turn of the event loop, and the threads end before they can answer.
    await new Promise((resolve) => setImmediate(resolve));
    await pool.close();
    for (const answer of await Promise.all(lost)) {
      expect(answer).toMatchObject({ judged: null, refusal: "INTERNAL_ERROR" });
    }
    const after = await pool.answer(line(), { instance: "#2", now });
    expect(after.judged?.verdict).toBe("affirming");
  });

  it("keeps the bytes that a line was cut out of", async () => {
    const whole = Buffer.concat([line(), Buffer.from("\n"), line()]);
    const before = Buffer.from(whole);
    await pool.answer(whole.subarray(0, whole.indexOf(10)), { instance: "#", now });
    expect(whole.equals(before)).toBe(true);
  });

  it("works without threads", async () => {
    const alone = linePool({ endorsements: source, threads: 1 });
    const answer = await alone.answer(line(), { instance: "#", now });
    expect(answer.judged?.verdict).toBe("affirming");
    await alone.close();
  });
});
