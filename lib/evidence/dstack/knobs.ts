import type { AppraisalPolicy } from "@/lib/rats/appraisal-policy";
import type { Claims } from "@/lib/rats/claims";
import type { Knob } from "@/lib/rats/knob";

/** The knobs of the policy's `dstack` section. */
export function dstackKnobs({ dstack = {} }: AppraisalPolicy, claims: Claims): readonly Knob[] {
  const { measurements, attributes } = claims;
  const { keyProvider } = dstack;
  const hexKnobs = [
    ["appId", dstack.appId, measurements.appId],
    ["composeHash", dstack.composeHash, measurements.composeHash],
    ["instanceId", dstack.instanceId, attributes.instanceId],
    ["osImageHash", dstack.osImageHash, measurements.osImageHash],
  ] as const;
  return [
    ...hexKnobs.flatMap(([name, values, actual]): readonly Knob[] =>
      values === undefined ? [] : [knobOf(name, { values, actual })],
    ),
    ...(keyProvider === undefined
      ? []
      : [
          {
            ...knobOf("keyProvider", {
              values: keyProvider,
              actual: namedProvider(keyProvider, attributes),
            }),
            isText: true,
          },
        ]),
  ];
}

function knobOf(
  name: string,
  demand: { readonly values: readonly string[]; readonly actual: string | undefined },
): Knob {
  return {
    path: `dstack.${name}`,
    check: `policy.dstack.${name}`,
    demand: { kind: "any-of", ...demand },
  };
}

/** A policy names a provider by its kind, `kms`, or as `kms:` and its id. */
function namedProvider(
  values: readonly string[],
  { keyProvider, keyProviderId }: Claims["attributes"],
): string | undefined {
  if (keyProvider === undefined || values.includes(keyProvider)) return keyProvider;
  return keyProviderId === undefined ? keyProvider : `${keyProvider}:${keyProviderId}`;
}

/** Does the policy pin the application or its image? */
export function pinsDstack({ dstack }: AppraisalPolicy): boolean {
  return [dstack?.appId, dstack?.composeHash, dstack?.osImageHash].some(
    (values) => values !== undefined,
  );
}
