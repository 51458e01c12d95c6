import { describe, expect, it } from "vitest";
import { isReached } from "./goal";
import { mutant, seededRandom } from "./mutants";
import { measureRates, median, ratioOf } from "./rounds";

describe("median", () => {
  it("is the middle value, or the mean of the two in the middle", () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });
});

describe("measureRates", () => {
  it("counts every unit of every subject, in turns", async () => {
    const order: string[] = [];
    const subject = (name: string, unitsPerRun: number) => ({
      name,
      unitsPerRun,
      run: () => {
        order.push(name);
        // Longer than the time of a round, so that each round is one run.
        const end = performance.now() + 4;
        while (performance.now() < end);
      },
    });
    const rates = await measureRates([subject("one", 1), subject("ten", 10)], {
      rounds: 2,
      milliseconds: 1,
    });
    expect(order).toEqual(["one", "ten", "one", "ten", "ten", "one"]);
    expect(ratioOf(rates, "ten", "one")).toBeGreaterThan(1);
  });
});

describe("mutants", () => {
  const quote = Uint8Array.from({ length: 1000 }, (_unused, index) => index % 256);

  it("are the same in every run and never the quote itself by chance alone", () => {
    const made = () => {
      const random = seededRandom(7);
      return Array.from({ length: 200 }, () => mutant(quote, random));
    };
    expect(made()).toEqual(made());
    const kinds = new Set(made().map(({ length }) => Math.sign(length - quote.length)));
    expect([...kinds].sort()).toEqual([-1, 0, 1]);
  });

  it("leave the quote as it was", () => {
    const before = quote.slice();
    const random = seededRandom(1);
    for (let count = 0; count < 200; count += 1) mutant(quote, random);
    expect(quote).toEqual(before);
  });
});

describe("isReached", () => {
  it("asks both bounds, and none of a ratio that has no goal", () => {
    const goal = { what: "ratio", value: 2, atLeast: null, atMost: null };
    expect(isReached(goal)).toBe(true);
    expect(isReached({ ...goal, atLeast: 2.1 })).toBe(false);
    expect(isReached({ ...goal, atMost: 1.9 })).toBe(false);
    expect(isReached({ ...goal, atLeast: 1, atMost: 2 })).toBe(true);
  });
});
