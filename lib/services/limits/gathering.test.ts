import { describe, expect, it } from "vitest";
import { Gathering } from "./gathering";

/** A question that is answered when the test says so, with the number of those that asked. */
function answeredByHand() {
  const open: { count: number; answer: () => void; break: () => void }[] = [];
  const ask = (count: number) =>
    new Promise<number>((resolve, reject) => {
      open.push({
        count,
        answer: () => resolve(count),
        break: () => reject(new Error("no answer")),
      });
    });
  return { open, ask };
}

const endOfTurn = () => new Promise<void>((resolve) => void setImmediate(resolve));

describe("Gathering", () => {
  it("asks at once, and once for all that come while it waits", async () => {
    const gathering = new Gathering<number>();
    const { open, ask } = answeredByHand();
    const first = gathering.join("a", ask);
    const later = [1, 2, 3].map(() => gathering.join("a", ask));
    expect(open.map(({ count }) => count)).toEqual([1]);
    open[0]?.answer();
    expect(await first).toEqual({ answer: 1, place: 0 });
    // In the same turn of the event loop: it goes with those that have waited.
    const last = gathering.join("a", ask);
    await endOfTurn();
    expect(open.map(({ count }) => count)).toEqual([1, 4]);
    open[1]?.answer();
    expect((await Promise.all([...later, last])).map(({ place }) => place)).toEqual([0, 1, 2, 3]);
  });

  it("keeps different questions apart", async () => {
    const gathering = new Gathering<number>();
    const { open, ask } = answeredByHand();
    const both = [gathering.join("a", ask), gathering.join("b", ask)];
    expect(open).toHaveLength(2);
    for (const { answer } of open) answer();
    expect((await Promise.all(both)).map(({ answer }) => answer)).toEqual([1, 1]);
  });

  it("tells everybody of a group when their question broke, and asks anew for the next", async () => {
    const gathering = new Gathering<number>();
    const { open, ask } = answeredByHand();
    const first = gathering.join("a", ask);
    const second = gathering.join("a", ask);
    open[0]?.break();
    await expect(first).rejects.toThrow("no answer");
    await endOfTurn();
    open[1]?.answer();
    expect(await second).toEqual({ answer: 1, place: 0 });
    await endOfTurn();
    const third = gathering.join("a", ask);
    open[2]?.answer();
    expect(await third).toEqual({ answer: 1, place: 0 });
  });
});
