import { describe, expect, it } from "vitest";
import { OpenRequests } from "./open-requests";

const few = { limit: "verify", most: 3, bytes: 10 };

function requests() {
  const open = new OpenRequests({ each: 100, all: 150 });
  const enter = (owner: string, given: Partial<typeof few> = {}) => {
    const entered = open.enter(owner, { ...few, ...given });
    return entered.ok ? entered.value : entered.failure.code;
  };
  return enter;
}

describe("OpenRequests", () => {
  it("lets as many in of each limit as there may be, and another when one has left", () => {
    const enter = requests();
    const leave = enter("a");
    enter("a");
    enter("a");
    expect(enter("a")).toBe("LIMIT_EXCEEDED");
    expect(enter("a", { limit: "read" })).toBeTypeOf("function");
    expect(enter("b")).toBeTypeOf("function");
    if (typeof leave === "function") leave();
    expect(enter("a")).toBeTypeOf("function");
  });

  it("counts the bytes of one owner over all limits", () => {
    const enter = requests();
    expect(enter("a", { bytes: 60 })).toBeTypeOf("function");
    expect(enter("a", { limit: "read", bytes: 41 })).toBe("LIMIT_EXCEEDED");
    expect(enter("a", { limit: "read", bytes: 40 })).toBeTypeOf("function");
    expect(enter("a", { bytes: 0 })).toBeTypeOf("function");
  });

  it("keeps one owner from taking all the memory, and several from taking more than there is", () => {
    const enter = requests();
    const leave = enter("a", { bytes: 100 });
    expect(enter("b", { bytes: 50 })).toBeTypeOf("function");
    expect(enter("c", { bytes: 1 })).toBe("TOO_BUSY");
    if (typeof leave !== "function") throw new Error("not let in");
    leave();
    leave();
    expect(enter("c", { bytes: 100 })).toBeTypeOf("function");
    expect(enter("d", { bytes: 1 })).toBe("TOO_BUSY");
  });
});
