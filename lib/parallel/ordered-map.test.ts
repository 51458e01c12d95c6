import { describe, expect, it } from "vitest";
import { mapInOrder } from "./ordered-map";

const never = new AbortController().signal;

async function* numbers(count: number, seen: number[] = []): AsyncGenerator<number> {
  for (let value = 0; value < count; value += 1) {
    seen.push(value);
    yield value;
  }
}

function deferred<T>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve: (value: T) => resolve(value) };
}

/** Calls that end when the test says so. */
function gates(count: number) {
  const all = Array.from({ length: count }, () => deferred<number>());
  return {
    run: (value: number) => all[value]?.promise ?? Promise.reject(new Error("no gate")),
    open: (value: number) => all[value]?.resolve(value),
  };
}

async function turns(count = 20): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await Promise.resolve();
}

describe("mapInOrder", () => {
  it("yields in the order of the input whatever ends first", async () => {
    const { run, open } = gates(4);
    const answers: number[] = [];
    const reading = (async () => {
      for await (const answer of mapInOrder(numbers(4), run, { concurrency: 4, signal: never })) {
        answers.push(answer);
      }
    })();
    for (const value of [3, 1, 2]) {
      await turns();
      open(value);
    }
    await turns();
    expect(answers).toEqual([]);
    open(0);
    await reading;
    expect(answers).toEqual([0, 1, 2, 3]);
  });

  it("pulls nothing more while what is under way weighs too much, however heavy one is", async () => {
    const { run, open } = gates(6);
    const seen: number[] = [];
    const weight = { of: (value: number) => (value === 2 ? 100 : 4), most: 10 };
    const answers: number[] = [];
    const reading = (async () => {
      const all = mapInOrder(numbers(6, seen), run, { concurrency: 6, signal: never, weight });
      for await (const answer of all) answers.push(answer);
    })();
    await turns();
    expect(seen).toEqual([0, 1, 2]);
    open(0);
    open(1);
    await turns();
    expect({ seen, answers }).toEqual({ seen: [0, 1, 2], answers: [0, 1] });
    open(2);
    await turns();
    expect(seen).toEqual([0, 1, 2, 3, 4, 5]);
    for (const value of [3, 4, 5]) open(value);
    await reading;
    expect(answers).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it("hands out an answer while the input has not ended", async () => {
    const more = deferred<undefined>();
    async function* slow() {
      yield 1;
      await more.promise;
      yield 2;
    }
    const answers = mapInOrder(slow(), (value) => Promise.resolve(value * 10), {
      concurrency: 8,
      signal: never,
    });
    expect((await answers.next()).value).toBe(10);
    more.resolve(undefined);
    expect((await answers.next()).value).toBe(20);
    expect((await answers.next()).done).toBe(true);
  });

  it("keeps at most as many calls under way as it may", async () => {
    let running = 0;
    let most = 0;
    const run = async (value: number) => {
      running += 1;
      most = Math.max(most, running);
      await turns();
      running -= 1;
      return value;
    };
    for await (const _ of mapInOrder(numbers(50), run, { concurrency: 3, signal: never }));
    expect(most).toBe(3);
  });

  it("reads no further while nobody takes the answers", async () => {
    const seen: number[] = [];
    const answers = mapInOrder(numbers(1000, seen), (value) => Promise.resolve(value), {
      concurrency: 4,
      signal: never,
    });
    await answers.next();
    await turns(100);
    expect(seen.length).toBeLessThanOrEqual(6);
    await answers.return(undefined);
  });

  it("starts nothing after the abort", async () => {
    const controller = new AbortController();
    const seen: number[] = [];
    const run = (value: number) => {
      if (value === 5) controller.abort();
      return Promise.resolve(value);
    };
    const { signal } = controller;
    for await (const _ of mapInOrder(numbers(1000, seen), run, { concurrency: 2, signal }));
    expect(seen.length).toBeLessThan(12);
  });
});
