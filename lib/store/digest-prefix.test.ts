import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { digestRange } from "./digest-prefix";

describe("digestRange", () => {
  it.each(["", "abc", "xyz1", "sha256:", "sha256:abc", "md5:abcd", "ab cd", "a".repeat(129)])(
    "finds no digest in %j",
    (text) => expect(digestRange(text)).toBeNull(),
  );

  it("covers exactly the digests that begin with the digits", () => {
    const digits = (min: number, max: number) =>
      fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: min, maxLength: max });
    fc.assert(
      fc.property(digits(4, 12), digits(64, 64), fc.boolean(), (prefix, text, isInside) => {
        const digest = isInside ? (prefix + text).slice(0, 64) : text;
        const range = digestRange(`sha256:${prefix.toUpperCase()}`);
        const value = Buffer.from(digest, "hex");
        const isCovered =
          range !== null &&
          value.compare(range.low) >= 0 &&
          (range.high === null || value.compare(range.high) < 0);
        expect(isCovered).toBe(digest.startsWith(prefix));
      }),
    );
  });

  it("has no upper end when every digit is an f", () => {
    expect(digestRange("ffff")).toEqual({ low: Buffer.from("ffff", "hex"), high: null });
  });
});
