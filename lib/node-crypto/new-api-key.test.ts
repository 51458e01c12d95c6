import { describe, expect, it } from "vitest";
import { BASE62, readApiKey } from "@/lib/access/api-key-format";
import { newApiKey, randomBase62 } from "./new-api-key";

describe("a new API key", () => {
  it("is a whole key, and never the same twice", () => {
    const keys = Array.from({ length: 100 }, () => newApiKey());
    expect(keys.map((key) => readApiKey(key)?.prefix)).toEqual(keys.map((key) => key.slice(0, 17)));
    expect(new Set(keys).size).toBe(100);
  });
});

describe("base 62 at random", () => {
  it("takes every letter from as many bytes as every other, and the rest of the bytes not at all", () => {
    const eachByteOnce = Uint8Array.from({ length: 256 }, (_, index) => index);
    // 248 of the 256 values become letters, each of the 62 letters four times.
    const text = randomBase62(248, () => eachByteOnce);
    const counts = [...BASE62].map((letter) => text.split(letter).length - 1);
    expect(new Set(counts)).toEqual(new Set([4]));
  });

  it("draws again for bytes that it refuses", () => {
    const draws = [Uint8Array.of(255, 248, 1), Uint8Array.of(254, 2), Uint8Array.of(61)];
    expect(randomBase62(3, () => draws.shift() ?? Uint8Array.of())).toBe("12z");
  });
});
