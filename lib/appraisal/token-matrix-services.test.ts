import { describe, expect, it, vi } from "vitest";
import { utf8Bytes } from "@/lib/bytes/text";
import type { ReasonCode } from "@/lib/rats/reason-codes";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import { type Members } from "@/lib/simulator/tokens/jws-writer";
import { SIMULATED_MAA_ISSUER, type MintMaaOptions } from "@/lib/simulator/tokens/mint-maa";
import type { MintItaOptions } from "@/lib/simulator/tokens/mint-ita";
import { appraiseIta, appraiseMaa } from "./testing/appraise-token";

vi.setConfig({ testTimeout: 30_000 });

const withClaims = (changes: Members) => ({
  changeClaims: (claims: Members) => ({ ...claims, ...changes }),
});
const without = (name: string) => ({
  changeClaims: ({ [name]: _, ...claims }: Members) => claims,
});

describe("a token of Azure Attestation with", () => {
  const policy = { extends: "relaxed" as const, token: { issuers: [SIMULATED_MAA_ISSUER] } };
  const machine = (changes: Members) => ({
    changeClaims: (claims: Members) => ({
      ...claims,
      "x-ms-isolation-tee": { ...Object(claims["x-ms-isolation-tee"]), ...changes },
    }),
  });
  const maaCases: readonly {
    readonly name: string;
    readonly mint?: Omit<MintMaaOptions, "pki">;
    readonly codes?: readonly ReasonCode[];
  }[] = [
    { name: "a pinned issuer" },
    { name: "another version", mint: withClaims({ "x-ms-ver": "2.0" }), codes: ["CLAIM_MISMATCH"] },
    {
      name: "no isolation",
      mint: without("x-ms-isolation-tee"),
      codes: ["CLAIM_MISMATCH", "DEBUG_ENABLED"],
    },
    {
      name: "hardware claims on the wrong level",
      mint: {
        changeClaims: (claims) => ({
          ...claims,
          ...Object(claims["x-ms-isolation-tee"]),
          "x-ms-attestation-type": "azurevm",
          "x-ms-isolation-tee": {},
        }),
      },
      codes: ["CLAIM_MISMATCH", "DEBUG_ENABLED"],
    },
    { name: "a debuggable machine", mint: { isDebug: true }, codes: ["DEBUG_ENABLED"] },
    {
      name: "no word on debugging",
      mint: machine({ "x-ms-sevsnpvm-is-debuggable": undefined }),
      codes: ["DEBUG_ENABLED"],
    },
    {
      name: "a guest whose kernel is debugged",
      mint: withClaims({ "x-ms-azurevm-kerneldebug-enabled": true }),
      codes: ["DEBUG_ENABLED"],
    },
    {
      name: "a platform that is not compliant",
      mint: machine({ "x-ms-compliance-status": "azure-signed-compliance" }),
      codes: ["CLAIM_MISMATCH"],
    },
    {
      name: "migration allowed",
      mint: machine({ "x-ms-sevsnpvm-migration-allowed": true }),
      codes: ["GUEST_POLICY_MIGRATION_AGENT"],
    },
    { name: "secure boot off", mint: withClaims({ secureboot: false }), codes: ["CLAIM_MISMATCH"] },
  ];
  it.each(maaCases)("$name", async ({ mint, codes = [] }) => {
    const outcome = await appraiseMaa(mint, { policy });
    expect([...new Set(outcome.codes)].sort()).toEqual([...codes].sort());
    expect(outcome.verdict).toBe(codes.length === 0 ? "affirming" : "contraindicated");
  });

  it("a nonce is read from the client's payload", async () => {
    const nonce = new Uint8Array(32).fill(9);
    const changes = (text: string) => ({ policy, expected: { nonce: text } });
    expect((await appraiseMaa({ nonce }, changes("09".repeat(32)))).verdict).toBe("affirming");
    expect((await appraiseMaa({ nonce }, changes("0a".repeat(32)))).codes).toEqual([
      "NONCE_MISMATCH",
    ]);
  });

  it("a measurement that the policy pins for SEV-SNP is compared", async () => {
    const pinned = (measurement: string) => ({
      policy: { ...policy, sevSnp: { measurement: [measurement] } },
    });
    expect((await appraiseMaa({}, pinned("d4".repeat(48)))).verdict).toBe("affirming");
    expect((await appraiseMaa({}, pinned("d5".repeat(48)))).codes).toEqual([
      "MEASUREMENT_MISMATCH",
    ]);
  });

  it.each([
    { knob: { minTcb: { microcode: 219 } }, isMet: true },
    { knob: { minTcb: { microcode: 220 } }, isMet: false },
    { knob: { minGuestSvn: 11 }, isMet: false },
    { knob: { maxVmpl: 0 }, isMet: true },
    { knob: { allowSmt: true, allowMigrationAgent: true }, isMet: true },
    { knob: { allowMigrationAgent: false }, isMet: true },
    { knob: { allowSmt: false }, isMet: false },
    { knob: { requireCrl: true }, isMet: false },
    { knob: { products: ["Milan" as const] }, isMet: false },
  ])("demands on SEV-SNP that it can't meet fails: $knob", async ({ knob, isMet }) => {
    const { verdict } = await appraiseMaa({}, { policy: { ...policy, sevSnp: knob } });
    expect(verdict).toBe(isMet ? "affirming" : "contraindicated");
  });

  it("measurements of SEV-SNP does not pass for a policy that pins a trust domain", async () => {
    const pinned = { policy: { ...policy, intel: { tdx: { mrTd: ["00".repeat(48)] } } } };
    expect((await appraiseMaa({}, pinned)).codes).toContain("MEASUREMENT_MISMATCH");
  });
});

