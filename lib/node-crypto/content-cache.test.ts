import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { cacheSpace } from "@/lib/crypto/content-cache";
import { contentCache } from "./content-cache";

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

const lengths = cacheSpace<number>("lengths");
const uppers = cacheSpace<string>("uppers");

const never = () => Promise.reject<number>(new Error("computed again"));

/** Counts how often it is asked. */
function counted<T>(value: T) {
  const counter = { calls: 0 };
  return {
    counter,
    compute: () => {
      counter.calls++;
      return Promise.resolve(value);
    },
  };
}

describe("contentCache", () => {
  it("computes once for the same content", async () => {
    const cache = contentCache({ maxEntries: 2 });
    const { counter, compute } = counted(3);
    expect(await cache.remember(lengths, "abc", compute)).toBe(3);
    expect(await cache.remember(lengths, ["a", "bc"].join(""), compute)).toBe(3);
    expect(counter.calls).toBe(1);
  });

  it("keeps spaces apart, also two of one name", async () => {
    const cache = contentCache({ maxEntries: 2 });
    await cache.remember(lengths, "abc", () => Promise.resolve(3));
    expect(await cache.remember(uppers, "abc", () => Promise.resolve("ABC"))).toBe("ABC");
    const namesake = cacheSpace<number>("lengths");
    expect(await cache.remember(namesake, "abc", () => Promise.resolve(4))).toBe(4);
  });

  it("shares one computation between concurrent calls", async () => {
    const cache = contentCache({ maxEntries: 2 });
    const { counter, compute } = counted(3);
    const values = await Promise.all([
      cache.remember(lengths, "abc", compute),
      cache.remember(lengths, "abc", compute),
    ]);
    expect(values).toEqual([3, 3]);
    expect(counter.calls).toBe(1);
  });

  it("forgets a failure, and keeps what else is known of that content", async () => {
    const cache = contentCache({ maxEntries: 2 });
    const upper = counted("ABC");
    await cache.remember(uppers, "abc", upper.compute);
    const failing = () => Promise.reject<number>(new Error("no"));
    await expect(cache.remember(lengths, "abc", failing)).rejects.toThrow("no");
    expect(await cache.remember(lengths, "abc", () => Promise.resolve(3))).toBe(3);
    await cache.remember(uppers, "abc", upper.compute);
    expect(upper.counter.calls).toBe(1);
  });

  it("is bounded by the number of contents", async () => {
    const cache = contentCache({ maxEntries: 2 });
    const { counter, compute } = counted(1);
    for (const content of ["a", "b", "c", "a"]) await cache.remember(lengths, content, compute);
    expect(counter.calls).toBe(4);
  });

  it("keeps nothing of the text that a content was cut out of", async () => {
    const cache = contentCache({ maxEntries: 100 });
    const heapUsed = () => {
      collectGarbage();
      return process.memoryUsage().heapUsed;
    };
    const before = heapUsed();
    for (let count = 0; count < 64; count += 1) {
      const text = `${count} `.repeat(32) + Buffer.alloc(1 << 20, "x").toString("latin1");
      await cache.remember(lengths, text.slice(0, 64), () => Promise.resolve(count));
    }
    expect(heapUsed() - before).toBeLessThan(16 << 20);
    expect(await cache.remember(lengths, "7 ".repeat(32), never)).toBe(7);
  });

  it("counts text that is not in Latin-1 with two bytes for each character", async () => {
    const cache = contentCache({ maxEntries: 100, maxContentBytes: 300 });
    const { counter, compute } = counted(1);
    for (const content of ["\u0100".repeat(100), "\u0101".repeat(100), "\u0100".repeat(100)]) {
      await cache.remember(lengths, content, compute);
    }
    expect(counter.calls).toBe(3);
  });

  it("is bounded by the size of all contents", async () => {
    const cache = contentCache({ maxEntries: 100, maxContentBytes: 250 });
    const { counter, compute } = counted(1);
    for (const letter of ["a", "b", "c", "a"]) {
      await cache.remember(lengths, letter.repeat(100), compute);
    }
    expect(counter.calls).toBe(4);
    await cache.remember(lengths, "d".repeat(1000), compute); // larger than all of it: not kept
    await cache.remember(lengths, "a".repeat(100), compute);
    expect(counter.calls).toBe(5);
  });
});
