import { describe, expect, it } from "vitest";
import { findBytes, formatSlice, parseHexPattern, parseOffset, rangeOnRow } from "./hex-model";

describe("the hex grid", () => {
  it("cuts a range at the ends of a line", () => {
    expect(rangeOnRow({ start: 10, end: 40 }, 0)).toEqual({ start: 10, end: 16 });
    expect(rangeOnRow({ start: 10, end: 40 }, 1)).toEqual({ start: 16, end: 32 });
    expect(rangeOnRow({ start: 10, end: 40 }, 2)).toEqual({ start: 32, end: 40 });
    expect(rangeOnRow({ start: 10, end: 40 }, 3)).toBeNull();
  });

  it.each([
    ["376", 376],
    ["0x178", 376],
    [" 0X178 ", 376],
    ["5000", null],
    ["-1", null],
    ["178h", null],
    ["", null],
  ])("reads the offset %j as %j", (text, offset) => {
    expect(parseOffset(text, 5000)).toBe(offset);
  });

  it("reads a pattern with blanks and colons, and refuses half a byte", () => {
    expect(parseHexPattern("93:9A 72 0xf7")).toEqual(Uint8Array.of(0x93, 0x9a, 0x72, 0xf7));
    expect(parseHexPattern("939")).toBeNull();
    expect(parseHexPattern("zz")).toBeNull();
  });

  it("finds overlapping occurrences and stops at the limit", () => {
    const bytes = Uint8Array.of(1, 1, 1, 1, 2);
    expect(findBytes(bytes, Uint8Array.of(1, 1), 10)).toEqual([0, 1, 2]);
    expect(findBytes(bytes, Uint8Array.of(1, 1), 2)).toEqual([0, 1]);
    expect(findBytes(bytes, Uint8Array.of(2), 10)).toEqual([4]);
    expect(findBytes(bytes, new Uint8Array(), 10)).toEqual([]);
  });

  it("writes a slice in the language that was asked for", () => {
    const bytes = Uint8Array.of(0x00, 0xff);
    expect(formatSlice(bytes, "hex")).toBe("00ff");
    expect(formatSlice(bytes, "base64")).toBe("AP8=");
    expect(formatSlice(bytes, "c")).toBe("const uint8_t slice[2] = {\n  0x00, 0xff,\n};");
    expect(formatSlice(bytes, "python")).toBe('bytes.fromhex("00ff")');
  });
});
