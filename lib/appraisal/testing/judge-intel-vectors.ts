import { describe, expect, it } from "vitest";
import { toBase64 } from "@/lib/bytes/base64";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import type { Claims } from "@/lib/rats/claims";
import type { ReasonCode } from "@/lib/rats/reason-codes";
import type { AppraisalPolicy } from "@/lib/rats/appraisal-policy";
import type { Verdict } from "@/lib/rats/verdict";
import { flipped } from "@/lib/simulator/byte-writer";
import { appraise, offlineContext } from "./appraise-minted";
import {
  INTEL_VECTORS,
  readIntelVector,
  vectorRequest,
  type IntelVector,
  type IntelVectorName,
} from "./intel-vectors";

interface Judged {
  readonly verdict: Verdict;
  readonly codes: readonly ReasonCode[];
}

const signaturesOnly: AppraisalPolicy = { extends: "relaxed", intel: { evaluateTcb: false } };
const good: Judged = { verdict: "affirming", codes: [] };
const noLevel: Judged = { verdict: "contraindicated", codes: ["TCB_LEVEL_NOT_FOUND"] };
const undecided: Judged = { verdict: "indeterminate", codes: ["COLLATERAL_UNAVAILABLE"] };
const notEvaluated: Judged = { verdict: "warning", codes: ["TCB_NOT_EVALUATED"] };

/** What each policy makes of each case; "relaxed" stands for the most that can be said for it. */
const judgements: Readonly<Record<IntelVectorName, { strict: Judged; relaxed: Judged }>> = {
  "sgx/phala-quote-v3": {
    strict: {
      verdict: "contraindicated",
      codes: ["TCB_STATUS_NOT_ACCEPTED", "SECURITY_LEVEL_TOO_LOW"],
    },
    relaxed: { verdict: "warning", codes: ["TCB_STATUS_TOLERATED"] },
  },
  "tdx/phala-quote-v4": { strict: good, relaxed: good },
  "tdx/phala-quote-v5-outdated": { strict: noLevel, relaxed: noLevel },
  "tdx/google-quote-v5": { strict: good, relaxed: good },
  "tdx/google-spr-e4-v4": {
    strict: { ...noLevel, codes: ["TCB_LEVEL_NOT_FOUND", "EVIDENCE_TRAILING_BYTES"] },
    relaxed: { ...noLevel, codes: ["TCB_LEVEL_NOT_FOUND", "EVIDENCE_TRAILING_BYTES"] },
  },
  "tdx/google-cos113-quote-with-ccel": { strict: undecided, relaxed: undecided },
  "tdx/dstack-quote-with-event-log": { strict: good, relaxed: good },
  "eventlog/dstack-guest-agent-attestation": { strict: undecided, relaxed: undecided },
  "tpm/azure-tdx-vtpm-live-with-collateral": { strict: good, relaxed: good },
  "tpm/azure-tdx-vtpm-v1": { strict: undecided, relaxed: undecided },
};

