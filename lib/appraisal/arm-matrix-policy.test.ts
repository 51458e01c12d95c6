import { describe, expect, it } from "vitest";
import { toHex } from "@/lib/bytes/hex";
import { joinBytes, pattern } from "@/lib/simulator/byte-writer";
import type { MintArmOptions } from "@/lib/simulator/arm/mint-arm";
import { defaultArmFacts } from "@/lib/simulator/arm/token-claims";
import { appraiseToken, itJudgesTokens, type ArmCase } from "./testing/appraise-arm";

const psa = (mint: MintArmOptions = {}): MintArmOptions => ({ token: "psa", ...mint });
const legacy = (mint: MintArmOptions = {}): MintArmOptions => ({ isLegacy: true, ...mint });

describe("lifecycle", () => {
  const states = [0x0000, 0x00ff, 0x1000, 0x2000, 0x6000, 0x7000, 0x2fff, 0x3100, 0xffff];
  itJudgesTokens(
    states.map((lifecycle) => ({
      name: `0x${lifecycle.toString(16).padStart(4, "0")}`,
      mint: { facts: { lifecycle } },
      request: { policy: { extends: "relaxed" as const, allowDebug: true } },
      code: "LIFECYCLE_NOT_SECURED" as const,
      check: "arm.lifecycle",
    })),
  );

  it.each([0x4000, 0x40ff, 0x5000, 0x50ff])(
    "%i is debug: only with allowDebug, and named",
    async (lifecycle) => {
      for (const token of ["cca", "psa"] as const) {
        const refused = await appraiseToken({ token, facts: { lifecycle } });
        expect(refused.verdict).toBe("contraindicated");
        expect(refused.codes).toEqual(
          expect.arrayContaining(["LIFECYCLE_NOT_SECURED", "DEBUG_ENABLED"]),
        );
        const policy = { extends: "relaxed" as const, allowDebug: true };
        const allowed = await appraiseToken({ token, facts: { lifecycle } }, { policy });
        expect(allowed.verdict).toBe("warning");
        expect(allowed.result?.claims?.debug).toBe(true);
      }
    },
  );
});

describe("freshness and knobs", () => {
  const challenge = toHex(defaultArmFacts.challenge);
  const asks = (arm: object) => ({ policy: { extends: "relaxed" as const, arm } });
  const padded = { facts: { challenge: joinBytes([pattern(7, 32), new Uint8Array(32)]) } };
  const { components, rem, rim, rpv, implementationId, instanceId } = defaultArmFacts;
  itJudgesTokens([
    { name: "the whole challenge", request: { expected: { nonce: challenge } } },
    {
      name: "a nonce of 32 bytes that zeros follow",
      mint: padded,
      request: { expected: { nonce: toHex(pattern(7, 32)) } },
    },
    {
      name: "a nonce of 32 bytes that others follow",
      request: { expected: { nonce: challenge.slice(0, 64) } },
      code: "NONCE_MISMATCH",
    },
    {
      name: "a nonce of 65 bytes",
      request: { expected: { nonce: `${challenge}00` } },
      code: "NONCE_MISMATCH",
    },
    {
      name: "another nonce",
      request: { expected: { nonce: "00".repeat(64) } },
      code: "NONCE_MISMATCH",
    },
    {
      name: "the PSA nonce",
      mint: psa(),
      request: { expected: { nonce: challenge.slice(0, 64) } },
    },
    {
      name: "half of the PSA nonce",
      mint: psa(),
      request: { expected: { nonce: challenge.slice(0, 32) } },
      code: "NONCE_MISMATCH",
    },
    {
      name: "everything pinned",
      request: asks({
        rim: [toHex(rim)],
        rem0: [toHex(rem[0] ?? new Uint8Array(0))],
        rem3: ["00".repeat(32)],
        rpv: [toHex(rpv)],
        implementationId: [toHex(implementationId)],
        instanceId: [toHex(instanceId)],
        signerId: components.map(({ signerId }) => toHex(signerId)),
        softwareComponents: components.map(({ measurement }) => toHex(measurement)),
      }),
    },
    ...["rim", "rem0", "rem1", "rem2", "rem3", "rpv", "implementationId", "instanceId"].map(
      (name): ArmCase => ({
        name: `another ${name}`,
        request: asks({ [name]: ["ab".repeat(32)] }),
        code: "MEASUREMENT_MISMATCH",
        check: `policy.arm.${name}`,
      }),
    ),
    {
      name: "a component more than the policy names",
      request: asks({ softwareComponents: [toHex(components[0]?.measurement ?? rim)] }),
      code: "MEASUREMENT_MISMATCH",
      check: "policy.arm.softwareComponents",
    },
    {
      name: "a component by another signer",
      mint: {
        facts: {
          components: [
            ...components,
            { type: "BL2", measurement: pattern(1, 32), version: "1", signerId: pattern(2, 32) },
          ],
        },
      },
      request: asks({ signerId: [toHex(components[0]?.signerId ?? rim)] }),
      code: "MEASUREMENT_MISMATCH",
      check: "policy.arm.signerId",
    },
    {
      name: "no measurements where some are demanded",
      mint: psa(legacy({ facts: { components: [] } })),
      request: asks({ softwareComponents: [toHex(rim)] }),
      code: "MEASUREMENT_MISMATCH",
    },
    {
      name: "a realm measurement demanded of a PSA token",
      mint: psa(),
      request: asks({ rim: [toHex(rim)] }),
      code: "MEASUREMENT_MISMATCH",
      check: "policy.arm.rim",
    },
  ]);
});

describe("what the result says", () => {
  it("names measurements, ids, components and the lifecycle", async () => {
    const { result } = await appraiseToken();
    const { rim, rem, components, implementationId, instanceId, rpv } = defaultArmFacts;
    expect(result?.claims).toMatchObject({
      measurements: {
        rim: toHex(rim),
        rem0: toHex(rem[0] ?? rim),
        rem3: "00".repeat(32),
        component0: toHex(components[0]?.measurement ?? rim),
        component1: toHex(components[1]?.measurement ?? rim),
      },
      hardware: {
        product: "Arm CCA",
        implementationId: toHex(implementationId),
        instanceId: toHex(instanceId),
      },
      tcb: { lifecycle: "0x3000" },
      attributes: { rpv: toHex(rpv), lifecycleState: "secured", "component0.type": "BL1" },
      debug: false,
    });
    expect(result?.format).toMatchObject({ token: "cca", profile: "current", algorithm: "ES384" });
    expect(result?.claimsVerified).toBe(true);
  });

  it("is found out from the bytes alone", async () => {
    for (const token of ["cca", "psa"] as const) {
      for (const isLegacy of [false, true]) {
        const { verdict, result } = await appraiseToken(
          { token, isLegacy },
          { evidenceType: undefined },
        );
        expect(verdict).toBe("affirming");
        expect(result?.evidenceType).toBe("arm-cca-token");
        expect(result?.format["token"]).toBe(token);
      }
    }
  });

  it("never lets an unverified claim look verified", async () => {
    const { result } = await appraiseToken({ keys: () => [] });
    expect(result?.claimsVerified).toBe(false);
  });
});
