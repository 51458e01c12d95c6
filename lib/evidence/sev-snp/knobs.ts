import { GUEST_POLICY_BIT, PLATFORM_INFO_BIT } from "@/lib/formats/snp/bit-tables";
import { TCB_COMPONENTS } from "@/lib/formats/snp/tcb-version";
import type { AppraisalPolicy, SnpKnobs } from "@/lib/rats/appraisal-policy";
import type { Claims } from "@/lib/rats/claims";
import type { Knob } from "@/lib/rats/knob";

type Values = readonly string[] | undefined;

/** Knobs that pin what runs, not what it runs on. */
const PINS = [
  "measurement",
  "hostData",
  "idKeyDigest",
  "authorKeyDigest",
  "familyId",
  "imageId",
  "reportId",
] as const satisfies readonly (keyof SnpKnobs)[];

/** Does the policy name any software of a guest? */
export function snpPins({ sevSnp }: AppraisalPolicy): boolean {
  return PINS.some((name) => sevSnp?.[name] !== undefined);
}

/** One knob for each member of `sevSnp` that the policy sets and that a value of the report answers. */
export function snpKnobs({ sevSnp = {} }: AppraisalPolicy, claims: Claims): readonly Knob[] {
  const { measurements, attributes, hardware } = claims;
  // Without an author key the field is zero, and a list that holds zeros must not accept that.
  const authorKey = measurements["authorKeyDigest"];
  return [
    ...anyOf("measurement", sevSnp.measurement, measurements["measurement"]),
    ...anyOf("hostData", sevSnp.hostData, measurements["hostData"]),
    ...anyOf("idKeyDigest", sevSnp.idKeyDigest, unlessZero(measurements["idKeyDigest"])),
    ...anyOf("authorKeyDigest", sevSnp.authorKeyDigest, unlessZero(authorKey)),
    ...anyOf("familyId", sevSnp.familyId, attributes["familyId"]),
    ...anyOf("imageId", sevSnp.imageId, attributes["imageId"]),
    ...anyOf("reportId", sevSnp.reportId, attributes["reportId"]),
    ...anyOf("chipId", sevSnp.chipId, unlessZero(hardware["chipId"])),
    ...anyOf("products", sevSnp.products, hardware["product"], "VCEK_PRODUCT_MISMATCH"),
    ...anyOf("allowedSigners", sevSnp.allowedSigners, attributes["signer"], "SIGNER_NOT_ALLOWED"),
    ...(sevSnp.minGuestSvn === undefined
      ? []
      : [
          knob("minGuestSvn", {
            kind: "at-least",
            value: sevSnp.minGuestSvn,
            actual: attributes["guestSvn"],
          }),
        ]),
    ...(sevSnp.maxVmpl === undefined
      ? []
      : [
          {
            ...knob("maxVmpl", {
              kind: "at-most",
              value: sevSnp.maxVmpl,
              actual: attributes["vmpl"],
            }),
            code: "VMPL_NOT_ALLOWED",
          } as const,
        ]),
    ...tcbKnobs(sevSnp, claims),
    ...bitKnobs(sevSnp, claims),
  ];
}

/** A part that the product does not have (`fmc` before Turin) is not there to be compared, and so not met. */
function tcbKnobs({ minTcb = {} }: SnpKnobs, { tcb }: Claims): readonly Knob[] {
  return TCB_COMPONENTS.flatMap((name) => {
    const minimum = minTcb[name];
    return minimum === undefined
      ? []
      : [
          {
            ...knob(`minTcb.${name}`, { kind: "at-least", value: minimum, actual: tcb[name] }),
            code: "TCB_BELOW_MINIMUM",
          } as const,
        ];
  });
}

/** Single bits of the guest policy and the platform info, compared as "1" and "0". */
function bitKnobs(sevSnp: SnpKnobs, { attributes, tcb }: Claims): readonly Knob[] {
  const guest = attributes["guestPolicy"];
  const platform = attributes["platformInfo"];
  const bit = (
    name: string,
    given: { isAsked: boolean; value: string | undefined; position: number; wanted: "0" | "1" },
  ): readonly Knob[] =>
    given.isAsked
      ? [
          {
            ...knob(name, {
              kind: "any-of",
              values: [given.wanted],
              actual: bitOf(given.value, given.position),
            }),
            code: "GUEST_POLICY_NOT_ALLOWED",
          },
        ]
      : [];
  return [
    ...bit("allowSmt", {
      isAsked: sevSnp.allowSmt === false,
      value: guest,
      position: GUEST_POLICY_BIT.smt,
      wanted: "0",
    }),
    ...bit("requireSingleSocket", {
      isAsked: sevSnp.requireSingleSocket === true,
      value: guest,
      position: GUEST_POLICY_BIT.singleSocket,
      wanted: "1",
    }),
    ...bit("requireAliasCheck", {
      isAsked: sevSnp.requireAliasCheck === true,
      value: platform,
      position: PLATFORM_INFO_BIT.aliasCheck,
      wanted: "1",
    }),
    ...bit("requireCiphertextHiding", {
      isAsked: sevSnp.requireCiphertextHiding === true,
      value: platform,
      position: PLATFORM_INFO_BIT.ciphertextHiding,
      wanted: "1",
    }),
    ...(sevSnp.requiredMitigations ?? []).flatMap((position) =>
      (["launchMitigations", "currentMitigations"] as const).map((vector): Knob => ({
        ...knob(`requiredMitigations.${vector}.${position}`, {
          kind: "any-of",
          values: ["1"],
          actual: bitOf(bigEndianHex(tcb[vector]), position),
        }),
        code: "TCB_BELOW_MINIMUM",
      })),
    ),
  ];
}

/** "1" or "0"; undefined when there is no such field. */
function bitOf(value: string | undefined, position: number): string | undefined {
  return value === undefined ? undefined : `${(BigInt(value) >> BigInt(position)) & 1n}`;
}

/** A little-endian field's hex as a number that BigInt reads. */
function bigEndianHex(hex: string | undefined): string | undefined {
  return hex === undefined ? undefined : `0x${(hex.match(/../g) ?? []).reverse().join("")}`;
}

function unlessZero(hex: string | undefined): string | undefined {
  return hex === undefined || /^0*$/.test(hex) ? undefined : hex;
}

function anyOf(
  name: string,
  values: Values,
  actual: string | undefined,
  code?: Knob["code"],
): readonly Knob[] {
  return values === undefined
    ? []
    : [{ ...knob(name, { kind: "any-of", values, actual }), ...(code ? { code } : {}) }];
}

function knob(name: string, demand: Knob["demand"]): Knob {
  return { path: `sevSnp.${name}`, check: `policy.sevSnp.${name}`, demand };
}
