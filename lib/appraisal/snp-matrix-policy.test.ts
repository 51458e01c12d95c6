import { beforeAll, describe, expect, it } from "vitest";
import { toHex } from "@/lib/bytes/hex";
import type { SnpKnobs } from "@/lib/rats/appraisal-policy";
import { DEFAULT_GUEST_POLICY } from "@/lib/simulator/amd/mint-snp";
import { pattern } from "@/lib/simulator/byte-writer";
import { appraiseSnp, sharedAmdPki } from "./testing/appraise-snp";
import { itJudgesSnp, type SnpCase } from "./testing/snp-matrix";

beforeAll(async () => void (await sharedAmdPki()), 60_000);

const asked = (sevSnp: SnpKnobs) => ({ policy: { extends: "relaxed", sevSnp } }) as const;
const hex = (seed: number, length: number) => toHex(pattern(seed, length));

describe("the guest's policy", () => {
  const bit = (position: bigint) => ({
    report: { policy: DEFAULT_GUEST_POLICY | (1n << position) },
  });
  const noSmt = DEFAULT_GUEST_POLICY & ~(1n << 16n);
  itJudgesSnp([
    {
      name: "refuses a debug guest",
      mint: bit(19n),
      reason: "DEBUG_ENABLED policy.debug",
    },
    {
      name: "tolerates a debug guest when the policy says so",
      mint: bit(19n),
      request: { policy: { extends: "relaxed", allowDebug: true } },
      reason: "DEBUG_ENABLED policy.debug",
      verdict: "warning",
    },
    {
      name: "refuses a migration agent",
      mint: bit(18n),
      reason: "GUEST_POLICY_MIGRATION_AGENT policy.sevSnp.allowMigrationAgent",
    },
    {
      name: "accepts a migration agent when the policy says so",
      mint: bit(18n),
      request: asked({ allowMigrationAgent: true }),
    },
    {
      name: "refuses CXL",
      mint: bit(21n),
      reason: "GUEST_POLICY_NOT_ALLOWED policy.sevSnp.allowCxl",
    },
    {
      name: "accepts CXL when the policy says so",
      mint: bit(21n),
      request: asked({ allowCxl: true }),
    },
    {
      name: "pitfall 98: refuses SMT on the machine that the guest ruled out",
      mint: { report: { policy: noSmt } },
      reason: "GUEST_POLICY_NOT_ALLOWED report.platformKeepsPolicy",
    },
    {
      name: "accepts a machine without SMT that the guest demanded",
      mint: { report: { policy: noSmt, platformInfo: 0x24n } },
      request: asked({ allowSmt: false }),
    },
    {
      name: "refuses a guest that may share a core when the policy rules it out",
      request: asked({ allowSmt: false }),
      reason: "GUEST_POLICY_NOT_ALLOWED policy.sevSnp.allowSmt",
    },
    {
      name: "refuses a machine that measures power although the guest ruled it out",
      mint: bit(23n),
      reason: "GUEST_POLICY_NOT_ALLOWED report.platformKeepsPolicy",
    },
    {
      name: "refuses a machine without the ciphertext hiding that the guest demanded",
      mint: bit(24n),
      reason: "GUEST_POLICY_NOT_ALLOWED report.platformKeepsPolicy",
    },
    {
      name: "refuses a guest on any number of sockets when the policy asks for one",
      request: asked({ requireSingleSocket: true }),
      reason: "GUEST_POLICY_NOT_ALLOWED policy.sevSnp.requireSingleSocket",
    },
    {
      name: "accepts a guest on one socket",
      mint: bit(20n),
      request: asked({ requireSingleSocket: true }),
    },
  ]);
});

describe("the machine", () => {
  itJudgesSnp([
    { name: "has been checked for aliases", request: asked({ requireAliasCheck: true }) },
    {
      name: "is refused without a check for aliases when the policy asks",
      mint: { report: { platformInfo: 0x05n } },
      request: asked({ requireAliasCheck: true }),
      reason: "GUEST_POLICY_NOT_ALLOWED policy.sevSnp.requireAliasCheck",
    },
    {
      name: "is refused without ciphertext hiding when the policy asks",
      request: asked({ requireCiphertextHiding: true }),
      reason: "GUEST_POLICY_NOT_ALLOWED policy.sevSnp.requireCiphertextHiding",
    },
    {
      name: "has every mitigation that the policy asks for",
      mint: { report: { version: 5 } },
      request: asked({ requiredMitigations: [0, 1, 3] }),
    },
    {
      name: "is refused when a mitigation is missing now",
      mint: { report: { version: 5, currentMitigations: 0x09n } },
      request: asked({ requiredMitigations: [0, 1] }),
      reason: "TCB_BELOW_MINIMUM policy.sevSnp.requiredMitigations.currentMitigations.1",
    },
    {
      name: "is refused when a mitigation was missing at launch",
      mint: { report: { version: 5, launchMitigations: 0x0an } },
      request: asked({ requiredMitigations: [0] }),
      reason: "TCB_BELOW_MINIMUM policy.sevSnp.requiredMitigations.launchMitigations.0",
    },
    {
      name: "is refused when the report is too old to name mitigations",
      request: asked({ requiredMitigations: [0] }),
      reason: "TCB_BELOW_MINIMUM policy.sevSnp.requiredMitigations.launchMitigations.0",
      follows: ["TCB_BELOW_MINIMUM policy.sevSnp.requiredMitigations.currentMitigations.0"],
    },
  ]);
});

