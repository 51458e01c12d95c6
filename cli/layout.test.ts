import { describe, expect, it } from "vitest";
import { labelled, shorten, wrap } from "./layout";
import { painter } from "./terminal";

const canvas = { paint: painter(false), columns: 40 };

describe("wrap", () => {
  it("breaks at spaces and inside words that are longer than a line", () => {
    expect(wrap("one two three", 7)).toEqual(["one two", "three"]);
    expect(wrap("x abcdefghij y", 4)).toEqual(["x", "abcd", "efgh", "ij y"]);
    expect(wrap("abcdefgh", 4)).toEqual(["abcd", "efgh"]);
  });

  it("answers one empty line for an empty text", () => {
    expect(wrap("", 10)).toEqual([""]);
  });
});

describe("labelled", () => {
  it("aligns values and wraps them below themselves", () => {
    const digest = "0123456789abcdef".repeat(3);
    expect(
      labelled(
        [
          ["a", "short"],
          ["name", digest],
        ],
        { indent: 2, canvas },
      ),
    ).toEqual(["  a     short", `  name  ${digest.slice(0, 32)}`, `        ${digest.slice(32)}`]);
  });
});

describe("shorten", () => {
  it("says where it cut and keeps both ends", () => {
    expect(shorten("0123456789abcdefghijklmnopqrstuvwxyz", 20)).toBe("0123456789abc…uvwxyz");
    expect(shorten("short", 20)).toBe("short");
  });
});

describe("painter", () => {
  it("adds nothing where colour is not wanted", () => {
    expect(painter(false)("red", "text")).toBe("text");
    expect(painter(true)("red", "text")).toBe("\u001b[31mtext\u001b[39m");
  });
});
