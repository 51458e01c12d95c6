import type { ArmKnobs } from "@/lib/rats/appraisal-policy";
import type { Claims } from "@/lib/rats/claims";
import type { Demand, Knob } from "@/lib/rats/knob";

type Reader<T> = readonly [keyof ArmKnobs, (claims: Claims) => T];

/** What a knob of the policy is compared with. */
const ONE_VALUE: readonly Reader<string | undefined>[] = [
  ["rim", ({ measurements }) => measurements["rim"]],
  ["rem0", ({ measurements }) => measurements["rem0"]],
  ["rem1", ({ measurements }) => measurements["rem1"]],
  ["rem2", ({ measurements }) => measurements["rem2"]],
  ["rem3", ({ measurements }) => measurements["rem3"]],
  ["rpv", ({ attributes }) => attributes["rpv"]],
  ["implementationId", ({ hardware }) => hardware["implementationId"]],
  ["instanceId", ({ hardware }) => hardware["instanceId"]],
];

/** Of every software component; a token without any does not meet them. */
const EVERY_VALUE: readonly Reader<readonly string[]>[] = [
  ["signerId", ({ attributes }) => valuesOf(attributes, /^component\d+\.signerId$/)],
  ["softwareComponents", ({ measurements }) => valuesOf(measurements, /^component\d+$/)],
];

export function armKnobs(arm: ArmKnobs, claims: Claims): readonly Knob[] {
  const knob = (name: keyof ArmKnobs, demand: Demand): Knob => ({
    path: `arm.${name}`,
    check: `policy.arm.${name}`,
    demand,
  });
  return [
    ...ONE_VALUE.flatMap(([name, actual]) => {
      const values = arm[name];
      return values ? [knob(name, { kind: "any-of", values, actual: actual(claims) })] : [];
    }),
    ...EVERY_VALUE.flatMap(([name, actuals]) => {
      const values = arm[name];
      return values ? [knob(name, { kind: "all-of", values, actuals: actuals(claims) })] : [];
    }),
  ];
}

export function pinsArm(arm: ArmKnobs | undefined): boolean {
  return Object.values(arm ?? {}).some((value) => value !== undefined);
}

function valuesOf(record: Readonly<Record<string, string>>, name: RegExp): readonly string[] {
  return Object.entries(record).flatMap(([key, value]) => (name.test(key) ? [value] : []));
}
