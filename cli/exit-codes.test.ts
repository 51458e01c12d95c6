import { describe, expect, it } from "vitest";
import type { AttestationResult } from "@/lib/rats/attestation-result";
import type { ReasonCode } from "@/lib/rats/reason-codes";
import type { Verdict } from "@/lib/rats/verdict";
import { exitCodeOfRefusal, exitCodeOfResult, worseExitCode } from "./exit-codes";

function result(verdict: Verdict, ...codes: readonly ReasonCode[]): AttestationResult {
  return {
    verdict,
    evidenceType: "intel-tdx-quote",
    format: { version: 4 },
    assurance: "hardware",
    simulated: false,
    verifiedAt: "2026-06-01T00:00:00Z",
    detection: { by: "content", wrappings: [], because: "" },
    submodules: [],
    policy: { name: "strict", digest: `sha256:${"0".repeat(64)}` },
    evidenceDigest: `sha256:${"0".repeat(64)}`,
    claims: null,
    claimsVerified: false,
    tcb: null,
    checks: [],
    reasons: codes.map((code) => ({ code, check: "check", message: "message" })),
    chain: [],
    summary: "summary",
    timings: { totalMs: 0 },
  };
}

describe("exitCodeOfResult", () => {
  // The outer contract, section 5.
  it.each([
    [0, result("affirming")],
    [0, result("warning", "TCB_STATUS_NOT_ACCEPTED")],
    [10, result("contraindicated", "QUOTE_SIGNATURE_INVALID")],
    [11, result("indeterminate", "COLLATERAL_UNAVAILABLE")],
    [20, result("contraindicated", "QUOTE_FORMAT_UNSUPPORTED")],
    [30, result("contraindicated", "EVIDENCE_TRUNCATED", "QUOTE_SIGNATURE_INVALID")],
    [10, result("contraindicated", "QUOTE_SIGNATURE_INVALID", "EVIDENCE_TRUNCATED")],
  ])("is %i", (exitCode, judged) => {
    expect(exitCodeOfResult(judged)).toBe(exitCode);
  });
});

describe("exitCodeOfRefusal", () => {
  it("never looks like a verdict", () => {
    expect(exitCodeOfRefusal("EVIDENCE_UNRECOGNISED")).toBe(30);
    expect(exitCodeOfRefusal("COLLATERAL_INVALID")).toBe(30);
    expect(exitCodeOfRefusal("EVIDENCE_TYPE_UNSUPPORTED")).toBe(20);
    expect(exitCodeOfRefusal("INTERNAL_ERROR")).toBe(1);
  });
});

describe("worseExitCode", () => {
  it("lets a rejected line decide over one that could not be decided", () => {
    expect(worseExitCode(11, 10)).toBe(10);
    expect(worseExitCode(0, 11)).toBe(11);
    expect(worseExitCode(30, 10)).toBe(30);
  });
});