describe("a token of Intel Trust Authority with", () => {
  const itaCases: readonly {
    readonly name: string;
    readonly mint?: Omit<MintItaOptions, "pki">;
    readonly request?: Partial<VerificationRequest>;
    readonly codes?: readonly ReasonCode[];
  }[] = [
    { name: "a trust domain" },
    { name: "an enclave", mint: { tee: "sgx" } },
    { name: "claims of version 2", mint: { claimsVersion: 2 } },
    { name: "a debuggable trust domain", mint: { isDebug: true }, codes: ["DEBUG_ENABLED"] },
    { name: "an unknown TCB status", mint: { tcbStatus: "Fine" }, codes: ["TCB_LEVEL_NOT_FOUND"] },
    { name: "a revoked TCB", mint: { tcbStatus: "Revoked" }, codes: ["TCB_REVOKED"] },
    {
      name: "an advisory that the policy rejects",
      mint: { tcbStatus: "OutOfDate" },
      request: {
        policy: { extends: "relaxed", intel: { rejectedAdvisories: ["INTEL-SA-00586"] } },
      },
      codes: ["ADVISORY_REJECTED", "TCB_STATUS_TOLERATED"],
    },
    {
      name: "a nonce that the report data does not bind",
      mint: {
        nonce: new Uint8Array(32).fill(1),
        ...withClaims({ verifier_nonce: { val: "AgICAgICAgI=", iat: "AA==", signature: "" } }),
      },
      codes: ["REPORT_DATA_MISMATCH"],
    },
    {
      name: "held data that the report data does not bind",
      mint: { heldData: utf8Bytes("key"), ...withClaims({ attester_held_data: "b3RoZXI=" }) },
      codes: ["REPORT_DATA_MISMATCH"],
    },
    {
      name: "a nonce and held data",
      mint: { nonce: new Uint8Array(32).fill(1), heldData: utf8Bytes("key") },
      request: { expected: { nonce: "01".repeat(32), userData: "6b6579" } },
    },
    {
      name: "hardware that is none",
      mint: withClaims({ attester_type: "VTPM" }),
      codes: ["CLAIM_MISMATCH", "DEBUG_ENABLED"],
    },
    {
      name: "two attesters at once",
      mint: withClaims({ tdx: {}, sgx: {} }),
      codes: ["CLAIM_MISMATCH", "DEBUG_ENABLED", "TCB_LEVEL_NOT_FOUND"],
    },
    {
      name: "the trust domain that the policy pins",
      mint: { measurements: { mrtd: "ab".repeat(48) } },
      request: { policy: { extends: "relaxed", intel: { tdx: { mrTd: ["ab".repeat(48)] } } } },
    },
    {
      name: "another trust domain than the policy pins",
      request: { policy: { extends: "relaxed", intel: { tdx: { mrTd: ["ab".repeat(48)] } } } },
      codes: ["MEASUREMENT_MISMATCH"],
    },
  ];
  it.each(itaCases)("$name", async ({ mint, request, codes = [] }) => {
    const outcome = await appraiseIta(mint, request);
    expect([...new Set(outcome.codes)].sort()).toEqual([...codes].sort());
    expect(outcome.verdict).toBe(codes.length === 0 ? "affirming" : "contraindicated");
  });
});

describe("what a token does not say", () => {
  it("is not answered by a claim that has the knob's own name", async () => {
    const { codes } = await appraiseMaa(
      {
        changeClaims: (claims) => ({
          ...claims,
          familyId: "0a".repeat(16),
          "x-ms-isolation-tee": {
            ...Object(claims["x-ms-isolation-tee"]),
            "x-ms-sevsnpvm-familyId": undefined,
          },
        }),
      },
      {
        policy: {
          extends: "relaxed",
          token: { issuers: [SIMULATED_MAA_ISSUER] },
          sevSnp: { familyId: ["0a".repeat(16)] },
        },
      },
    );
    expect(codes).toEqual(["MEASUREMENT_MISMATCH"]);
  });

  it("is asked for by a policy that requires a claim as well", async () => {
    const { codes } = await appraiseMaa(
      {
        changeClaims: (claims) => ({
          ...claims,
          "x-ms-isolation-tee": {
            ...Object(claims["x-ms-isolation-tee"]),
            "x-ms-sevsnpvm-launchmeasurement": undefined,
          },
        }),
      },
      {
        policy: {
          extends: "relaxed",
          token: { issuers: [SIMULATED_MAA_ISSUER], requiredClaims: { "x-ms-ver": "1.0" } },
          sevSnp: { measurement: ["0a".repeat(48)] },
        },
      },
    );
    expect(codes).toEqual(["MEASUREMENT_MISMATCH"]);
  });

  it("is no young age where the policy limits it", async () => {
    const policy = {
      extends: "relaxed" as const,
      token: { issuers: [SIMULATED_MAA_ISSUER] },
      maxAgeSeconds: 300,
    };
    expect((await appraiseMaa(without("iat"), { policy })).codes).toEqual(["EVIDENCE_TOO_OLD"]);
    expect((await appraiseMaa({}, { policy })).verdict).toBe("affirming");
  });
});
