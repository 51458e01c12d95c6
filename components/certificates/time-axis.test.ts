import { describe, expect, it } from "vitest";
import { barOf, commonSpan, focusSpan, positionOf, stateAt, ticksOf } from "./time-axis";

const at = (text: string) => Date.parse(text);
const span = (start: string, end: string) => ({ start: at(start), end: at(end) });

const root = span("2018-05-21T10:45:10Z", "2049-12-31T23:59:59Z");
const tcbInfo = span("2025-07-20T00:00:00Z", "2025-08-19T00:00:00Z");

describe("the time axis", () => {
  it("frames the short-lived items first and marks longer bars as going on", () => {
    const axis = focusSpan([root, tcbInfo], at("2025-08-01T00:00:00Z"));
    expect(axis.end - axis.start).toBeLessThan(90 * 86_400_000);
    expect(barOf(root, axis)).toEqual({ left: 0, width: 100, cutStart: true, cutEnd: true });
    expect(barOf(tcbInfo, axis)).toMatchObject({ cutStart: false, cutEnd: false });
  });

  it("has no bar for what lies outside", () => {
    expect(barOf(tcbInfo, span("2024-01-01T00:00:00Z", "2024-02-01T00:00:00Z"))).toBeNull();
    expect(positionOf(at("2024-03-01T00:00:00Z"), tcbInfo)).toBeNull();
  });

  it("counts both ends of a validity as valid", () => {
    expect(stateAt(tcbInfo, tcbInfo.start)).toBe("valid");
    expect(stateAt(tcbInfo, tcbInfo.end)).toBe("valid");
    expect(stateAt(tcbInfo, tcbInfo.end + 1)).toBe("expired");
    expect(stateAt(tcbInfo, tcbInfo.start - 1)).toBe("not-yet");
  });

  it("names the time in which everything is valid at once, if there is any", () => {
    expect(commonSpan([root, tcbInfo])).toEqual(tcbInfo);
    expect(commonSpan([tcbInfo, span("2025-09-01T00:00:00Z", "2025-10-01T00:00:00Z")])).toBeNull();
    expect(commonSpan([])).toBeNull();
  });

  it("puts ticks on round moments inside the axis, never more than a glance can read", () => {
    for (const axis of [root, tcbInfo, span("2025-01-15T00:00:00Z", "2025-11-20T00:00:00Z")]) {
      const ticks = ticksOf(axis);
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      expect(ticks.length).toBeLessThanOrEqual(9);
      for (const tick of ticks) {
        expect(tick.position).toBeGreaterThanOrEqual(0);
        expect(tick.position).toBeLessThanOrEqual(100);
      }
    }
    expect(ticksOf(root)[0]?.label).toBe("2020");
    expect(ticksOf(tcbInfo)[0]?.label).toBe("07-20");
  });
});
