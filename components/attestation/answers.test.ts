import { describe, expect, it } from "vitest";
import type { Check } from "@/lib/rats/check";
import { answersOf, firstFailure } from "./answers";

function check(part: Pick<Check, "id" | "group" | "status"> & Partial<Check>): Check {
  return {
    title: part.id,
    code: null,
    detail: null,
    expected: null,
    actual: null,
    source: null,
    ...part,
  };
}

const stateOf = (checks: Check[], id: string) =>
  answersOf(checks).find((answer) => answer.id === id)?.state;

describe("the four answers", () => {
  it("answers each question by the worst of its checks", () => {
    const checks = [
      check({ id: "chain.root", group: "chain", status: "pass" }),
      check({
        id: "quote.signature",
        group: "signature",
        status: "fail",
        code: "QUOTE_SIGNATURE_INVALID",
      }),
      check({ id: "tcb.status", group: "tcb", status: "warn" }),
      check({ id: "policy.debug", group: "policy", status: "pass" }),
    ];
    expect(
      answersOf(checks.filter(({ id }) => id !== "quote.signature")).map(({ state }) => state),
    ).toEqual(["pass", "warning", "pass", "not-asked"]);
    expect(answersOf(checks)[0]?.state).toBe("fail");
    expect(firstFailure(checks)?.id).toBe("quote.signature");
  });

  it("gives no credit for patches and software that a forged quote claims", () => {
    const forged = check({ id: "quote.signature", group: "signature", status: "fail" });
    const patched = check({ id: "tcb.status", group: "tcb", status: "pass" });
    expect(stateOf([forged, patched], "patched")).toBe("unfounded");
    expect(stateOf([patched], "patched")).toBe("pass");
  });

  it("asks for the parts of composite evidence only, and for patches only where levels are listed", () => {
    const part = check({ id: "submodule.gpu0", group: "submodules", status: "fail" });
    const consistent = check({ id: "tcb.order", group: "tcb", status: "pass" });
    expect(stateOf([consistent], "whole")).toBeUndefined();
    expect(stateOf([part, consistent], "whole")).toBe("fail");
    expect(answersOf([consistent], false).find(({ id }) => id === "patched")?.state).toBe(
      "not-asked",
    );
  });

  it("reads a skipped check as not asked, never as a pass", () => {
    expect(stateOf([check({ id: "nonce", group: "freshness", status: "skip" })], "fresh")).toBe(
      "not-asked",
    );
  });

  it("leaves questions open when only collateral is missing", () => {
    const missing = check({
      id: "tcbInfo.signature",
      group: "collateral",
      status: "skip",
      code: "COLLATERAL_UNAVAILABLE",
    });
    const unjudged = check({ id: "tcb.status", group: "tcb", status: "skip" });
    expect(stateOf([missing, unjudged], "genuine")).toBe("undecided");
    expect(stateOf([missing, unjudged], "patched")).toBe("undecided");
    const broken = check({ id: "pck.chain", group: "chain", status: "fail", code: "CERT_EXPIRED" });
    expect(stateOf([broken, missing], "genuine")).toBe("fail");
    expect(firstFailure([missing, unjudged])?.id).toBe("tcbInfo.signature");
  });

  it("does not call software expected when nobody said what should run", () => {
    const debug = check({ id: "policy.debug", group: "policy", status: "pass" });
    const unnamed = check({ id: "policy.measurements", group: "policy", status: "skip" });
    expect(stateOf([debug, unnamed], "expected")).toBe("not-asked");
    expect(stateOf([debug], "expected")).toBe("pass");
  });
});
