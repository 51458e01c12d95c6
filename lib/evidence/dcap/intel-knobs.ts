import type { IntelKnobs } from "@/lib/rats/appraisal-policy";
import type { Claims } from "@/lib/rats/claims";
import type { Demand, Knob } from "@/lib/rats/knob";

/** The knobs of each section that the policy sets. */
export const sectionKnobs = { sgx: sgxKnobs, tdx: tdxKnobs };

export function fmspcKnob({ fmspc }: IntelKnobs, { hardware }: Claims): readonly Knob[] {
  return list("fmspc", fmspc, hardware["fmspc"]);
}

/** Knobs of a section that say how something is judged, and pin nothing. */
const NO_PINS: readonly string[] = ["enforceReservedBits", "attributesMask"];

/** Does a section of the policy name any value that the evidence must have? */
export function pinsAnything(section: object | undefined): boolean {
  return Object.entries(section ?? {}).some(
    ([name, value]) => value !== undefined && !NO_PINS.includes(name),
  );
}

function sgxKnobs(intel: IntelKnobs, claims: Claims): readonly Knob[] {
  const sgx = intel.sgx ?? {};
  const { measurements, attributes } = claims;
  return [
    ...list("sgx.mrEnclave", sgx.mrEnclave, measurements["mrenclave"]),
    ...list("sgx.mrSigner", sgx.mrSigner, measurements["mrsigner"]),
    ...(sgx.isvProdId === undefined
      ? []
      : [anyOf("sgx.isvProdId", [`${sgx.isvProdId}`], attributes["isvProdId"])]),
    ...(sgx.minIsvSvn === undefined
      ? []
      : [
          knob("sgx.minIsvSvn", {
            kind: "at-least",
            value: sgx.minIsvSvn,
            actual: attributes["isvSvn"],
          }),
        ]),
    ...(sgx.attributes === undefined
      ? []
      : [
          knob("sgx.attributes", {
            kind: "masked",
            value: sgx.attributes,
            mask: sgx.attributesMask ?? "ff".repeat(16),
            actual: attributes["attributes"],
          }),
        ]),
  ];
}

function tdxKnobs(intel: IntelKnobs, claims: Claims): readonly Knob[] {
  const tdx = intel.tdx ?? {};
  const { measurements, attributes, tcb } = claims;
  const exact = (path: string, value: string | undefined, actual: string | undefined) =>
    value === undefined ? [] : [anyOf(path, [value], actual)];
  return [
    ...list("tdx.mrTd", tdx.mrTd, measurements["mrtd"]),
    ...list("tdx.rtmr0", tdx.rtmr0, measurements["rtmr0"]),
    ...list("tdx.rtmr1", tdx.rtmr1, measurements["rtmr1"]),
    ...list("tdx.rtmr2", tdx.rtmr2, measurements["rtmr2"]),
    ...list("tdx.rtmr3", tdx.rtmr3, measurements["rtmr3"]),
    ...list("tdx.mrSeam", tdx.mrSeam, measurements["mrseam"]),
    ...list("tdx.mrSignerSeam", tdx.mrSignerSeam, measurements["mrsignerseam"]),
    ...list("tdx.mrServiceTd", tdx.mrServiceTd, measurements["mrservicetd"]),
    ...list("tdx.mrConfigId", tdx.mrConfigId, measurements["mrconfigid"]),
    ...list("tdx.mrOwner", tdx.mrOwner, measurements["mrowner"]),
    ...list("tdx.mrOwnerConfig", tdx.mrOwnerConfig, measurements["mrownerconfig"]),
    ...exact("tdx.seamAttributes", tdx.seamAttributes, attributes["seamAttributes"]),
    ...exact("tdx.tdAttributes", tdx.tdAttributes, attributes["tdAttributes"]),
    ...exact("tdx.xfam", tdx.xfam, attributes["xfam"]),
    ...(tdx.minTeeTcbSvn === undefined
      ? []
      : [
          knob("tdx.minTeeTcbSvn", {
            kind: "bytes-at-least",
            value: tdx.minTeeTcbSvn,
            actual: tcb["teeTcbSvn"],
          }),
        ]),
  ];
}

function list(
  path: string,
  values: readonly string[] | undefined,
  actual: string | undefined,
): readonly Knob[] {
  return values === undefined ? [] : [anyOf(path, values, actual)];
}

function anyOf(path: string, values: readonly string[], actual: string | undefined): Knob {
  return knob(path, { kind: "any-of", values, actual });
}

/** Checks are named without the vendor: `policy.tdx.mrSeam`, as the outer contract spells it. */
function knob(path: string, demand: Demand): Knob {
  return { path: `intel.${path}`, check: `policy.${path}`, demand };
}
