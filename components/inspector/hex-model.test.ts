import { describe, expect, it } from "vitest";
import { findBytes, formatSlice, parseHexPattern, parseOffset, rowMask } from "./hex-model";

describe("the hex grid", () => {
  it("marks the bytes of a line that lie in a range", () => {
    const range = { start: 10, end: 40 };
    expect(rowMask([range], 0)).toBe(0b1111_1100_0000_0000);
    expect(rowMask([range], 1)).toBe(0xffff);
    expect(rowMask([range], 2)).toBe(0b1111_1111);
    expect(rowMask([range, null], 3)).toBe(0);
    expect(rowMask([range, { start: 0, end: 1 }], 0)).toBe(0b1111_1100_0000_0001);
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