/** All Intel evidence of the given set, judged with one backend. */
export function judgeIntelVectors(crypto: CryptoPort): void {
  const context = offlineContext({ crypto });
  describe.each(INTEL_VECTORS)(`${crypto.name}: %s`, (name) => {
    const vector = readIntelVector(name);
    if (vector === null) {
      const reason = `${name} is skipped: ../shared/vectors is not here`;
      console.warn(reason);
      it.skip(reason);
      return;
    }
    const request = vectorRequest(vector);
    const judge = async (changes: object) => {
      const { verdict, codes } = await appraise({ ...request, ...changes }, context);
      return { verdict, codes: [...new Set(codes)] };
    };

    it("has the verdict of its case under strict and relaxed", async () => {
      const { strict, relaxed } = judgements[name];
      expect(await judge({ policy: "strict" })).toEqual(strict);
      expect(await judge({ policy: "relaxed" })).toEqual(relaxed);
    });

    it("has genuine signatures and chains, whatever its patch level", async () => {
      const judged = await judge({ endorsements: undefined, policy: signaturesOnly });
      const trailing = name === "tdx/google-spr-e4-v4" ? ["EVIDENCE_TRAILING_BYTES"] : [];
      expect(judged.verdict).toBe("warning");
      expect([...judged.codes].sort()).toEqual([...trailing, ...notEvaluated.codes].sort());
    });

    it("is indeterminate without collateral", async () => {
      const { verdict, codes } = await judge({ endorsements: undefined });
      expect(verdict).toBe("indeterminate");
      expect(codes).toContain("COLLATERAL_UNAVAILABLE");
    });

    it("says of the TCB what its case says", async () => {
      const { result } = await appraise({ ...request, policy: "relaxed" }, context);
      const { expected } = vector;
      if (vector.endorsements === null) {
        expect(result?.tcb).toBeNull();
        return;
      }
      expect(result?.tcb?.status ?? null).toBe(expected.tcbStatus ?? null);
      if (expected.advisoryIds) expect(result?.tcb?.advisoryIds).toEqual(expected.advisoryIds);
      if (expected.tcbDate) expect(result?.tcb?.date).toBe(expected.tcbDate);
      const parts = {
        platform: expected.platformTcbStatus,
        qe: expected.qeTcbStatus,
        tdxModule: expected.tdxModuleStatus,
      };
      for (const [part, status] of Object.entries(parts)) {
        if (status !== undefined) expect(result?.tcb?.components[part]).toBe(status);
      }
    });

    it("decodes to the values that were read by hand", async () => {
      const { result } = await appraise({ ...request, policy: "relaxed" }, context);
      expectClaims(result?.claims ?? null, vector);
      expect(result?.claimsVerified).toBe(vector.endorsements !== null);
      expect(result?.chain.map(({ subject }) => /CN=([^,]*)/.exec(subject)?.[1])).toEqual([
        "Intel SGX PCK Certificate",
        name.startsWith("sgx/") ? "Intel SGX PCK Processor CA" : "Intel SGX PCK Platform CA",
        "Intel SGX Root CA",
      ]);
    });

    it("is not genuine any more when a byte of its signed part is changed", async () => {
      for (const offset of [60, 200, 400]) {
        const changed = flipped(vector.quote, offset, 0x10);
        const { codes } = await judge({ evidence: toBase64(changed) });
        expect(codes).toContain("QUOTE_SIGNATURE_INVALID");
      }
    });

    if (vector.window === null) return;
    const { window } = vector;
    it("fails a second before and a second after everything in it is valid", async () => {
      const before = await judge({ verifyAt: shifted(window.notBefore, -1000) });
      const after = await judge({ verifyAt: shifted(window.notAfter, 1000) });
      expect([before.verdict, after.verdict]).toEqual(["contraindicated", "contraindicated"]);
      expect(before.codes).toContain(window.before);
      expect(after.codes).toContain(window.after);
    });

    it("is judged the same in the first and the last second in which everything is valid", async () => {
      const expected = await judge({});
      expect(await judge({ verifyAt: window.notBefore })).toEqual(expected);
      expect(await judge({ verifyAt: window.notAfter })).toEqual(expected);
    });
  });
}

/** Names of the cases, which follow Intel's documents, to names of claims. */
function expectClaims(claims: Claims | null, { measurements, facts }: IntelVector): void {
  const { tcb = {}, attributes = {}, hardware = {} } = claims ?? {};
  const inTcb = ["teeTcbSvn", "teeTcbSvn2"];
  const inAttributes = [
    "seamAttributes",
    "tdAttributes",
    "xfam",
    "attributes",
    "miscSelect",
    "isvProdId",
    "isvSvn",
  ];
  for (const [name, value] of Object.entries(measurements)) {
    // CPUSVN in the report is the enclave's; the platform's own stands in `tcb`.
    if (name === "cpuSvn") continue;
    const actual = inTcb.includes(name)
      ? tcb[name]
      : inAttributes.includes(name)
        ? attributes[name]
        : claims?.measurements[name.toLowerCase()];
    expect(actual, name).toBe(`${value}`);
  }
  expect(claims?.reportData).toBe(facts.reportData);
  expect(claims?.debug).toBe(false);
  expect(hardware).toMatchObject({
    fmspc: facts.platform?.fmspc,
    pceId: facts.platform?.pceId,
    ppid: facts.platform?.ppid,
  });
  expect(tcb["pceSvn"]).toBe(`${facts.platform?.pceSvn}`);
  expect(tcb["sgxComponents"]).toBe(facts.platform?.cpuSvnComponents.join("."));
}

function shifted(isoTime: string, byMs: number): string {
  return new Date(Date.parse(isoTime) + byMs).toISOString();
}
