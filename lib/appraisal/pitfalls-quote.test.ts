import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { toBase64 } from "@/lib/bytes/base64";
import { toHex } from "@/lib/bytes/hex";
import { BUILT_IN_POLICIES, type AppraisalPolicy } from "@/lib/rats/appraisal-policy";
import { flipped, joinBytes, pattern } from "@/lib/simulator/byte-writer";
import type { MintIntelOptions } from "@/lib/simulator/intel/mint-intel";
import { createIntelPki } from "@/lib/simulator/intel/pki";
import type { SignatureDataHooks } from "@/lib/simulator/intel/quote-writer";
import { defaultEnclave, defaultTd, teeTcbSvn } from "@/lib/simulator/intel/reports";
import { anchorsFor, BUILT_IN_ANCHORS } from "@/lib/trust/trust-anchors";
import { appraiseEvidence } from "./appraise-evidence";
import {
  appraise,
  appraiseMinted,
  mint,
  offlineContext,
  requestFor,
} from "./testing/appraise-minted";
import { itJudges } from "./testing/matrix";

/** What other verifiers got wrong about quotes: docs/pitfalls.md, by its numbers. */

const block = (signatureData: SignatureDataHooks): MintIntelOptions => ({ signatureData });
const reportData = toHex(defaultTd.reportData);
const reportDataCases = (name: string, values: readonly string[]) =>
  values.map((value) => ({
    name: `${name} (${value.length / 2} bytes)`,
    request: { expected: { reportData: value } },
    code: "REPORT_DATA_MISMATCH" as const,
  }));

describe("what a caller does with its request after the call", () => {
  it("pitfall 74: changes nothing that is expected", async () => {
    const right = toHex(defaultTd.reportData);
    const expected = { reportData: right.replace(/^./, (digit) => (digit === "0" ? "1" : "0")) };
    const judging = appraise(requestFor(await mint(), { expected }));
    expected.reportData = right;
    expect(await judging).toMatchObject({
      verdict: "contraindicated",
      codes: ["REPORT_DATA_MISMATCH"],
    });
  });

  it("pitfall 74: changes nothing of the policy", async () => {
    const intel = { minTcbEvaluationDataNumber: 1_000_000 };
    const judging = appraise(requestFor(await mint(), { policy: { intel } }));
    intel.minTcbEvaluationDataNumber = 0;
    expect((await judging).codes).toContain("TCB_EVAL_DATA_NUMBER_TOO_LOW");
  });

  it("pitfall 74: changes nothing of the roots", async () => {
    const minted = await mint();
    const trustAnchors = [...(await mint({ pki: await createIntelPki() })).trustAnchors];
    const judging = appraise(requestFor(minted, { trustAnchors }));
    trustAnchors.splice(0, 1, ...minted.trustAnchors);
    expect((await judging).codes).toContain("ROOT_CA_UNTRUSTED");
  });

  it("pitfall 74: changes nothing that is expected of another piece", async () => {
    const right = toHex(defaultTd.reportData);
    const expected = { reportData: `ff${right.slice(2)}` };
    const request = requestFor(await mint());
    const { evidence, endorsements } = request;
    const piece = { name: "other", evidence, endorsements, expected };
    const judging = appraise({ ...request, submodules: [piece] });
    expected.reportData = right;
    const { result } = await judging;
    expect(result?.submodules[0]?.reasons.map(({ code }) => code)).toContain(
      "REPORT_DATA_MISMATCH",
    );
  });
});

