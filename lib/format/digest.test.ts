import { describe, expect, it } from "vitest";
import { firstDifference, shortenDigest } from "./digest";

describe("digests for people", () => {
  it("keeps the first eight and the last six digits", () => {
    expect(shortenDigest(`sha256:91eb2b44${"0".repeat(50)}3118b7`)).toBe("91eb2b44…3118b7");
  });

  it("does not shorten what would not become shorter", () => {
    expect(shortenDigest("b0c06f000000")).toBe("b0c06f000000");
    expect(shortenDigest("0123456789abcde")).toBe("0123456789abcde");
  });

  it("finds the first character that differs, also where one text ends", () => {
    expect(firstDifference("abcd", "abXd")).toBe(2);
    expect(firstDifference("abcd", "ab")).toBe(2);
    expect(firstDifference("abcd", "abcd")).toBe(-1);
  });
});
