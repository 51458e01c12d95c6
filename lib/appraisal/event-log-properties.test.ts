import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { toBase64 } from "@/lib/bytes/base64";
import { flipped } from "@/lib/simulator/byte-writer";
import { mintDstack, type MintedDstack } from "@/lib/simulator/dstack/mint-dstack";
import { mintEventLog, type MintedEventLog } from "@/lib/simulator/event-log/mint-event-log";
import { mintIntel, type MintedIntel } from "@/lib/simulator/intel/mint-intel";
import { dstackRequest } from "./testing/appraise-dstack";
import { appraise, requestFor, sharedPki } from "./testing/appraise-minted";

let json: MintedDstack;
let scale: MintedDstack;
let boot: MintedEventLog;
let quote: MintedIntel;

beforeAll(async () => {
  const pki = await sharedPki();
  json = await mintDstack({ pki });
  scale = await mintDstack({ pki, form: "scale" });
  boot = await mintEventLog({ form: "rtmr" });
  const zeros = new Uint8Array(48);
  const [rtmr0 = zeros, rtmr1 = zeros, rtmr2 = zeros] = [1, 2, 3].map((index) =>
    boot.registers.sha384?.get(index),
  );
  quote = await mintIntel({ pki, td: { rtmr0, rtmr1, rtmr2, rtmr3: zeros } });
});

const withLog = (log: Uint8Array) => appraise(requestFor(quote, { eventLog: toBase64(log) }));

describe("a TDX quote with its log", () => {
  it("is affirmed when the log is as it was", async () => {
    expect(await withLog(boot.log)).toMatchObject({ verdict: "affirming", reasons: [] });
  });

  it("is not affirmed with any bit of a digest, register or size of the log flipped", async () => {
    const at = fc.nat(boot.log.length - 1);
    const mask = fc.nat(7).map((bit) => 1 << bit);
    await fc.assert(
      fc.asyncProperty(at, mask, async (index, bits) => {
        const { verdict, result } = await withLog(flipped(boot.log, index, bits));
        if (verdict !== "affirming") return;
        // Then the byte is of what no digest covers: a type, or data that only describes. Registers are the same.
        const checks = result?.checks.filter(({ id }) => /^eventLog\.rtmr\d$/.test(id)) ?? [];
        expect(checks.map(({ status }) => status)).toEqual(["pass", "pass", "pass", "pass"]);
        expect(isUncovered(index)).toBe(true);
      }),
      { numRuns: 120 },
    );
  });

  it("is not affirmed with a log that ends early or goes on", async () => {
    const end = fc.nat(boot.log.length - 1);
    await fc.assert(
      fc.asyncProperty(
        end,
        fc.uint8Array({ minLength: 1, maxLength: 200 }),
        async (length, more) => {
          const cut = await withLog(boot.log.subarray(0, length));
          expect(cut.verdict).toBe("contraindicated");
          const isFiller =
            more.every((byte) => byte === more[0]) && [0, 255].includes(more[0] ?? 1);
          const longer = await withLog(Uint8Array.of(...boot.log, ...more));
          expect(longer.verdict).toBe(isFiller ? "affirming" : "contraindicated");
        },
      ),
      { numRuns: 60 },
    );
  });

  /** Is the byte in the Spec ID record's versions, or in an event's type or data? */
  function isUncovered(index: number): boolean {
    const starts = boot.offsets.filter((offset) => offset <= index);
    const start = starts.at(-1);
    if (start === undefined) return true;
    const inEvent = index - start;
    return (inEvent >= 4 && inEvent < 8) || inEvent >= 4 + 4 + 4 + 2 + 48 + 4;
  }
});

describe("evidence of a dstack guest", () => {
  const flips = fc.record({ at: fc.nat(), bit: fc.nat(7) });

  it("is not affirmed with any bit of its binary form flipped, but for what nothing signs", async () => {
    const signedEnd = scale.evidence.length - 3; // behind it stands the configuration, `{}`
    await fc.assert(
      fc.asyncProperty(flips, async ({ at, bit }) => {
        const evidence = flipped(scale.evidence, at % signedEnd, 1 << bit);
        const { verdict, result } = await appraise(
          dstackRequest(scale, { evidence: toBase64(evidence) }),
        );
        if (verdict !== "affirming") return;
        // Types and data of boot events are not measured; nothing of the claims may come from them.
        const original = await appraise(dstackRequest(scale));
        expect(result?.claims).toEqual(original.result?.claims);
      }),
      { numRuns: 120 },
    );
  });

  it("says the same, less, or is not affirmed with any character of its JSON changed", async () => {
    const original = await appraise(dstackRequest(json));
    expect(original.verdict).toBe("affirming");
    const misspelt = new TextDecoder().decode(json.evidence).indexOf('"event_log"') + 1;
    await fc.assert(
      fc.asyncProperty(flips, async ({ at, bit }) => {
        const evidence = flipped(json.evidence, at % json.evidence.length, 1 << bit);
        const { verdict, result } = await appraise(
          dstackRequest(json, { evidence: toBase64(evidence) }),
        );
        if (verdict !== "affirming") return;
        if (result?.evidenceType === "dstack-attestation") {
          expect(result.claims).toEqual(original.result?.claims);
        } else {
          // Without a member of that name there is no log: a quote in some JSON, and nothing is said but what it signs.
          expect(result?.evidenceType).toBe("intel-tdx-quote");
          expect(original.result?.claims).toMatchObject({ ...result?.claims });
        }
      }),
      // The first: a log whose name is misspelt.
      { numRuns: 120, examples: [[{ at: misspelt, bit: 0 }]] },
    );
  });
});

describe("any bytes as an event log", () => {
  it("are never affirmed and never an exception", async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 600 }),
      fc.json({ maxDepth: 3 }).map((text) => new TextEncoder().encode(`[${text}]`)),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (log) => {
        expect((await withLog(log)).verdict).toBe("contraindicated");
        const alone = await appraise({ evidence: toBase64(log), evidenceType: "event-log" });
        expect(["contraindicated", "indeterminate", "refused"]).toContain(alone.verdict);
      }),
      { numRuns: 80 },
    );
  });
});
