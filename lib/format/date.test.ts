import { describe, expect, it } from "vitest";
import { formatRelative, formatUtc, formatUtcDate } from "./date";

const nowMs = Date.parse("2025-07-04T10:00:00Z");

describe("dates for people", () => {
  it.each([
    ["2025-07-04T10:00:00Z", "just now"],
    ["2025-07-04T10:00:08Z", "just now"],
    ["2025-07-04T09:59:56Z", "4 s ago"],
    ["2025-07-04T09:58:59Z", "1 min ago"],
    ["2025-07-04T07:00:01Z", "2 h ago"],
    ["2025-07-01T10:00:00Z", "3 d ago"],
    ["2025-03-01T10:00:00Z", "4 mo ago"],
    ["2023-07-04T10:00:00Z", "2 y ago"],
    ["2025-07-10T11:00:00Z", "in 6 d"],
  ])("says of %s: %s", (timestamp, text) => {
    expect(formatRelative(timestamp, nowMs)).toBe(text);
  });

  it("shows UTC whatever zone the text has", () => {
    expect(formatUtc("2025-07-04T12:00:05+02:00")).toBe("2025-07-04 10:00:05 UTC");
    expect(formatUtcDate("2025-07-04T00:30:00+02:00")).toBe("2025-07-03");
  });

  it("leaves text that is no date as it is", () => {
    expect(formatUtc("soon")).toBe("soon");
    expect(formatRelative("soon", nowMs)).toBe("soon");
  });
});
