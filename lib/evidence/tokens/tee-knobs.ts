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
  const kinds = [
    { measured: "mrtd", knobs: tdxScheme.knobs(rules, claims), pins: tdxScheme.pins(rules) },
    { measured: "mrenclave", knobs: sgxScheme.knobs(rules, claims), pins: sgxScheme.pins(rules) },
    { measured: "measurement", knobs: snpKnobs(rules, claims), pins: pinsSnp(rules) },
  ];
  const own = kinds.find(({ measured }) => claims.measurements[measured] !== undefined);
  const general = tokenKnobs(rules, claims);
  if (own?.pins === true || pinsTokens(rules)) return [...general, ...(own?.knobs ?? [])];
  const foreign = kinds.filter(({ pins }) => pins).flatMap(({ knobs }) => knobs);
  return [...general, ...(own?.knobs ?? []), ...foreign];
}

export function pinsTee(rules: AppraisalPolicy): boolean {
  return pinsTokens(rules) || tdxScheme.pins(rules) || sgxScheme.pins(rules) || pinsSnp(rules);
}

/** The part of `sevSnp` that a service's token can answer; the rest is about reports. */
function snpKnobs({ sevSnp = {} }: AppraisalPolicy, claims: Claims): readonly Knob[] {
  const { measurements, attributes } = claims;
  const lists = [
    ["measurement", sevSnp.measurement, measurements["measurement"]],
    ["hostData", sevSnp.hostData, measurements["hostData"]],
    ["idKeyDigest", sevSnp.idKeyDigest, measurements["idKeyDigest"]],
    ["authorKeyDigest", sevSnp.authorKeyDigest, measurements["authorKeyDigest"]],
    ["familyId", sevSnp.familyId, attributes["familyId"]],
    ["imageId", sevSnp.imageId, attributes["imageId"]],
    ["reportId", sevSnp.reportId, attributes["reportId"]],
    ["chipId", sevSnp.chipId, claims.hardware["chipId"]],
  ] as const;
  const anyOf = lists.flatMap(([name, values, actual]): Knob[] =>
    values === undefined ? [] : [snpKnob(name, { kind: "any-of", values, actual })],
  );
  const { minGuestSvn, maxVmpl } = sevSnp;
  const guestSvn = attributes["guestSvn"];
  const vmpl = attributes["vmpl"];
  return [
    ...anyOf,
    ...(minGuestSvn === undefined
      ? []
      : [snpKnob("minGuestSvn", { kind: "at-least", value: minGuestSvn, actual: guestSvn })]),
    ...(maxVmpl === undefined
      ? []
      : [snpKnob("maxVmpl", { kind: "at-most", value: maxVmpl, actual: vmpl })]),
  ];
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
