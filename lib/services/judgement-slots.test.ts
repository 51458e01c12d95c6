import { describe, expect, it } from "vitest";
import { ok, type Result } from "@/lib/rats/result";
import { JudgementSlots } from "./judgement-slots";

describe("JudgementSlots", () => {
  it("runs as many as it has places, the others in the order they came, and refuses the rest", async () => {
    const slots = new JudgementSlots({ places: 2, waiting: 2 });
    const started: number[] = [];
    const ends: (() => void)[] = [];
    const work = (value: number) => () => {
      started.push(value);
      return new Promise<Result<number>>((resolve) => ends.push(() => resolve(ok(value))));
    };
    const calls = [1, 2, 3, 4].map((value) => slots.run("one", work(value)));
    expect(await slots.run("one", work(5))).toMatchObject({ failure: { code: "TOO_BUSY" } });
    expect(started).toEqual([1, 2]);
    expect(slots.queued).toBe(2);

    while (ends.length > 0) {
      ends.shift()?.();
      await new Promise(setImmediate);
    }
    expect(await Promise.all(calls)).toEqual([1, 2, 3, 4].map(ok));
    expect(started).toEqual([1, 2, 3, 4]);
    expect(slots.running).toBe(0);
  });

  it("lets those who wait take turns, so that nobody waits behind all that somebody else has sent", async () => {
    const slots = new JudgementSlots({ places: 1, waiting: 100, waitingEach: 50 });
    const done: string[] = [];
    const work = (name: string) => async () => {
      await new Promise(setImmediate);
      done.push(name);
      return ok(name);
    };
    const busy = Array.from({ length: 51 }, (_, index) => slots.run("busy", work(`busy ${index}`)));
    expect(await slots.run("busy", work("one too many"))).toMatchObject({
      failure: { code: "TOO_BUSY" },
    });
    const calm = [1, 2].map((index) => slots.run("calm", work(`calm ${index}`)));
    await Promise.all([...busy, ...calm]);
    expect(done.indexOf("calm 1")).toBeLessThanOrEqual(2);
    expect(done.indexOf("calm 2")).toBeLessThanOrEqual(4);
    expect(done.filter((name) => name.startsWith("busy"))).toEqual(
      Array.from({ length: 51 }, (_, index) => `busy ${index}`),
    );
  });

  it("gives the place back when the work throws", async () => {
    const slots = new JudgementSlots({ places: 1, waiting: 0 });
    await expect(slots.run("one", () => Promise.reject(new Error("broken")))).rejects.toThrow(
      "broken",
    );
    expect(await slots.run("one", () => Promise.resolve(ok(1)))).toEqual(ok(1));
  });
});
