import { describe, expect, it } from "vitest";
import { OPERATION_CONTRACTS } from "@/lib/contract/operations";
import { ACTION_WORDS, actionWords } from "./action-words";

describe("ACTION_WORDS", () => {
  it("has words for every operation, and for nothing else", () => {
    expect(Object.keys(ACTION_WORDS).toSorted()).toEqual(
      OPERATION_CONTRACTS.map(({ id }) => id).toSorted(),
    );
  });

  it("leaves the name of what it does not know", () => {
    expect(actionWords("members.setRoles")).toBe("Change a member's roles");
    expect(actionWords("later.version")).toBe("later.version");
    expect(actionWords("constructor")).toBe("constructor");
  });
});
