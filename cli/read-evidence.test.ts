import { describe, expect, it } from "vitest";
import { readEvidence } from "./read-evidence";

const raw = Uint8Array.from({ length: 64 }, (_unused, index) => (index * 37) % 256);
const base64 = Buffer.from(raw).toString("base64");
const hex = Buffer.from(raw).toString("hex");
const bytesOf = (text: string) => new TextEncoder().encode(text);

describe("readEvidence", () => {
  it.each([
    ["raw bytes", raw],
    ["hex", bytesOf(hex)],
    ["hex in upper case", bytesOf(hex.toUpperCase())],
    ["hex with 0x in front", bytesOf(`0x${hex}`)],
    ["wrapped hex", bytesOf(`${hex.slice(0, 64)}\r\n${hex.slice(64)}\n`)],
    ["base64", bytesOf(base64)],
    ["wrapped base64", bytesOf(`${base64.slice(0, 40)}\n${base64.slice(40)}\n`)],
    ["JSON with a quote in hex", bytesOf(JSON.stringify({ quote: hex, event_log: "[]" }))],
    ["JSON with a quote in base64", bytesOf(JSON.stringify({ quote: base64 }))],
  ])("reads %s", (_what, bytes) => {
    expect(readEvidence(bytes)).toEqual({ ok: true, value: base64 });
  });

  it("leaves a compact token as text", () => {
    expect(readEvidence(bytesOf("eyJh.eyJi.c2ln\n"))).toEqual({
      ok: true,
      value: "eyJh.eyJi.c2ln",
    });
  });

  it("hands on text that is no encoding as the bytes that it is", () => {
    const text = "this is not a quote";
    expect(readEvidence(bytesOf(text))).toEqual({ ok: true, value: btoa(text) });
  });

  it.each([
    ["an empty file", ""],
    ["JSON without a quote", "{}"],
    ["broken JSON", "{"],
    ["JSON whose quote is neither hex nor base64", '{"quote":"not a quote"}'],
  ])("refuses %s", (_what, text) => {
    expect(readEvidence(bytesOf(text))).toMatchObject({
      ok: false,
      failure: { code: "EVIDENCE_UNRECOGNISED" },
    });
  });
});