describe("reading quotes", () => {
  itJudges([
    {
      name: "pitfall 19: the vendor of the quoting enclave is checked",
      mint: { header: { qeVendorId: flipped(pattern(1, 16), 3) } },
      code: "QE_VENDOR_UNKNOWN",
    },
    {
      name: "pitfall 24: only type 6 stands in front of the QE report",
      mint: block({ outerType: 5 }),
      code: "QUOTE_FORMAT_UNSUPPORTED",
    },
    ...[-1, 1].map((difference) => ({
      name: `pitfall 24: the body's stated size counts (${difference})`,
      mint: { version: 5, bodyDescriptor: { size: 648 + difference } },
      code: "EVIDENCE_MALFORMED" as const,
    })),
    {
      name: "pitfall 24: nothing may follow inside the block",
      mint: block({ afterInner: pattern(1, 7) }),
      code: "EVIDENCE_MALFORMED",
    },
    {
      name: "pitfall 25: 65535 bytes of authentication data that are not there",
      mint: block({ authLength: () => 65535 }),
      code: "EVIDENCE_MALFORMED",
    },
    {
      name: "pitfall 25: 4 GiB of certificates that are not there",
      mint: block({ innerLength: () => 0xffffffff }),
      code: "EVIDENCE_MALFORMED",
    },
    ...[0, 1, 31, 33, 64].map((length) => ({
      name: `pitfall 26: ${length} bytes of authentication data are as good as 32`,
      mint: block({ authData: pattern(3, length) }),
    })),
    {
      name: "pitfall 40: the binding hashes the key without its 0x04",
      mint: block({
        qeReportData: async (_, { point, authData }) => {
          const bound = new Uint8Array(joinBytes([Uint8Array.of(4), point, authData]));
          const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bound));
          return joinBytes([digest, new Uint8Array(32)]);
        },
      }),
      code: "AK_BINDING_INVALID",
    },
    {
      name: "pitfall 68: a signature of zeros",
      mint: block({
        quoteSignature: () => new Uint8Array(64),
        qeSignature: () => new Uint8Array(64),
      }),
      code: "QE_REPORT_SIGNATURE_INVALID",
      follows: ["QUOTE_SIGNATURE_INVALID"],
    },
    { name: "pitfall 107: zeros after the quote", mint: block({ trailing: new Uint8Array(70) }) },
    {
      name: "pitfall 107: anything else after the quote is named",
      mint: block({ trailing: joinBytes([new Uint8Array(69), Uint8Array.of(1)]) }),
      code: "EVIDENCE_TRAILING_BYTES",
      verdict: "warning",
    },
  ]);

  it("pitfall 24: changing a length by one is never a matter of taste", async () => {
    for (const field of [
      "outerLength",
      "innerLength",
      "authLength",
      "signatureDataLength",
    ] as const) {
      for (const difference of [-1, 1]) {
        const { verdict } = await appraiseMinted(
          block({ [field]: (length: number) => length + difference }),
        );
        expect(verdict, `${field} ${difference}`).toBe("contraindicated");
      }
    }
  });

  it("pitfall 43: every field of a TD report is read at its own offset", async () => {
    const names = [
      "mrSeam",
      "mrTd",
      "mrConfigId",
      "mrOwner",
      "mrOwnerConfig",
      "rtmr0",
      "rtmr1",
      "rtmr2",
      "rtmr3",
    ] as const;
    const { result } = await appraiseMinted({
      version: 5,
      td: { mrServiceTd: pattern(60, 48), teeTcbSvn2: teeTcbSvn(7, 1, 9) },
    });
    const { measurements, tcb, attributes } = result?.claims ?? {};
    for (const name of names) {
      expect(measurements?.[name.toLowerCase()], name).toBe(toHex(defaultTd[name]));
    }
    expect(new Set(names.map((name) => toHex(defaultTd[name]))).size).toBe(names.length);
    expect(measurements?.["mrservicetd"]).toBe(toHex(pattern(60, 48)));
    expect(measurements?.["mrsignerseam"]).toBe("0".repeat(96));
    expect(tcb).toMatchObject({
      teeTcbSvn: "06010300000000000000000000000000",
      teeTcbSvn2: "07010900000000000000000000000000",
    });
    expect(attributes).toMatchObject({
      tdAttributes: "0000001000000000",
      xfam: "e702060000000000",
    });
    expect(result?.claims?.reportData).toBe(reportData);
  });

  it("pitfall 43: every field of an enclave report is read at its own offset", async () => {
    const { result } = await appraiseMinted({ tee: "sgx" });
    expect(result?.claims?.measurements).toEqual({
      mrenclave: toHex(defaultEnclave.mrEnclave),
      mrsigner: toHex(defaultEnclave.mrSigner),
    });
    expect(result?.claims?.attributes).toMatchObject({
      isvProdId: "7",
      isvSvn: "3",
      attributes: "0500000000000000e700000000000000",
    });
    expect(result?.claims?.reportData).toBe(toHex(defaultEnclave.reportData));
  });

  it("pitfall 106: version 5 moves everything by 6 bytes", async () => {
    for (const tdReport of ["1.0", "1.5"] as const) {
      const { result } = await appraiseMinted({ version: 5, tdReport });
      expect(result?.claims?.reportData).toBe(reportData);
      expect(result?.claims?.measurements["mrtd"]).toBe(toHex(defaultTd.mrTd));
    }
  });

  it("pitfall 103: a measurement does not change with what the guest writes", async () => {
    const measured = async (seed: number) => {
      const { result } = await appraiseMinted({ td: { reportData: pattern(seed, 64) } });
      return result?.claims?.measurements;
    };
    expect(await measured(70)).toEqual(await measured(71));
  });

  it("pitfall 89: evidence is standard base64 and nothing else", async () => {
    const minted = await mint();
    const good = toBase64(minted.quote);
    const urlSafe = good.replaceAll("+", "-").replaceAll("/", "_");
    for (const evidence of [urlSafe, `${good}\n`, `${good}=`, good.slice(0, -1), `zz${good}`, ""]) {
      const { verdict, codes } = await appraise(requestFor(minted, { evidence }));
      expect({ verdict, codes }).toEqual({ verdict: "refused", codes: ["EVIDENCE_UNRECOGNISED"] });
    }
  });
});

