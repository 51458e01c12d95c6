import { describe, expect, it } from "vitest";
import type { Attestation } from "@/lib/contract/attestations";
import { compareAttestations } from "./comparison";

const result: Attestation["result"] = {
  verdict: "affirming",
  evidenceType: "intel-tdx-quote",
  detection: { by: "content", wrappings: [], because: "" },
  format: {},
  assurance: "hardware",
  simulated: false,
  verifiedAt: "2025-07-04T10:00:00.000Z",
  policy: { name: "strict", digest: `sha256:${"1".repeat(64)}` },
  evidenceDigest: `sha256:${"2".repeat(64)}`,
  claims: {
    measurements: { mrtd: "ab".repeat(48), rtmr0: "cd".repeat(48) },
    reportData: "00".repeat(64),
    debug: false,
    hardware: { fmspc: "b0c06f000000" },
    tcb: {},
    attributes: {},
  },
  claimsVerified: true,
  tcb: null,
  checks: [],
  reasons: [],
  chain: [],
  summary: "",
  submodules: [],
  timings: { totalMs: 1 },
};
const attestation: Attestation = {
  id: "01970000-0000-7000-8000-000000000000",
  receivedAt: "2025-07-04T10:00:00.000Z",
  verdict: "affirming",
  evidenceType: "intel-tdx-quote",
  assurance: "hardware",
  simulated: false,
  claimsVerified: true,
  tcbStatus: "UpToDate",
  fmspc: "b0c06f000000",
  policyName: "strict",
  reasonCodes: [],
  evidenceDigest: result.evidenceDigest,
  measurement: null,
  verifiedAt: result.verifiedAt,
  totalMs: 1,
  submodules: [],
  reverifies: null,
  result,
  request: {},
  evidenceSize: 1,
  endorsements: [],
  reverifications: [],
  newerId: null,
  olderId: null,
};

const differing = (left: Attestation, right: Attestation) =>
  compareAttestations(left, right)
    .flatMap(({ rows }) => rows)
    .filter(({ isSame }) => !isSame);

describe("comparing two attestations", () => {
  it("finds no difference between one and itself", () => {
    expect(differing(attestation, attestation)).toEqual([]);
  });

  it("shows a measurement that only one of them has", () => {
    const other: Attestation = {
      ...attestation,
      result: {
        ...result,
        claims: { ...claimsOf(result), measurements: { mrtd: "ab".repeat(48) } },
      },
    };
    expect(differing(attestation, other)).toEqual([
      { name: "rtmr0", left: "cd".repeat(48), right: null, isSame: false, isHex: true },
    ]);
  });

  it("shows a check that passed in one and failed in the other with its code", () => {
    const check = {
      id: "quote.signature",
      group: "signature",
      status: "pass",
      title: "",
      code: null,
      detail: null,
      expected: null,
      actual: null,
      source: null,
    } as const;
    const passed: Attestation = { ...attestation, result: { ...result, checks: [check] } };
    const failed: Attestation = {
      ...attestation,
      result: {
        ...result,
        checks: [{ ...check, status: "fail", code: "QUOTE_SIGNATURE_INVALID" }],
      },
    };
    expect(differing(passed, failed)).toMatchObject([
      { name: "quote.signature", left: "Passed", right: "Failed: QUOTE_SIGNATURE_INVALID" },
    ]);
  });

  it("compares evidence whose claims could not be read", () => {
    const unread: Attestation = { ...attestation, result: { ...result, claims: null } };
    expect(differing(attestation, unread).map(({ name }) => name)).toEqual([
      "mrtd",
      "rtmr0",
      "Report data",
      "fmspc",
    ]);
  });
});

function claimsOf({ claims }: Attestation["result"]) {
  if (claims === null) throw new Error("the fixture has claims");
  return claims;
}
