import { describe, expect, it } from "vitest";
import type { LimitUse, NamedLimitSetting } from "@/lib/contract/limits";
import { emptiestOf, limitTargets, targetOfUse } from "./limit-target";

const usual = { perMinute: 6_000, burst: 600 };
const each: NamedLimitSetting = {
  scope: "key",
  limitClass: "read",
  subjectId: null,
  name: null,
  perMinute: 3_000,
  burst: 300,
  default: usual,
  updatedAt: "2026-03-01T00:00:00Z",
};
const own: NamedLimitSetting = {
  ...each,
  subjectId: "k1",
  name: "Fleet agent",
  perMinute: 5,
  burst: 4,
};
const bucket: LimitUse = {
  scope: "key",
  limitClass: "read",
  subjectId: "k2",
  name: "Prometheus",
  perMinute: 3_000,
  burst: 300,
  tokens: 20,
};

describe("the limits on the page", () => {
  it("stand by class, with the names of those who have one of their own", () => {
    const submit = { ...each, limitClass: "submit" } as const;
    const vanished = { ...own, subjectId: "k9", name: null };
    expect(
      limitTargets({ settings: [submit, each, own, vanished] }).map(({ limitClass, who }) => [
        limitClass,
        who,
      ]),
    ).toEqual([
      ["read", "Each key"],
      ["read", "Fleet agent"],
      ["read", "A key that is gone"],
      ["submit", "Each key"],
    ]);
  });

  it("say what would hold without the setting: the default, or what each has", () => {
    const [first, second] = limitTargets({ settings: [each, own] });
    expect(first?.otherwise).toMatchObject(usual);
    expect(second?.otherwise).toMatchObject({ perMinute: 3_000, burst: 300 });
  });
});

describe("a bucket", () => {
  it("leads to the limit that its owner has, or could have", () => {
    const settings = [each, own];
    expect(targetOfUse({ settings }, { ...bucket, subjectId: "k1" })).toMatchObject({
      who: "Fleet agent",
      isSet: true,
      allowance: { perMinute: 5 },
    });
    expect(targetOfUse({ settings }, bucket)).toMatchObject({
      who: "Prometheus",
      subjectId: "k2",
      isSet: false,
      otherwise: { perMinute: 3_000, burst: 300 },
    });
  });

  it("stands for all that a limit fills when it is the emptiest of them", () => {
    const fuller = { ...bucket, subjectId: "k1", tokens: 280 };
    const [first, second] = limitTargets({ settings: [each, own] });
    if (first === undefined || second === undefined) throw new Error("two limits were given");
    expect(emptiestOf([bucket, fuller], first)).toBe(bucket);
    expect(emptiestOf([bucket, fuller], second)).toBe(fuller);
    expect(emptiestOf([bucket], second)).toBeNull();
  });
});
