import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attestationResultSchema } from "@/lib/contract/attestation-result";
import { toBase64 } from "@/lib/bytes/base64";
import { contentCache } from "@/lib/node-crypto/content-cache";
import { nodeCrypto } from "@/lib/node-crypto/node-crypto";
import { fail } from "@/lib/rats/result";
import { mintIntel, type MintedIntel } from "@/lib/simulator/intel/mint-intel";
import { endorsementKey, type EndorsementSource } from "@/lib/trust/endorsement-source";
import { answerLine, type LineAnswer } from "./answer-line";
import { jsonLineText } from "./json-line";
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

/** A promise, and what fulfils it. */
function signal(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  const waiting: (() => void)[] = [];
  const promise = new Promise<void>((resolve) => waiting.push(resolve));
  return { promise, resolve: () => waiting.forEach((one) => one()) };
}

/** Everything but the time that it took. */
function said({ line, judged, refusal }: LineAnswer) {
  const { timings: _timings, ...rest } = JSON.parse(jsonLineText(line)) as Record<string, unknown>;
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
    expect(
      attestationResultSchema.safeParse(JSON.parse(good ? jsonLineText(good.line) : "")).success,
    ).toBe(true);
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
    const { promise: isAsked, resolve: wasAsked } = signal();
    const endless = linePool({
      endorsements: {
        get() {
          wasAsked();
          return new Promise(() => undefined);
        },
      },
      threads: 2,
    });
    // These wait for collateral that never comes, so their threads end before they can answer.
    const lost = Array.from({ length: 4 }, () =>
      endless.answer(line({ endorsements: {} }), { instance: "#1", now }),
    );
    await isAsked;
    await endless.close();
    for (const answer of await Promise.all(lost)) {
      expect(answer).toMatchObject({ judged: null, refusal: "INTERNAL_ERROR" });
    }
    const after = await endless.answer(line(), { instance: "#2", now });
    expect(after.judged?.verdict).toBe("affirming");
    await endless.close();
  });

  it("lets a line that waits for collateral hold up no other", async () => {
    const waiting = linePool({
      endorsements: { get: () => new Promise(() => undefined) },
      threads: 2,
    });
    const answered = [{ endorsements: {} }, {}, { endorsements: {} }, {}].map((changes) =>
      waiting.answer(line(changes), { instance: "#", now }),
    );
    const others = await Promise.all([answered[1], answered[3]]);
    expect(others.map((answer) => answer?.judged?.verdict)).toEqual(["affirming", "affirming"]);
    await waiting.close();
  });

  it("keeps the bytes that a line was cut out of", async () => {
    const whole = Buffer.concat([line(), Buffer.from("\n"), line()]);
    const before = Buffer.from(whole);
    await pool.answer(whole.subarray(0, whole.indexOf(10)), { instance: "#", now });
    expect(whole.equals(before)).toBe(true);
  });

  it("answers lines whose collateral can't be looked for because something broke", async () => {
    const broken = linePool({
      endorsements: { get: () => Promise.reject(new Error("the store is gone")) },
      threads: 2,
    });
    const answer = await broken.answer(line({ endorsements: {} }), { instance: "#", now });
    expect(answer.judged?.verdict).toBe("indeterminate");
    await broken.close();
  });

  it("works without threads", async () => {
    const alone = linePool({ endorsements: source, threads: 1 });
    const answer = await alone.answer(line(), { instance: "#", now });
    expect(answer.judged?.verdict).toBe("affirming");
    await alone.close();
  });
});
