import { describe, expect, it } from "vitest";
import { CHECK_GROUPS, CHECK_STATUSES, type Check } from "@/lib/rats/check";
import { checkOf } from "@/lib/rats/make-check";
import { collectReasons, concludeVerdict, inOrderOfTrust } from "./conclude";

const base = (group: Check["group"], id = `${group}.sample`) => ({ id, group, title: "Sample" });
const passes = CHECK_GROUPS.map((group) => checkOf.pass(base(group)));

describe("the verdict over all checks", () => {
  it("is affirming when everything passed", () => {
    expect(concludeVerdict(passes)).toBe("affirming");
  });

  it("is indeterminate when nothing was checked", () => {
    expect(concludeVerdict([])).toBe("indeterminate");
  });

  it.each(CHECK_GROUPS)(
    "is contraindicated by one failure in %s, whatever else there is",
    (group) => {
      const checks = [
        ...passes,
        checkOf.warn(base("policy"), "DEBUG_ENABLED"),
        checkOf.skipWith(base("collateral"), "COLLATERAL_UNAVAILABLE", {}),
        checkOf.fail(base(group), "QUOTE_SIGNATURE_INVALID"),
      ];
      expect(concludeVerdict(checks)).toBe("contraindicated");
    },
  );

  it.each(["format", "chain", "binding", "signature"] as const)(
    "is indeterminate when a check of %s was skipped and nothing says why it may be",
    (group) => {
      const skipped = checkOf.skip(base(group), "what it stands on is missing");
      expect(concludeVerdict([...passes, skipped])).toBe("indeterminate");
    },
  );

  it("is indeterminate when a piece is, whatever the policy leaves out", () => {
    const undecided = checkOf.skipWith(base("submodules"), "TCB_NOT_EVALUATED", {});
    expect(concludeVerdict([...passes, undecided])).toBe("indeterminate");
  });

  it("is indeterminate when an endorsement can't be had", () => {
    const missing = checkOf.skipWith(base("collateral"), "COLLATERAL_UNAVAILABLE", {});
    expect(concludeVerdict([...passes, missing])).toBe("indeterminate");
    expect(
      concludeVerdict([...passes, missing, checkOf.warn(base("tcb"), "TCB_STATUS_TOLERATED")]),
    ).toBe("indeterminate");
  });

  it("is a warning when something is tolerated or left out knowingly", () => {
    const tolerated = checkOf.warn(base("tcb"), "TCB_STATUS_TOLERATED");
    const leftOut = checkOf.skipWith(base("tcb"), "TCB_NOT_EVALUATED", {});
    expect(concludeVerdict([...passes, tolerated])).toBe("warning");
    expect(concludeVerdict([...passes, leftOut])).toBe("warning");
  });

  it("does not mind what nobody asked", () => {
    const notAsked = ["tcb", "policy", "freshness"] as const;
    expect(
      concludeVerdict([...passes, ...notAsked.map((group) => checkOf.notAsked(base(group)))]),
    ).toBe("affirming");
  });
});

describe("reasons", () => {
  it("name every check that has a code, failures first", () => {
    const reasons = collectReasons([
      checkOf.warn(base("policy", "p"), "DEBUG_ENABLED"),
      checkOf.skipWith(base("collateral", "c"), "COLLATERAL_UNAVAILABLE", {}),
      checkOf.pass(base("chain")),
      checkOf.fail(base("signature", "s"), "QUOTE_SIGNATURE_INVALID"),
    ]);
    expect(reasons.map(({ code, check }) => [code, check])).toEqual([
      ["QUOTE_SIGNATURE_INVALID", "s"],
      ["COLLATERAL_UNAVAILABLE", "c"],
      ["DEBUG_ENABLED", "p"],
    ]);
  });

  it("are there for every failure: a failed check can't be made without a code", () => {
    const failed = CHECK_GROUPS.map((group) => checkOf.fail(base(group), "EVIDENCE_MALFORMED"));
    expect(collectReasons(failed)).toHaveLength(failed.length);
    expect(new Set(CHECK_STATUSES)).toEqual(new Set(["pass", "fail", "warn", "skip"]));
  });
});

describe("the order of checks", () => {
  it("is that of trust, and within a group that in which they were made", () => {
    const checks = [...CHECK_GROUPS]
      .reverse()
      .flatMap((group) => [
        checkOf.pass(base(group, `${group}.1`)),
        checkOf.pass(base(group, `${group}.2`)),
      ]);
    expect(inOrderOfTrust(checks).map(({ id }) => id)).toEqual(
      CHECK_GROUPS.flatMap((group) => [`${group}.1`, `${group}.2`]),
    );
  });
});
