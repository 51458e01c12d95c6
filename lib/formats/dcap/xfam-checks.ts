import type { Check } from "@/lib/rats/check";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";
import { hasBit, unnamedBits, XFAM, type BitName } from "./bit-tables";

/** Features that come in groups: all bits of a group or none (Intel SDM volume 1, 13.3). */
const GROUPS = XFAM.names.filter(({ name }) => ["AVX512", "CET", "AMX"].includes(name));

/** X87 and SSE are on, groups are whole, and no bit without a meaning is set. */
export function extendedFeatureChecks(given: {
  bytes: Uint8Array;
  /** `policy.tdx.xfam` … */
  id: string;
  name: string;
  enforceReserved: boolean;
}): readonly Check[] {
  const { bytes, id, name, enforceReserved } = given;
  const base = (part: string, title: string): CheckBase => ({
    id: `${id}.${part}`,
    group: "policy",
    title,
    source: "policy enforceReservedBits",
  });
  const required = base("required", `${name} has the bits that are always on`);
  const forbidden = base("forbidden", `${name} has no bit set that must be clear`);
  const missing = [0, 1].filter((bit) => !hasBit(bytes, bit));
  const partial = GROUPS.filter((group) => isSetInPart(group, bytes)).map((group) => group.name);
  const unknown = unnamedBits(XFAM, bytes);
  const requiredCheck =
    missing.length > 0 || partial.length > 0
      ? checkOf.fail(required, "XFAM_REQUIRED_BIT_CLEAR", {
          detail: [
            ...missing.map((bit) => `bit ${bit} is clear`),
            ...partial.map((bits) => `${bits} is set in part`),
          ].join(", "),
        })
      : checkOf.pass(required);
  if (unknown.length === 0) return [requiredCheck, checkOf.pass(forbidden)];
  const detail = `reserved bits ${unknown.join(", ")}`;
  return [
    requiredCheck,
    enforceReserved
      ? checkOf.fail(forbidden, "XFAM_FORBIDDEN_BIT_SET", { detail })
      : checkOf.warn(forbidden, "XFAM_FORBIDDEN_BIT_SET", { detail }),
  ];
}

function isSetInPart({ bit, width = 1 }: BitName, bytes: Uint8Array): boolean {
  let set = 0;
  for (let index = 0; index < width; index++) if (hasBit(bytes, bit + index)) set++;
  return set !== 0 && set !== width;
}
