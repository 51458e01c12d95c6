import type { AppraisalPolicy } from "@/lib/rats/appraisal-policy";
import type { Claims } from "@/lib/rats/claims";
import type { Knob } from "@/lib/rats/knob";

/** Of one device. */
export function deviceKnobs({ nvidia = {} }: AppraisalPolicy, claims: Claims): readonly Knob[] {
  const { hardware, attributes } = claims;
  return [
    ...anyOf("hwModels", nvidia.hwModels, hardware["product"]),
    ...anyOf("driverVersions", nvidia.driverVersions, attributes["driverVersion"]),
    ...anyOf("vbiosVersions", nvidia.vbiosVersions, attributes["vbiosVersion"]),
  ];
}

/** Of a bundle; its devices are asked on their own. */
export function bundleKnobs({ nvidia = {} }: AppraisalPolicy, claims: Claims): readonly Knob[] {
  const count = nvidia.deviceCount === undefined ? undefined : [`${nvidia.deviceCount}`];
  return anyOf("deviceCount", count, claims.attributes["devices"]);
}

export function pinsNvidia({ nvidia = {}, token = {} }: AppraisalPolicy): boolean {
  return (
    Object.values(nvidia).some((value) => value !== undefined) || token.requiredClaims !== undefined
  );
}

function anyOf(
  name: string,
  values: readonly string[] | undefined,
  actual: string | undefined,
): readonly Knob[] {
  if (values === undefined) return [];
  return [
    {
      path: `nvidia.${name}`,
      check: `policy.nvidia.${name}`,
      demand: { kind: "any-of", values, actual },
      isText: true,
    },
  ];
}
