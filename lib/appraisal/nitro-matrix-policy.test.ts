import { describe, expect, it } from "vitest";
import { toHex } from "@/lib/bytes/hex";
import { flipped, joinBytes, pattern } from "@/lib/simulator/byte-writer";
import { defaultPcrs, NITRO_MODULE_ID } from "@/lib/simulator/aws/mint-nitro";
import { appraiseDocument, itJudgesDocuments, type NitroCase } from "./testing/appraise-nitro";

describe("freshness and knobs", () => {
  const nonce = pattern(9, 32);
  const asks = (nitro: object) => ({ policy: { extends: "relaxed" as const, nitro } });
  const pcr = (index: number) => toHex(defaultPcrs()[index] ?? new Uint8Array(0));
  itJudgesDocuments([
    { name: "the expected nonce", mint: { nonce }, request: { expected: { nonce: toHex(nonce) } } },
    ...[
      ["another nonce", { nonce: flipped(nonce, 31) }],
      ["a longer nonce", { nonce: joinBytes([nonce, Uint8Array.of(0)]) }],
      ["a shorter nonce", { nonce: nonce.subarray(0, 31) }],
      ["an empty nonce", { nonce: new Uint8Array(0) }],
      ["no nonce", { nonce: null }],
    ].map(([name, mint]): NitroCase => ({
      name: `${String(name)} than the expected one`,
      mint: typeof mint === "object" ? mint : {},
      request: { expected: { nonce: toHex(nonce) } },
      code: "NONCE_MISMATCH",
    })),
    {
      name: "the expected user data",
      mint: { userData: nonce },
      request: { expected: { userData: toHex(nonce) } },
    },
    {
      name: "user data with zeros behind it",
      mint: { userData: joinBytes([nonce, new Uint8Array(32)]) },
      request: { expected: { userData: toHex(nonce) } },
      code: "USER_DATA_MISMATCH",
    },
    {
      name: "no user data where some is expected",
      request: { expected: { userData: toHex(nonce) } },
      code: "USER_DATA_MISMATCH",
    },
    {
      name: "pinned registers and module",
      request: asks({ pcrs: { 0: [pcr(0)], 3: [pcr(4), pcr(3)] }, moduleId: [NITRO_MODULE_ID] }),
    },
    {
      name: "another register value",
      request: asks({ pcrs: { 0: [pcr(1)] } }),
      code: "MEASUREMENT_MISMATCH",
      check: "policy.nitro.pcrs.0",
    },
    {
      name: "a register value cut short",
      request: asks({ pcrs: { 0: [pcr(0).slice(0, 64)] } }),
      code: "MEASUREMENT_MISMATCH",
    },
    {
      name: "a register that the document does not have",
      request: asks({ pcrs: { 20: [pcr(0)] } }),
      code: "MEASUREMENT_MISMATCH",
      check: "policy.nitro.pcrs.20",
    },
    {
      name: "no acceptable value",
      request: asks({ pcrs: { 0: [] } }),
      code: "MEASUREMENT_MISMATCH",
    },
    {
      name: "another module",
      request: asks({ moduleId: ["i-0123456789abcdef0"] }),
      code: "MEASUREMENT_MISMATCH",
      check: "policy.nitro.moduleId",
    },
    {
      name: "a module in other letters",
      request: asks({ moduleId: [NITRO_MODULE_ID.toUpperCase()] }),
      code: "MEASUREMENT_MISMATCH",
    },
  ]);
});

describe("what the result says", () => {
  it("names every register, the carried data and the chain, leaf first", async () => {
    const nonce = pattern(3, 16);
    const userData = pattern(4, 20);
    const { result } = await appraiseDocument({ nonce, userData });
    expect(result?.claims?.measurements).toEqual(
      Object.fromEntries(
        Object.entries(defaultPcrs()).map(([index, value]) => [`pcr${index}`, toHex(value)]),
      ),
    );
    expect(result?.claims?.attributes).toMatchObject({
      nonce: toHex(nonce),
      userData: toHex(userData),
      timestamp: "2026-06-01T00:00:00.000Z",
    });
    expect(result?.claims?.hardware["moduleId"]).toBe(NITRO_MODULE_ID);
    expect(result?.chain).toHaveLength(5);
    expect(result?.chain[0]?.subject).toContain(NITRO_MODULE_ID);
    expect(result?.claimsVerified).toBe(true);
  });

  it("is simulated, and refused by strict and moderate", async () => {
    for (const policy of ["strict", "moderate"]) {
      const { codes, result } = await appraiseDocument({}, { policy });
      expect(codes).toContain("SIMULATED_NOT_ALLOWED");
      expect(result).toMatchObject({ assurance: "simulated", simulated: true });
    }
  });
});
