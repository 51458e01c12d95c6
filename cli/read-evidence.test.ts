import { beforeAll, describe, expect, it } from "vitest";
import { toBase64 } from "@/lib/bytes/base64";
import { readPiece } from "@/lib/appraisal/read-piece";
import { mintIntel } from "@/lib/simulator/intel/mint-intel";
import { readEvidence } from "./read-evidence";

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** What the verifier gets to see of a file, and how it was wrapped. */
function seen(file: Uint8Array) {
  const evidence = readEvidence(file);
  if (!evidence.ok) return evidence.failure.code;
  const piece = readPiece({ evidence: evidence.value });
  if (!piece.ok) return piece.failure.code;
  return [toBase64(piece.value.bytes), ...piece.value.detection.wrappings];
}

describe("readEvidence", () => {
  let raw: Uint8Array;
  let base64 = "";
  let hex = "";

  beforeAll(async () => {
    raw = (await mintIntel()).quote;
    base64 = toBase64(raw);
    hex = Buffer.from(raw).toString("hex");
  });

  it.each<[string, () => Uint8Array, readonly string[]]>([
    ["raw bytes", () => raw, []],
    ["hex", () => bytesOf(hex), ["hex"]],
    ["hex in upper case", () => bytesOf(hex.toUpperCase()), ["hex"]],
    ["hex with 0x in front", () => bytesOf(`0x${hex}`), ["hex"]],
    ["wrapped hex", () => bytesOf(`${hex.slice(0, 64)}\r\n${hex.slice(64)}\n`), ["hex"]],
    ["base64", () => bytesOf(base64), ["base64"]],
    ["wrapped base64", () => bytesOf(`${base64.slice(0, 40)}\n${base64.slice(40)}\n`), ["base64"]],
    [
      "JSON with a quote in hex",
      () => bytesOf(JSON.stringify({ quote: hex, event_log: "" })),
      ['json: member "quote"', "hex"],
    ],
    [
      "JSON with a quote in base64",
      () => bytesOf(JSON.stringify({ quote: base64 })),
      ['json: member "quote"', "base64"],
    ],
  ])("hands on %s, which the verifier takes off", (_what, file, wrappings) => {
    expect(seen(file())).toEqual([base64, ...wrappings]);
  });

  it("leaves a compact token as text", () => {
    expect(readEvidence(bytesOf("eyJh.eyJi.c2ln\n"))).toEqual({
      ok: true,
      value: "eyJh.eyJi.c2ln",
    });
  });

  it("decodes text that is longer than evidence may be", () => {
    const large = new Uint8Array(600 * 1024).fill(7);
    expect(readEvidence(bytesOf(Buffer.from(large).toString("hex")))).toEqual({
      ok: true,
      value: toBase64(large),
    });
  });

  it.each([
    ["an empty file", ""],
    ["text that is no encoding", "this is not a quote"],
    ["JSON without a quote", "{}"],
    ["broken JSON", "{"],
    ["JSON whose quote is neither hex nor base64", '{"quote":"not a quote"}'],
  ])("refuses %s", (_what, text) => {
    expect(seen(bytesOf(text))).toBe("EVIDENCE_UNRECOGNISED");
  });
});
