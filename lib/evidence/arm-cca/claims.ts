import { toHex } from "@/lib/bytes/hex";
import type { ArmToken } from "@/lib/formats/arm/arm-token";
import { isDebugLifecycle, lifecycleState } from "@/lib/formats/arm/lifecycle";
import type { SoftwareComponent } from "@/lib/formats/arm/software-components";
import type { Claims } from "@/lib/rats/claims";

/**
 * A token in the common vocabulary: `rim` and `rem0` to `rem3` of the realm, `component0` … of the platform's firmware in
 * the token's order.
 */
export function armClaims(token: ArmToken): Claims {
  const { claims } = token.platform;
  const { softwareComponents, lifecycle, verificationService } = claims;
  return {
    measurements: {
      ...realmMeasurements(token),
      ...Object.fromEntries(
        softwareComponents.map(({ measurement }, index) => [
          `component${index}`,
          toHex(measurement),
        ]),
      ),
    },
    reportData: token.token === "cca" ? toHex(token.realm.claims.challenge) : null,
    debug: isDebugLifecycle(lifecycle),
    hardware: {
      product: token.token === "cca" ? "Arm CCA" : "Arm PSA",
      implementationId: toHex(claims.implementationId),
      instanceId: toHex(claims.instanceId),
    },
    tcb: { lifecycle: `0x${lifecycle.toString(16).padStart(4, "0")}` },
    attributes: {
      lifecycleState: lifecycleState(lifecycle) ?? "unnamed",
      ...kindAttributes(token),
      ...(verificationService === null ? {} : { verificationService }),
      ...Object.assign({}, ...softwareComponents.map(componentAttributes)),
    },
  };
}

function realmMeasurements(token: ArmToken): Readonly<Record<string, string>> {
  if (token.token === "psa") return {};
  const { initialMeasurement, extensibleMeasurements } = token.realm.claims;
  return {
    rim: toHex(initialMeasurement),
    ...Object.fromEntries(
      extensibleMeasurements.map((value, index) => [`rem${index}`, toHex(value)]),
    ),
  };
}

function kindAttributes(token: ArmToken): Readonly<Record<string, string>> {
  if (token.token === "cca") {
    const { personalizationValue, hashAlgorithm } = token.realm.claims;
    return {
      rpv: toHex(personalizationValue),
      realmHashAlgorithm: hashAlgorithm,
      platformConfig: toHex(token.platform.claims.config),
      platformHashAlgorithm: token.platform.claims.hashAlgorithm,
    };
  }
  const { clientId, nonce, bootSeed, certificationReference } = token.platform.claims;
  return {
    clientId: `${clientId}`,
    nonce: toHex(nonce),
    ...(bootSeed ? { bootSeed: toHex(bootSeed) } : {}),
    ...(certificationReference === null ? {} : { certificationReference }),
  };
}

function componentAttributes(
  { type, version, signerId, hashAlgorithm }: SoftwareComponent,
  index: number,
): Readonly<Record<string, string>> {
  const name = `component${index}`;
  return {
    [`${name}.signerId`]: toHex(signerId),
    ...(type === null ? {} : { [`${name}.type`]: type }),
    ...(version === null ? {} : { [`${name}.version`]: version }),
    ...(hashAlgorithm === null ? {} : { [`${name}.hashAlgorithm`]: hashAlgorithm }),
  };
}
