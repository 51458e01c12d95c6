import { describe, expect, it } from "vitest";
import { fromUtcInput, toUtcInput } from "./utc-input";

describe("an input for a date and a time", () => {
  it("is read as UTC, with and without seconds", () => {
    expect(fromUtcInput("2026-03-01T10:20")).toBe("2026-03-01T10:20:00Z");
    expect(fromUtcInput("2026-03-01T10:20:30")).toBe("2026-03-01T10:20:30Z");
    expect(fromUtcInput("")).toBeUndefined();
  });

  it("shows a moment to the minute, wherever it was written", () => {
    expect(toUtcInput("2026-03-01T10:20:59.999Z")).toBe("2026-03-01T10:20");
    expect(toUtcInput("2026-03-01T12:20:00+02:00")).toBe("2026-03-01T10:20");
  });
});
