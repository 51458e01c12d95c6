import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { toBase64 } from "@/lib/bytes/base64";
import { toHex } from "@/lib/bytes/hex";
import { writeMsgpack, type Msgpack } from "@/lib/simulator/dstack/msgpack-writer";
import { mintIntel, type MintedIntel } from "@/lib/simulator/intel/mint-intel";
import { createIntelPki } from "@/lib/simulator/intel/pki";
import { unwrapEvidence } from "@/lib/evidence/unwrap/unwrap-evidence";

const ascii = (text: string) => new TextEncoder().encode(text);
const json = (value: unknown) => ascii(JSON.stringify(value));

let sgx: MintedIntel;
let tdx: MintedIntel;

beforeAll(async () => {
  const pki = await createIntelPki();
  sgx = await mintIntel({ pki, tee: "sgx" });
  tdx = await mintIntel({ pki, tee: "tdx" });
});

/** The kind and the wrappings, or the code of the refusal. */
function outcome(bytes: Uint8Array): readonly unknown[] {
  const result = unwrapEvidence(bytes);
  return result.ok ? [result.value.evidenceType, ...result.value.wrappings] : [result.failure.code];
}

describe("unwrapEvidence", () => {
  it("leaves raw evidence as it is", () => {
    expect(outcome(tdx.quote)).toEqual(["intel-tdx-quote"]);
  });

  it("takes off several wrappings", () => {
    const inner = json({ quote: toBase64(tdx.quote) });
    expect(outcome(ascii(toBase64(inner)))).toEqual([
      ...["intel-tdx-quote", "base64", 'json: member "quote"', "base64"],
    ]);
  });

  it.each(["hcl_report", "tpm_quote"])(
    "takes no quote out of a vTPM's evidence that is whole but for a misspelt member beside %s",
    (member) => {
      const td_quote = toBase64(tdx.quote);
      expect(outcome(json({ td_quote, anything: "else" }))[0]).toBe("intel-tdx-quote");
      expect(outcome(json({ td_quote, [member]: {} }))).toEqual(["EVIDENCE_UNRECOGNISED"]);
    },
  );

  it("reads the JSON that Rust and Python write for bytes", () => {
    expect(outcome(json({ quote: [...sgx.quote] }))).toEqual([
      ...["intel-sgx-quote", 'json: member "quote"'],
    ]);
    expect(outcome(json(toHex(sgx.quote)))).toEqual(["intel-sgx-quote", "json: text", "hex"]);
  });

  it("reads hex with blanks, colons and 0x", () => {
    const pairs = toHex(sgx.quote).match(/../g) ?? [];
    expect(outcome(ascii(pairs.join(":")))).toEqual(["intel-sgx-quote", "hex"]);
    expect(outcome(ascii(pairs.map((pair) => `0x${pair}`).join(", ")))).toEqual([
      ...["intel-sgx-quote", "hex"],
    ]);
  });

  it("gives up on PEM without an end in the time that it takes to read it", () => {
    const hostile = ascii(`-----BEGIN QUOTE-----${"\n".repeat(500_000)}.`);
    const started = performance.now();
    expect(outcome(hostile)).toEqual(["EVIDENCE_UNRECOGNISED"]);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it("takes an SNP report out of the envelope of a dstack guest", () => {
    const report = new Uint8Array(1184);
    report.set([2]); // a report of version 2, as far as detection looks
    const map = (members: Readonly<Record<string, Msgpack>>) => new Map(Object.entries(members));
    const envelope = writeMsgpack(
      map({
        version: 1,
        platform: map({ kind: "sev-snp", data: map({ report: { numbers: report } }) }),
        stack: map({
          kind: "dstack",
          data: map({
            report_data: { numbers: new Uint8Array(64) },
            runtime_events: [],
            config: "{}",
          }),
        }),
      }),
    );
    expect(outcome(envelope)).toEqual(["amd-sev-snp-report", "MessagePack: dstack"]);
  });

  it("never guesses between two kinds", () => {
    const both = json({ tdx_quote: toHex(tdx.quote), sgx_quote: toHex(sgx.quote) });
    expect(outcome(both)).toEqual(["EVIDENCE_UNRECOGNISED"]);
    expect(unwrapEvidence(both, "intel-sgx-quote")).toMatchObject({
      value: { evidenceType: "intel-sgx-quote" },
    });
  });

  it("takes the same evidence twice for one", () => {
    const twice = json({ quote: toHex(tdx.quote), quote_base64: toBase64(tdx.quote) });
    expect(outcome(twice)[0]).toBe("intel-tdx-quote");
  });

  it("refuses two pieces of one kind", () => {
    const other = tdx.quote.slice();
    other.set([1], 60);
    expect(outcome(json({ quote: toHex(tdx.quote), report: toHex(other) }))).toEqual([
      "EVIDENCE_UNRECOGNISED",
    ]);
  });

  it("takes a CC event log from beside a quote", () => {
    const log = ascii("not read here");
    const result = unwrapEvidence(json({ quote: toBase64(tdx.quote), cc_eventlog: toBase64(log) }));
    expect(result).toMatchObject({
      value: { eventLog: log, wrappings: ["json: trustee", "base64"] },
    });
  });

  it.each([
    ["an odd number of hex digits", "123"],
    ["mixed base64 alphabets", "ab-d+fghijklmnopqrst"],
    ["base64 with stray bits", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB="],
    ["JSON with a member twice", '{"quote":"00","quote":"00"}'],
    ["a PEM block with another end", "-----BEGIN A-----\nAAAA\n-----END B-----"],
    ["nothing", ""],
  ])("pitfall 89: refuses %s", (_what, text) => {
    expect(outcome(ascii(text))).toEqual(["EVIDENCE_UNRECOGNISED"]);
  });

  it("hands bytes of a named kind on, out of hex", () => {
    const half = ascii(toHex(tdx.quote.subarray(0, 20)));
    expect(unwrapEvidence(half, "intel-tdx-quote")).toMatchObject({
      value: {
        evidence: tdx.quote.subarray(0, 20),
        evidenceType: expect.anything(),
        wrappings: ["hex"],
      },
    });
  });

  it("never throws, and finds no evidence in random bytes and text", () => {
    const input = fc.oneof(
      fc.uint8Array({ maxLength: 2048 }),
      fc.string({ maxLength: 2048 }).map(ascii),
      fc.json({ maxDepth: 5 }).map(ascii),
    );
    fc.assert(
      fc.property(input, (bytes) => {
        expect(outcome(bytes)).toEqual(["EVIDENCE_UNRECOGNISED"]);
      }),
      { numRuns: 300 },
    );
  });

  it("stops at JSON that is nested without end", () => {
    let text = toHex(tdx.quote.subarray(0, 1000));
    for (let depth = 0; text.length < 500_000; depth++) {
      text = JSON.stringify({ evidence: text, quote: text, report: depth });
    }
    expect(outcome(ascii(text))).toEqual(["EVIDENCE_UNRECOGNISED"]);
  });
});
