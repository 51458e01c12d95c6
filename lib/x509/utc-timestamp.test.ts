import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toUtcTimestamp } from "./utc-timestamp";

describe("toUtcTimestamp", () => {
  it.each([
    ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"],
    ["1000-01-01T00:00:00Z", "1000-01-01T00:00:00Z"],
    ["2024-02-29T23:59:59Z", "2024-02-29T23:59:59.999Z"],
    ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"], // RFC 5280 section 4.1.2.5: no well-defined end
    ["+010000-01-01T00:00:00Z", "+010000-01-01T00:00:00Z"],
  ])("writes %s", (text, given) => {
    expect(toUtcTimestamp(Date.parse(given))).toBe(text);
  });

  it("writes every date as the engine does, without the fraction", () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true }), (date) => {
        const seconds = date.toISOString().replace(/\.\d{3}Z$/, "Z");
        expect(toUtcTimestamp(date.getTime())).toBe(seconds);
      }),
      { numRuns: 2000 },
    );
  });

  it("says that there is no date", () => {
    for (const time of [Number.NaN, Infinity, 8.64e15 + 1])
      expect(toUtcTimestamp(time)).toBe("invalid");
  });
});
