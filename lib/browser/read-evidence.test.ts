import { describe, expect, it } from "vitest";
import { readEvidenceFile, readEvidenceText, requestEvidence } from "./read-evidence";

const bytes = Uint8Array.of(0x04, 0x00, 0x02, 0x00, 0xff, 0xfe);

describe("evidence that a person gives", () => {
  it.each([
    ["hex", "040002 00fffe", "hex"],
    ["hex with prefix and line breaks", "0x0400\n0200FFFE", "hex"],
    ["base64", "BAACAP/+", "base64"],
    ["base64url", "BAACAP_-", "base64"],
  ])("is read as %s", (_name, text, encoding) => {
    const read = readEvidenceText(text);
    expect(read).toEqual({ ok: true, value: { bytes, encoding } });
    expect(read.ok && requestEvidence(read.value)).toBe("BAACAP/+");
  });

  it("keeps a 0x that belongs to base64", () => {
    expect(readEvidenceText("AA0xBA==")).toMatchObject({
      ok: true,
      value: { encoding: "base64", bytes: Uint8Array.of(0, 0x0d, 0x31, 0x04) },
    });
  });

  it.each([[""], ["04000"], ["not evidence!"], ["BAACA"]])("refuses %j", (text) => {
    expect(readEvidenceText(text)).toMatchObject({
      ok: false,
      failure: { code: "EVIDENCE_UNRECOGNISED" },
    });
  });

  it("refuses more than a mebibyte", () => {
    expect(readEvidenceText("00".repeat(1024 * 1024 + 1))).toMatchObject({
      ok: false,
      failure: { code: "EVIDENCE_TOO_LARGE" },
    });
  });

  it("takes a binary file as it is and decodes a text file", () => {
    expect(readEvidenceFile(bytes)).toMatchObject({ ok: true, value: { encoding: "raw", bytes } });
    expect(readEvidenceFile(new TextEncoder().encode("04000200fffe\n"))).toMatchObject({
      ok: true,
      value: { encoding: "hex", bytes },
    });
  });

  it("passes a token on as text", () => {
    const read = readEvidenceText("eyJhbGciOiJub25lIn0.e30.");
    expect(read).toMatchObject({ ok: true, value: { encoding: "token" } });
    expect(read.ok && requestEvidence(read.value)).toBe("eyJhbGciOiJub25lIn0.e30.");
  });
});