describe("what a call answers", () => {
  it("pitfall 41: a refusal holds nothing that a caller could take for a result", async () => {
    const refused = await appraiseEvidence({ evidence: "AAAA" }, offlineContext());
    expect(refused.ok).toBe(false);
    // @ts-expect-error Without a look at `ok` there is no value: the compiler says so.
    expect(refused.value).toBeUndefined();
  });
});

describe("what a call expects", () => {
  itJudges([
    ...reportDataCases("pitfall 51: only the whole report data will do", [
      reportData.slice(0, 2),
      reportData.slice(0, 126),
      `${reportData}00`,
    ]),
    ...reportDataCases("pitfall 83: an empty expectation is not no expectation", [""]),
    ...reportDataCases("pitfall 104: an expectation that is not hex", [
      "zz".repeat(64),
      reportData.slice(1),
    ]),
    {
      name: "pitfall 52: an expectation is never padded with zeros",
      mint: { td: { reportData: joinBytes([pattern(5, 32), new Uint8Array(32)]) } },
      request: { expected: { reportData: toHex(pattern(5, 32)) } },
      code: "REPORT_DATA_MISMATCH",
    },
    {
      name: "pitfall 110: report data of zeros does not carry a nonce",
      mint: { td: { reportData: new Uint8Array(64) } },
      request: { expected: { nonce: "07".repeat(32) } },
      code: "NONCE_MISMATCH",
    },
    ...([undefined, [], ["00".repeat(48)]] as const).map((mrTd) => ({
      name: `pitfall 113: ${mrTd === undefined ? "no" : mrTd.length === 0 ? "an empty" : "an all-zero"} list of MRTD`,
      request: { policy: { extends: "strict" as const, intel: { tdx: { mrTd } } } },
      ...(mrTd === undefined
        ? {}
        : { code: "MEASUREMENT_MISMATCH" as const, check: "policy.tdx.mrTd" }),
    })),
  ]);

  it.each(BUILT_IN_POLICIES)("pitfall 64: other report data rejects under %s", async (policy) => {
    const expected = { reportData: "00".repeat(64) };
    const { verdict, codes } = await appraiseMinted({}, { policy, expected });
    expect({ verdict, codes }).toEqual({
      verdict: "contraindicated",
      codes: ["REPORT_DATA_MISMATCH"],
    });
  });

  it("pitfall 83: a knob that is undefined takes nothing away from what is extended", async () => {
    const weak: readonly AppraisalPolicy[] = [
      { intel: { acceptedTcbStatuses: undefined } },
      { intel: undefined },
      { intel: { evaluateTcb: undefined, tdx: undefined } },
    ];
    for (const rules of weak) {
      const { verdict, codes } = await appraiseMinted(
        { statuses: { platform: "OutOfDate" } },
        { policy: { extends: "strict", ...rules } },
      );
      expect({ verdict, codes }).toEqual({
        verdict: "contraindicated",
        codes: ["TCB_STATUS_NOT_ACCEPTED"],
      });
    }
  });

  it("pitfall 83: no trust anchors is not every trust anchor", async () => {
    const { verdict, codes } = await appraiseMinted({}, { trustAnchors: [] });
    expect(verdict).toBe("contraindicated");
    expect(codes).toContain("ROOT_CA_UNTRUSTED");
  });

  it("pitfall 113: a policy that pins nothing says so", async () => {
    const { result } = await appraiseMinted();
    const check = result?.checks.find(({ id }) => id === "policy.measurements");
    expect(check?.status).toBe("skip");
    expect(result?.summary).not.toContain("what the policy expects");
  });
});

