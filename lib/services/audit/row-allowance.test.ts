import { describe, expect, it } from "vitest";
import { RowAllowance } from "./row-allowance";

const take = (allowance: RowAllowance, times: number, nowMs: number) =>
  Array.from({ length: times }, () => allowance.take("key 1", nowMs)).filter((row) => row !== null);

describe("RowAllowance", () => {
  it("keeps the first twenty of a flood and says with the next row how many had none", () => {
    const allowance = new RowAllowance();
    expect(take(allowance, 1000, 0)).toHaveLength(20);
    expect(allowance.take("key 1", 2_999)).toBeNull();
    expect(allowance.take("key 1", 3_000)).toEqual({ leftOut: 981 });
    expect(allowance.take("key 1", 6_000)).toEqual({ leftOut: 0 });
  });

  it("never holds more than twenty", () => {
    const allowance = new RowAllowance();
    take(allowance, 5, 0);
    expect(take(allowance, 1000, 3_600_000)).toHaveLength(20);
  });

  it("keeps actors apart", () => {
    const allowance = new RowAllowance();
    take(allowance, 1000, 0);
    expect(allowance.take("key 2", 0)).toEqual({ leftOut: 0 });
  });

  it("is not refilled by a clock that goes back", () => {
    const allowance = new RowAllowance();
    take(allowance, 20, 10_000);
    expect(allowance.take("key 1", 0)).toBeNull();
    expect(allowance.take("key 1", 2_000)).toBeNull();
  });
});
