import type { AppraisalPolicy } from "@/lib/rats/appraisal-policy";
import type { Claims } from "@/lib/rats/claims";
import type { Knob } from "@/lib/rats/knob";

export function vendorKnobs({ vendor = {} }: AppraisalPolicy, claims: Claims): readonly Knob[] {
  const { attributes } = claims;
  return [
    ...anyOf("vendors", vendor.vendors, attributes["vendor"]),
    ...anyOf("models", vendor.models, attributes["modelId"]),
  ];
}

export function pinsCommitments({ vendor = {} }: AppraisalPolicy): boolean {
  return vendor.models !== undefined || vendor.vendors !== undefined;
}

function anyOf(
  name: string,
  values: readonly string[] | undefined,
  actual: string | undefined,
): readonly Knob[] {
  if (values === undefined) return [];
  return [
    {
      path: `vendor.${name}`,
      check: `policy.vendor.${name}`,
      demand: { kind: "any-of", values, actual },
      isText: true,
      code: "CLAIM_MISMATCH",
    },
  ];
}