describe("trust", () => {
  it("pitfall 56: the pinned root is the DER of Intel's certificate", () => {
    // SHA-256 of the DER that Intel publishes at certificates.trustedservices.intel.com.
    const pinned = "44a0196b2b99f889b8e149e95b807a350e7424964399e885a7cbb8ccfab674d3";
    const intel = anchorsFor(BUILT_IN_ANCHORS, "intel-sgx");
    expect(intel.map(({ sha256 }) => sha256)).toEqual([pinned]);
    const folder = path.resolve(import.meta.dirname, "../../../shared/trust-anchors");
    if (!existsSync(folder)) {
      console.warn("the certificate itself is not compared: ../shared/trust-anchors is not here");
      return;
    }
    const certificate = readFileSync(path.join(folder, "intel-sgx-root-ca.der"));
    expect(createHash("sha256").update(certificate).digest("hex")).toBe(pinned);
  });

  it("pitfalls 46 and 105: without a certificate chain nothing is verified", async () => {
    for (const certificationDataType of [1, 2, 3] as const) {
      const minted = await mint({ tee: "sgx", certificationDataType });
      const intel = { ...minted.endorsements, pckCertChain: undefined };
      for (const endorsements of [{ intel }, undefined]) {
        const outcome = await appraise(requestFor(minted, { endorsements }));
        expect(outcome.verdict).toBe("contraindicated");
        expect(outcome.codes).toContain("PCK_CHAIN_INCOMPLETE");
        expect(outcome.result?.claimsVerified).toBe(false);
        expect(outcome.result?.tcb?.status ?? null).toBeNull();
      }
    }
  });

  it("pitfall 46: a chain from elsewhere must belong to the platform that the quote names", async () => {
    const minted = await mint({ tee: "sgx", certificationDataType: 1 });
    const other = await mint({
      tee: "sgx",
      certificationDataType: 1,
      platform: { ppid: pattern(99, 16) },
    });
    const intel = { ...minted.endorsements, pckCertChain: other.endorsements.pckCertChain };
    const { verdict, codes } = await appraise(requestFor(minted, { endorsements: { intel } }));
    expect(verdict).toBe("contraindicated");
    expect(codes).toContain("PCK_CHAIN_INVALID");
  });
});

const flagsOf = (value: bigint) =>
  Uint8Array.from({ length: 8 }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));

describe("TD attributes", () => {
  const withBit = (bit: number) => flagsOf((1n << 28n) | (1n << BigInt(bit)));
  itJudges([
    {
      name: "pitfall 28: PERFMON (bit 63) is allowed",
      mint: { td: { tdAttributes: withBit(63) } },
    },
    {
      name: "pitfall 28: bit 39 is reserved",
      mint: { td: { tdAttributes: withBit(39) } },
      code: "TD_ATTRIBUTES_RESERVED_BIT_SET",
    },
    {
      name: "pitfall 29: MIGRATABLE without a pinned service TD",
      mint: { version: 5, td: { tdAttributes: withBit(29), mrServiceTd: pattern(8, 48) } },
      code: "MEASUREMENT_MISMATCH",
      check: "tdx.migratable",
    },
    {
      name: "pitfall 29: MIGRATABLE with a pinned service TD",
      mint: { version: 5, td: { tdAttributes: withBit(29), mrServiceTd: pattern(8, 48) } },
      request: {
        policy: { extends: "strict", intel: { tdx: { mrServiceTd: [toHex(pattern(8, 48))] } } },
      },
    },
    {
      name: "pitfall 29: MIGRATABLE with another service TD than the pinned one",
      mint: { version: 5, td: { tdAttributes: withBit(29), mrServiceTd: pattern(8, 48) } },
      request: {
        policy: { extends: "strict", intel: { tdx: { mrServiceTd: [toHex(pattern(9, 48))] } } },
      },
      code: "MEASUREMENT_MISMATCH",
      check: "policy.tdx.mrServiceTd",
    },
  ]);
});
