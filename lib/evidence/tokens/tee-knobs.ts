import { sgxScheme } from "@/lib/evidence/sgx";
import { tdxScheme } from "@/lib/evidence/tdx";
import type { AppraisalPolicy } from "@/lib/rats/appraisal-policy";
import type { Claims } from "@/lib/rats/claims";
import type { Knob } from "@/lib/rats/knob";
import { pinsTokens, tokenKnobs } from "./token-knobs";

/**
 * A service that judges several kinds of hardware puts their measurements into its tokens under the same names that the
 * evidence itself has here, so the same knobs apply: `intel.tdx.mrTd`, `intel.sgx.mrEnclave`, `sevSnp.measurement`. A
 * policy that pins one kind and meets a token of another must not pass for having nothing to compare: then the knobs of
 * the pinned kind are asked, and fail.
 */
export function teeKnobs(rules: AppraisalPolicy, claims: Claims): readonly Knob[] {
  const onCollateral = collateralKnobs(rules);
  const kinds = [
    {
      measured: "mrtd",
      knobs: [...tdxScheme.knobs(rules, claims), ...onCollateral],
      pins: tdxScheme.pins(rules),
    },
    {
      measured: "mrenclave",
      knobs: [...sgxScheme.knobs(rules, claims), ...onCollateral],
      pins: sgxScheme.pins(rules),
    },
    { measured: "measurement", knobs: snpKnobs(rules, claims), pins: pinsSnp(rules) },
  ];
  const own = kinds.find(({ measured }) => claims.measurements[measured] !== undefined);
  const general = tokenKnobs(rules, claims);
  // A token without measurements of any kind is asked for all that are pinned.
  if (own !== undefined && (own.pins || pinsTokens(rules))) return [...general, ...own.knobs];
  const foreign = kinds.filter(({ pins }) => pins).flatMap(({ knobs }) => knobs);
  return [...general, ...(own?.knobs ?? []), ...foreign];
}

export function pinsTee(rules: AppraisalPolicy): boolean {
  return pinsTokens(rules) || tdxScheme.pins(rules) || sgxScheme.pins(rules) || pinsSnp(rules);
}

/** Knobs of `sevSnp` that allow something: set to true they demand nothing. */
const PERMISSIONS = ["allowMigrationAgent", "allowSmt", "allowCxl", "allowProvisionalFirmware"];

/**
 * What `sevSnp` demands, as far as a service's token can answer it. A demand that it can't answer (signers, products,
 * revocation lists) fails: the service may have looked at it, but nobody can tell.
 */
function snpKnobs({ sevSnp = {} }: AppraisalPolicy, claims: Claims): readonly Knob[] {
  const { measurements, attributes, hardware, tcb } = claims;
  const { minTcb = {}, minGuestSvn, maxVmpl, ...others } = sevSnp;
  const actuals: Readonly<Record<string, string | undefined>> = {
    ...pick(measurements, ["measurement", "hostData", "idKeyDigest", "authorKeyDigest"]),
    ...pick(attributes, ["familyId", "imageId", "reportId"]),
    chipId: hardware["chipId"],
    allowMigrationAgent: attributes["migrationAllowed"],
    allowSmt: attributes["smtAllowed"],
  };
  const named = Object.entries(others).flatMap(([name, rule]): Knob[] => {
    if (rule === undefined || !demandsSomething(name, rule)) return [];
    const values = Array.isArray(rule) ? rule.map(String) : [String(rule)];
    return [snpKnob(name, { kind: "any-of", values, actual: actuals[name] })];
  });
  const least = Object.entries(minTcb).flatMap(([name, value]): Knob[] =>
    value === undefined
      ? []
      : [snpKnob(`minTcb.${name}`, { kind: "at-least", value, actual: tcb[name] })],
  );
  const guestSvn = attributes["guestSvn"];
  const vmpl = attributes["vmpl"];
  return [
    ...named,
    ...least,
    ...(minGuestSvn === undefined
      ? []
      : [snpKnob("minGuestSvn", { kind: "at-least", value: minGuestSvn, actual: guestSvn })]),
    ...(maxVmpl === undefined
      ? []
      : [snpKnob("maxVmpl", { kind: "at-most", value: maxVmpl, actual: vmpl })]),
  ];
}

function demandsSomething(name: string, rule: unknown): boolean {
  return typeof rule !== "boolean" || rule !== PERMISSIONS.includes(name);
}

function pick(
  values: Readonly<Record<string, string>>,
  names: readonly string[],
): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(names.map((name) => [name, values[name]]));
}

/** Demands on Intel's collateral, which only the service has seen. */
function collateralKnobs({ intel = {} }: AppraisalPolicy): readonly Knob[] {
  const { minTcbEvaluationDataNumber: minimum, qeVendorId } = intel;
  return [
    ...(minimum === undefined
      ? []
      : [
          intelKnob("minTcbEvaluationDataNumber", {
            kind: "at-least",
            value: minimum,
            actual: undefined,
          }),
        ]),
    ...(qeVendorId === undefined
      ? []
      : [
          intelKnob("qeVendorId", {
            kind: "any-of",
            values: [qeVendorId],
            actual: undefined,
          }),
        ]),
  ];
}

function intelKnob(name: string, demand: Knob["demand"]): Knob {
  return { path: `intel.${name}`, check: `policy.${name}`, demand };
}

function snpKnob(name: string, demand: Knob["demand"]): Knob {
  return { path: `sevSnp.${name}`, check: `policy.sevSnp.${name}`, demand };
}

function pinsSnp(rules: AppraisalPolicy): boolean {
  const { sevSnp = {} } = rules;
  const { measurement, hostData, idKeyDigest, authorKeyDigest, familyId, imageId } = sevSnp;
  return [measurement, hostData, idKeyDigest, authorKeyDigest, familyId, imageId].some(
    (pin) => pin !== undefined,
  );
}
