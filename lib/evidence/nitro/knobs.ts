import type { NitroKnobs } from "@/lib/rats/appraisal-policy";
import type { Claims } from "@/lib/rats/claims";
import type { Knob } from "@/lib/rats/knob";

/** A register that the document does not have is a mismatch, never a knob that was not asked. */
export function nitroKnobs({ pcrs, moduleId }: NitroKnobs, claims: Claims): readonly Knob[] {
  const registers = Object.entries(pcrs ?? {}).map(([index, values]): Knob => {
    const name = `pcr${index}`;
    const actual = Object.hasOwn(claims.measurements, name) ? claims.measurements[name] : undefined;
    return {
      path: `nitro.pcrs.${index}`,
      check: `policy.nitro.pcrs.${index}`,
      demand: { kind: "any-of", values, actual },
    };
  });
  return moduleId === undefined
    ? registers
    : [
        ...registers,
        {
          path: "nitro.moduleId",
          check: "policy.nitro.moduleId",
          demand: { kind: "any-of", values: moduleId, actual: claims.hardware["moduleId"] },
          isText: true,
        },
      ];
}
