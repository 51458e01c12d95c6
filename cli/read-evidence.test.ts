import { describe, expect, it } from "vitest";
import { readEvidence } from "./read-evidence";

const bytesOf = (text: string) => new TextEncoder().encode(text);

describe("readEvidence", () => {
  it.each([
    ["raw bytes", Uint8Array.of(3, 0, 2, 255)],
    ["text of any encoding", bytesOf("00ff\n")],
    ["JSON", bytesOf('{"quote":"00ff"}')],
  ])("hands %s on as they are", (_what, bytes) => {
    const value = Buffer.from(bytes).toString("base64");
    expect(readEvidence(bytes)).toEqual({ ok: true, value });
  });

  it("leaves a compact token as text", () => {
    const value = "eyJh.eyJi.c2ln";
    expect(readEvidence(bytesOf(`${value}\n`))).toEqual({ ok: true, value });
  });

  it("refuses an empty file", () => {
    expect(readEvidence(bytesOf(""))).toMatchObject({ failure: { code: "EVIDENCE_UNRECOGNISED" } });
  });
});
