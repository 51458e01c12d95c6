import postgres from "postgres";
import { describe, expect, it } from "vitest";
import { DatabaseOpenError } from "./database-open-error";
import { expectPatchedDriver } from "./patched-driver";

describe("the PostgreSQL driver", () => {
  it("is taken as this installation has it", () => {
    expect(expectPatchedDriver()).toBeUndefined();
  });

  it.each([
    { ...postgres, attestryPatch: undefined },
    { ...postgres, attestryPatch: 0 },
  ])("is refused without its patch, or with another one", (driver) => {
    expect(() => expectPatchedDriver(driver)).toThrow(DatabaseOpenError);
  });
});
