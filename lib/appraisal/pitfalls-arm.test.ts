import { describe, expect, it } from "vitest";
import { toHex } from "@/lib/bytes/hex";
import { defaultArmFacts } from "@/lib/simulator/arm/token-claims";
import { joinBytes, pattern } from "@/lib/simulator/byte-writer";
import type { Sign1Parts } from "@/lib/simulator/cbor-writer";
import { appraiseToken } from "./testing/appraise-arm";

const challenge = toHex(defaultArmFacts.challenge);
const relaxed = (more: object) => ({ policy: { extends: "relaxed" as const, ...more } });

describe("challenges", () => {
  it.each([0, 1, 63, 65, 128])(
    "pitfall 84: an expected nonce of %i bytes is neither cut nor filled to the challenge's 64",
    async (length) => {
      const wanted = joinBytes([defaultArmFacts.challenge, new Uint8Array(64)]).subarray(0, length);
      const { verdict } = await appraiseToken({}, { expected: { nonce: toHex(wanted) } });
      expect(verdict).not.toBe("affirming");
    },
  );

  it("pitfall 52: expected report data is compared with all 64 bytes as they are", async () => {
    const short = pattern(3, 32);
    const facts = { challenge: joinBytes([short, new Uint8Array(32)]) };
    const half = await appraiseToken({ facts }, { expected: { reportData: toHex(short) } });
    expect(half.codes).toEqual(["REPORT_DATA_MISMATCH"]);
    const longer = await appraiseToken({}, { expected: { reportData: `${challenge}00` } });
    expect(longer.codes).toEqual(["REPORT_DATA_MISMATCH"]);
    const whole = await appraiseToken({}, { expected: { reportData: challenge } });
    expect(whole.verdict).toBe("affirming");
  });

  it("pitfall 110: a token of no challenge does not answer an expected one", async () => {
    const facts = { challenge: new Uint8Array(64) };
    const { codes } = await appraiseToken({ facts }, { expected: { nonce: challenge } });
    expect(codes).toEqual(["NONCE_MISMATCH"]);
  });
});

describe("lifecycle", () => {
  it.each([0x4000, 0x4001, 0x40ff, 0x5000])(
    "pitfall 85: lifecycle %i is debug, never secured, in CCA and PSA tokens alike",
    async (lifecycle) => {
      for (const token of ["cca", "psa"] as const) {
        for (const policy of ["strict", "moderate", "relaxed"]) {
          const { verdict, codes } = await appraiseToken(
            { token, facts: { lifecycle } },
            { policy },
          );
          expect(verdict).toBe("contraindicated");
          expect(codes).toContain("LIFECYCLE_NOT_SECURED");
          expect(codes).toContain("DEBUG_ENABLED");
        }
      }
    },
  );
});

describe("keys and signatures", () => {
  it("pitfall 46: without a key of the platform nothing is verified, and that is not good", async () => {
    for (const token of ["cca", "psa"] as const) {
      const { verdict, codes, result } = await appraiseToken({ token }, { endorsements: {} });
      expect({ verdict, codes }).toEqual({
        verdict: "indeterminate",
        codes: ["COLLATERAL_UNAVAILABLE"],
      });
      expect(result?.claimsVerified).toBe(false);
    }
  });

  it("pitfall 46: a forged realm is seen also when the platform's key is missing", async () => {
    const { verdict, codes } = await appraiseToken({
      keys: () => [],
      realmSign1: (parts, { keys }) => ({ ...parts, sign: (data) => keys.stranger.sign(data) }),
    });
    expect(verdict).toBe("contraindicated");
    expect(codes).toContain("COSE_SIGNATURE_INVALID");
  });

  it("pitfall 50: a key that the token itself brings is no key", async () => {
    // A self-made platform signs with its own key; only a key of somebody else is given.
    const { verdict, codes } = await appraiseToken({
      platformSign1: (parts, { keys }) => ({ ...parts, sign: (data) => keys.stranger.sign(data) }),
    });
    expect(verdict).toBe("contraindicated");
    expect(codes).toEqual(["COSE_SIGNATURE_INVALID"]);
  });

  it.each([
    ["all zero", new Uint8Array(96)],
    ["s = 0", joinBytes([pattern(1, 48), new Uint8Array(48)])],
    ["r and s above the order", new Uint8Array(96).fill(0xff)],
  ])("pitfall 68: a signature of %s is none", async (_name, signature) => {
    const forged = (parts: Sign1Parts): Sign1Parts => ({
      ...parts,
      sign: () => Promise.resolve(signature),
    });
    for (const changes of [{ platformSign1: forged }, { realmSign1: forged }]) {
      const { codes } = await appraiseToken(changes);
      expect(codes).toEqual(["COSE_SIGNATURE_INVALID"]);
    }
  });

  it("pitfall 90: inherited names find no key", async () => {
    const { verdict } = await appraiseToken({
      keys: ([key]) => [
        Object.assign(Object.create({ implementationId: key?.["implementationId"] }), {
          ...key,
          implementationId: undefined,
        }),
      ],
    });
    expect(verdict).toBe("indeterminate");
  });
});

describe("policy", () => {
  it("pitfall 83: a realm measurement that the token lacks is a mismatch, not a skip", async () => {
    const { codes } = await appraiseToken(
      { token: "psa" },
      relaxed({ arm: { rim: [toHex(defaultArmFacts.rim)] } }),
    );
    expect(codes).toEqual(["MEASUREMENT_MISMATCH"]);
  });

  it("pitfall 96: a wrong measurement decides the verdict", async () => {
    const { verdict } = await appraiseToken({}, relaxed({ arm: { rim: ["00".repeat(32)] } }));
    expect(verdict).toBe("contraindicated");
  });

  it("pitfall 113: an empty list accepts nothing, and pins of other kinds are not enough", async () => {
    const empty = await appraiseToken({}, relaxed({ arm: { softwareComponents: [] } }));
    expect(empty.codes).toEqual(["MEASUREMENT_MISMATCH"]);
    const foreign = await appraiseToken({}, relaxed({ nitro: { pcrs: { 0: ["00".repeat(48)] } } }));
    expect(foreign.codes).toEqual(["MEASUREMENT_MISMATCH"]);
  });
});
