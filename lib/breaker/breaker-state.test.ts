import { describe, expect, it } from "vitest";
import {
  afterAnswer,
  afterFailure,
  afterThrottling,
  type BreakerState,
  CLOSED,
  phaseOf,
  probing,
} from "./breaker-state";

const start = new Date("2026-06-01T00:00:00Z");
const after = (ms: number) => new Date(start.getTime() + ms);
const failing = (state: BreakerState, at = start, id: string | null = null) =>
  afterFailure(state, { id, now: at, detail: "no answer" });

function opened(): BreakerState {
  return [1, 2, 3, 4, 5].reduce((state) => failing(state), CLOSED);
}

describe("a breaker", () => {
  it("opens with the fifth failure in a row, for a second", () => {
    const four = [1, 2, 3, 4].reduce((state) => failing(state), CLOSED);
    expect(phaseOf(four, start)).toBe("closed");
    expect(opened()).toMatchObject({ failures: 5, trips: 1, lastFailure: "no answer" });
    expect(phaseOf(opened(), after(999))).toBe("open");
    expect(phaseOf(opened(), after(1_000))).toBe("half-open");
  });

  it("counts anew after an answer", () => {
    const four = [1, 2, 3, 4].reduce((state) => failing(state), CLOSED);
    expect(failing(afterAnswer(four, { id: null }))).toMatchObject({
      failures: 1,
      openUntil: null,
    });
  });

  it("waits 1, 2, 4, 8 and 16 seconds, and then 16 again and again", () => {
    let state = opened();
    let at = start;
    const waits: number[] = [];
    for (let probe = 0; probe < 7; probe += 1) {
      const until = state.openUntil ?? start;
      waits.push(until.getTime() - at.getTime());
      at = until;
      const begun = probing(state, { id: `${probe}`, now: at, leaseMs: 5_000 });
      if (begun === null) throw new Error("no probe");
      state = failing(begun, at, `${probe}`);
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 16_000, 16_000]);
  });

  it("lets one probe at a time, and another once a prober's lease has ended", () => {
    const first = probing(opened(), { id: "first", now: after(1_000), leaseMs: 5_000 });
    if (first === null) throw new Error("no probe");
    const second = { id: "second", leaseMs: 5_000 };
    expect(probing(first, { ...second, now: after(5_999) })).toBeNull();
    expect(probing(first, { ...second, now: after(6_000) })).toMatchObject({ probe: "second" });
    expect(probing(opened(), { ...second, now: after(999) })).toBeNull();
    expect(probing(CLOSED, { ...second, now: start })).toBeNull();
  });

  it("closes with the answer to its probe, and with no other", () => {
    const probed = probing(opened(), { id: "probe", now: after(1_000), leaseMs: 5_000 });
    if (probed === null) throw new Error("no probe");
    expect(afterAnswer(probed, { id: null })).toBe(probed);
    expect(afterAnswer(probed, { id: "an earlier probe" })).toBe(probed);
    expect(afterAnswer(probed, { id: "probe" })).toEqual(CLOSED);
    // Requests from before it opened come to their end.
    expect(failing(probed, after(1_100))).toBe(probed);
  });

  it.each([
    [120_000, 120_000],
    [10, 1_000],
    [86_400_000, 300_000],
    [null, 1_000],
  ])("opens at once for a service that asks for %j ms", (retryAfterMs, waitMs) => {
    const state = afterThrottling(CLOSED, { id: null, now: start, detail: "429", retryAfterMs });
    expect(state).toMatchObject({ trips: 1, openUntil: after(waitMs), lastFailure: "429" });
  });
});
