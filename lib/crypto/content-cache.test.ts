import { describe, expect, it } from "vitest";
import { cacheSpace, callMemory } from "./content-cache";

const lengths = cacheSpace<number>("lengths");

describe("callMemory", () => {
  it("computes once for the same content, also while the first is on its way", async () => {
    const memory = callMemory();
    let calls = 0;
    const compute = () => Promise.resolve((calls += 1));
    const values = [
      memory.remember(lengths, "abc", compute),
      memory.remember(lengths, ["a", "bc"].join(""), compute),
    ];
    expect(await Promise.all(values)).toEqual([1, 1]);
    expect(await memory.remember(lengths, "abcd", compute)).toBe(2);
  });

  it("keeps spaces apart, also two of one name", async () => {
    const memory = callMemory();
    const namesake = cacheSpace<number>("lengths");
    expect(await memory.remember(lengths, "abc", () => Promise.resolve(3))).toBe(3);
    expect(await memory.remember(namesake, "abc", () => Promise.resolve(4))).toBe(4);
  });

  it("knows nothing of another call", async () => {
    await callMemory().remember(lengths, "abc", () => Promise.resolve(3));
    expect(await callMemory().remember(lengths, "abc", () => Promise.resolve(4))).toBe(4);
  });
});
