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
    expect(answersOf(checks).map((answer) => answer.state)).toEqual([
      "fail",
      "warning",
      "pass",
      "not-asked",
    ]);
    expect(firstFailure(checks)?.id).toBe("quote.signature");
  });

  it("reads a skipped check as not asked, never as a pass", () => {
    expect(stateOf([check({ id: "nonce", group: "freshness", status: "skip" })], "fresh")).toBe(
      "not-asked",
    );
  });

  it("leaves a question open when only collateral is missing", () => {
    const missing = check({
      id: "tcb.info",
      group: "collateral",
      status: "fail",
      code: "COLLATERAL_UNAVAILABLE",
    });
    expect(stateOf([missing], "genuine")).toBe("undecided");
    expect(
      stateOf(
        [missing, check({ id: "c", group: "chain", status: "fail", code: "CERT_EXPIRED" })],
        "genuine",
      ),
    ).toBe("fail");
  });
});