describe("the privilege level", () => {
  itJudgesSnp([
    { name: "may be any of the guest's four", mint: { report: { vmpl: 3 } } },
    {
      name: "must not be the host's",
      mint: { report: { vmpl: 0xffffffff } },
      reason: "VMPL_NOT_ALLOWED report.vmpl",
    },
    {
      name: "must be one that exists",
      mint: { report: { vmpl: 4 } },
      reason: "VMPL_NOT_ALLOWED report.vmpl",
    },
    {
      name: "pitfall 45: must be as privileged as the policy asks",
      mint: { report: { vmpl: 1 } },
      request: asked({ maxVmpl: 0 }),
      reason: "VMPL_NOT_ALLOWED policy.sevSnp.maxVmpl",
    },
    {
      name: "is good at the limit",
      mint: { report: { vmpl: 1 } },
      request: asked({ maxVmpl: 1 }),
    },
  ]);
});

describe("knobs", () => {
  const digests = {
    measurement: hex(13, 48),
    hostData: hex(14, 32),
    idKeyDigest: hex(15, 48),
    familyId: hex(10, 16),
    imageId: hex(11, 16),
    reportId: hex(16, 32),
    chipId: hex(20, 64),
  } as const;
  itJudgesSnp(
    Object.entries(digests).flatMap(([name, value]): readonly SnpCase[] => [
      { name: `accept the right ${name}`, request: asked({ [name]: ["00", value.toUpperCase()] }) },
      {
        name: `pitfall 96: refuse another ${name}`,
        request: asked({ [name]: [value.replace(/^../, "fe")] }),
        reason: `MEASUREMENT_MISMATCH policy.sevSnp.${name}`,
      },
      {
        name: `refuse every ${name} by an empty list`,
        request: asked({ [name]: [] }),
        reason: `MEASUREMENT_MISMATCH policy.sevSnp.${name}`,
      },
    ]),
  );
  itJudgesSnp([
    {
      name: "refuse a report without the author key that they name",
      request: asked({ authorKeyDigest: ["00".repeat(48)] }),
      reason: "MEASUREMENT_MISMATCH policy.sevSnp.authorKeyDigest",
    },
    {
      name: "accept the author key that they name",
      mint: { report: { keyInfo: 1, authorKeyDigest: pattern(30, 48) } },
      request: asked({ authorKeyDigest: [hex(30, 48)] }),
    },
    { name: "accept the least guest SVN", request: asked({ minGuestSvn: 2 }) },
    {
      name: "refuse a lower guest SVN",
      request: asked({ minGuestSvn: 3 }),
      reason: "MEASUREMENT_MISMATCH policy.sevSnp.minGuestSvn",
    },
    {
      name: "accept the least TCB",
      request: asked({ minTcb: { bootloader: 4, tee: 1, snp: 24, microcode: 219 } }),
    },
    ...(["bootloader", "tee", "snp", "microcode"] as const).map((name): SnpCase => ({
      name: `refuse a lower ${name}`,
      request: asked({
        minTcb: { [name]: { bootloader: 5, tee: 2, snp: 25, microcode: 220 }[name] },
      }),
      reason: `TCB_BELOW_MINIMUM policy.sevSnp.minTcb.${name}`,
    })),
    {
      name: "refuse a product that has no such part",
      request: asked({ minTcb: { fmc: 0 } }),
      reason: "TCB_BELOW_MINIMUM policy.sevSnp.minTcb.fmc",
    },
    { name: "accept a signer", request: asked({ allowedSigners: ["vcek"] }) },
    {
      name: "refuse a signer",
      mint: { signer: "vlek" },
      request: asked({ allowedSigners: ["vcek"] }),
      reason: "SIGNER_NOT_ALLOWED policy.sevSnp.allowedSigners",
    },
    {
      name: "refuse a product",
      request: asked({ products: ["Genoa", "Turin"] }),
      reason: "VCEK_PRODUCT_MISMATCH policy.sevSnp.products",
    },
  ]);
});

describe("what a policy says of other kinds", () => {
  it("is no permission for this one", async () => {
    const { verdict, reasons } = await appraiseSnp(
      {},
      { policy: { extends: "relaxed", intel: { tdx: { mrTd: ["00".repeat(48)] } } } },
    );
    expect(verdict).toBe("contraindicated");
    expect(reasons).toEqual(["MEASUREMENT_MISMATCH policy.kind"]);
  });
});

describe("freshness and simulation", () => {
  const nonce = hex(50, 32);
  const reportData = Uint8Array.of(...pattern(50, 32), ...new Uint8Array(32));
  itJudgesSnp([
    {
      name: "accepts the nonce in the report data",
      mint: { report: { reportData } },
      request: { expected: { nonce } },
    },
    {
      name: "refuses another nonce",
      request: { expected: { nonce } },
      reason: "NONCE_MISMATCH freshness.nonce",
    },
    {
      name: "pitfall 64: refuses other report data",
      request: { expected: { reportData: "00".repeat(64) } },
      reason: "REPORT_DATA_MISMATCH freshness.reportData",
    },
    ...(["strict", "moderate"] as const).map((policy): SnpCase => ({
      name: `is refused by ${policy}, because it is simulated`,
      request: { policy },
      reason: "SIMULATED_NOT_ALLOWED policy.simulated",
    })),
  ]);

  it("is called simulated and never hardware", async () => {
    const { result } = await appraiseSnp();
    expect(result?.assurance).toBe("simulated");
    expect(result?.simulated).toBe(true);
  });
});
