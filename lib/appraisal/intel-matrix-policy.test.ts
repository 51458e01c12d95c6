import { describe } from "vitest";
import { toHex } from "@/lib/bytes/hex";
import type { AppraisalPolicy, IntelKnobs, SgxKnobs, TdxKnobs } from "@/lib/rats/appraisal-policy";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import { pattern } from "@/lib/simulator/byte-writer";
import { tcbLevel, type TcbInfo } from "@/lib/simulator/intel/collateral-writer";
import type { MintIntelOptions } from "@/lib/simulator/intel/mint-intel";
import { defaultPlatform } from "@/lib/simulator/intel/platform";
import { defaultEnclave, defaultTd } from "@/lib/simulator/intel/reports";
import { itJudges } from "./testing/matrix";

const policy = (rules: AppraisalPolicy): Partial<VerificationRequest> => ({
  policy: { extends: "strict", ...rules },
});
const intel = (knobs: IntelKnobs) => policy({ intel: knobs });
const other = "42";

describe("grace for a platform that is out of date", () => {
  // The newer level is of 2024-03-13, which made the matched one out of date.
  const outdated: MintIntelOptions = {
    platform: { pceSvn: 10 },
    tcbInfo: {
      members: (info: TcbInfo) => ({
        ...info,
        tcbLevels: [
          tcbLevel({
            ...defaultPlatform,
            tdx: [5, 0, 3],
            status: "UpToDate",
            date: "2026-05-02T00:00:00Z",
          }),
          tcbLevel({
            ...defaultPlatform,
            pceSvn: 5,
            tdx: [3, 0, 2],
            status: "OutOfDate",
            date: "2024-03-13T00:00:00Z",
          }),
        ],
      }),
    },
  };
  const at = (verifyAt: string, tcbGracePeriodDays?: number) => ({
    ...intel(tcbGracePeriodDays === undefined ? {} : { tcbGracePeriodDays }),
    verifyAt,
  });
  itJudges([
    {
      name: "none by default",
      mint: outdated,
      request: at("2026-06-01T00:00:00Z"),
      code: "TCB_STATUS_NOT_ACCEPTED",
    },
    {
      name: "of 0 days is none",
      mint: outdated,
      request: at("2026-06-01T00:00:00Z", 0),
      code: "TCB_STATUS_NOT_ACCEPTED",
    },
    {
      name: "in the last second of 30 days",
      mint: outdated,
      request: at("2026-06-01T00:00:00Z", 30),
      code: "TCB_STATUS_TOLERATED",
      verdict: "warning",
    },
    {
      name: "a second after 30 days",
      mint: outdated,
      request: at("2026-06-01T00:00:01Z", 30),
      code: "TCB_STATUS_NOT_ACCEPTED",
    },
    {
      name: "never for what is revoked",
      mint: { statuses: { platform: "Revoked" } },
      request: intel({ tcbGracePeriodDays: 36500 }),
      code: "TCB_REVOKED",
    },
  ]);
});

describe("knobs about the platform", () => {
  itJudges([
    {
      name: "evaluation data number as low as demanded",
      request: intel({ minTcbEvaluationDataNumber: 17 }),
    },
    {
      name: "evaluation data number one too low",
      request: intel({ minTcbEvaluationDataNumber: 18 }),
      code: "TCB_EVAL_DATA_NUMBER_TOO_LOW",
    },
    {
      name: "evaluation data number of the QE Identity one too low",
      mint: {
        qeIdentity: { members: (identity) => ({ ...identity, tcbEvaluationDataNumber: 16 }) },
      },
      request: intel({ minTcbEvaluationDataNumber: 17 }),
      code: "TCB_EVAL_DATA_NUMBER_TOO_LOW",
    },
    {
      name: "an advisory that is rejected",
      mint: withAdvisory("INTEL-SA-00615"),
      request: intel({ rejectedAdvisories: ["INTEL-SA-00615"] }),
      code: "ADVISORY_REJECTED",
    },
    {
      name: "an advisory that is not on the list",
      mint: withAdvisory("INTEL-SA-00615"),
      request: intel({ rejectedAdvisories: ["INTEL-SA-0061", "INTEL-SA-006155"] }),
    },
    { name: "the FMSPC of a list", request: intel({ fmspc: ["00a067110000", "b0c06f000000"] }) },
    { name: "an FMSPC in upper case", request: intel({ fmspc: ["B0C06F000000"] }) },
    {
      name: "another FMSPC",
      request: intel({ fmspc: ["00a067110000"] }),
      code: "MEASUREMENT_MISMATCH",
      check: "policy.fmspc",
    },
    { name: "no FMSPC is acceptable", request: intel({ fmspc: [] }), code: "MEASUREMENT_MISMATCH" },
    {
      name: "another vendor of the quoting enclave, demanded",
      mint: { header: { qeVendorId: pattern(9, 16) } },
      request: intel({ qeVendorId: toHex(pattern(9, 16)) }),
    },
    {
      name: "Intel's quoting enclave where another is demanded",
      request: intel({ qeVendorId: toHex(pattern(9, 16)) }),
      code: "QE_VENDOR_UNKNOWN",
    },
    {
      name: "the TCB is not to be evaluated",
      request: policy({ extends: "relaxed", intel: { evaluateTcb: false } }),
      code: "TCB_NOT_EVALUATED",
      verdict: "warning",
    },
    {
      name: "expired collateral is tolerated",
      mint: { tcbInfo: { members: (info) => ({ ...info, nextUpdate: "2026-05-20T00:00:00Z" }) } },
      request: intel({ allowExpiredCollateral: true }),
      code: "TCB_INFO_EXPIRED",
      verdict: "warning",
    },
    {
      name: "collateral of the future is never tolerated",
      mint: { tcbInfo: { members: (info) => ({ ...info, issueDate: "2026-06-02T00:00:00Z" }) } },
      request: intel({ allowExpiredCollateral: true }),
      code: "TCB_INFO_EXPIRED",
    },
  ]);

  function withAdvisory(id: string): MintIntelOptions {
    return {
      tcbInfo: {
        members: (info) => ({
          ...info,
          tcbLevels: info.tcbLevels.map((level) => ({ ...level, advisoryIDs: [id] })),
        }),
      },
    };
  }
});

describe("debug", () => {
  const debugTd: MintIntelOptions = {
    td: { tdAttributes: Uint8Array.of(1, 0, 0, 0x10, 0, 0, 0, 0) },
  };
  const debugEnclave: MintIntelOptions = {
    tee: "sgx",
    enclave: { attributes: Uint8Array.of(0x07, 0, 0, 0, 0, 0, 0, 0, 0xe7, 0, 0, 0, 0, 0, 0, 0) },
  };
  itJudges(
    [debugTd, debugEnclave].flatMap((mint, index) => {
      const kind = index === 0 ? "a TD" : "an enclave";
      return [
        { name: `${kind} under strict`, mint, code: "DEBUG_ENABLED" as const },
        {
          name: `${kind} under relaxed`,
          mint,
          request: { policy: "relaxed" },
          code: "DEBUG_ENABLED" as const,
        },
        {
          name: `${kind} where it is allowed`,
          mint,
          request: policy({ extends: "relaxed", allowDebug: true }),
          code: "DEBUG_ENABLED" as const,
          verdict: "warning" as const,
        },
      ];
    }),
  );
});

describe("measurements of an enclave", () => {
  const sgx = (knobs: SgxKnobs) => ({ ...intel({ sgx: knobs }) });
  const mint: MintIntelOptions = { tee: "sgx" };
  const mrEnclave = toHex(defaultEnclave.mrEnclave);
  const mrSigner = toHex(defaultEnclave.mrSigner);
  const miss = (path: string, knobs: SgxKnobs) => ({
    name: `sgx.${path} does not fit`,
    mint,
    request: sgx(knobs),
    code: "MEASUREMENT_MISMATCH" as const,
    check: `policy.sgx.${path}`,
  });
  itJudges([
    {
      name: "everything fits",
      mint,
      request: sgx({
        mrEnclave: [other.repeat(32), mrEnclave],
        mrSigner: [mrSigner.toUpperCase()],
        isvProdId: 7,
        minIsvSvn: 3,
        attributes: "05000000000000000000000000000000",
        attributesMask: "ffffffffffffffff0000000000000000",
      }),
    },
    miss("mrEnclave", { mrEnclave: [other.repeat(32)] }),
    miss("mrEnclave", { mrEnclave: [] }),
    miss("mrSigner", { mrSigner: [mrEnclave] }),
    miss("isvProdId", { isvProdId: 8 }),
    miss("minIsvSvn", { minIsvSvn: 4 }),
    miss("attributes", { attributes: "04000000000000000000000000000000" }),
    {
      name: "only knobs of TDX are set",
      mint,
      request: intel({ tdx: { mrTd: [toHex(defaultTd.mrTd)] } }),
      code: "MEASUREMENT_MISMATCH",
    },
  ]);
});

describe("measurements of a TD", () => {
  const tdx = (knobs: TdxKnobs) => ({ ...intel({ tdx: knobs }) });
  const hex = (
    name:
      | "mrTd"
      | "mrSeam"
      | "mrConfigId"
      | "mrOwner"
      | "mrOwnerConfig"
      | "rtmr0"
      | "rtmr1"
      | "rtmr2"
      | "rtmr3",
  ) => toHex(defaultTd[name]);
  const lists = [
    "mrTd",
    "rtmr0",
    "rtmr1",
    "rtmr2",
    "rtmr3",
    "mrSeam",
    "mrSignerSeam",
    "mrConfigId",
    "mrOwner",
    "mrOwnerConfig",
  ] as const;
  itJudges([
    {
      name: "everything fits",
      request: tdx({
        mrTd: [hex("mrTd")],
        rtmr0: [other.repeat(48), hex("rtmr0")],
        rtmr1: [hex("rtmr1")],
        rtmr2: [hex("rtmr2")],
        rtmr3: [hex("rtmr3")],
        mrSeam: [hex("mrSeam").toUpperCase()],
        mrSignerSeam: ["0".repeat(96)],
        seamAttributes: "0".repeat(16),
        tdAttributes: "0000001000000000",
        xfam: "e702060000000000",
        mrConfigId: [hex("mrConfigId")],
        mrOwner: [hex("mrOwner")],
        mrOwnerConfig: [hex("mrOwnerConfig")],
        minTeeTcbSvn: "06010300000000000000000000000000",
      }),
    },
    ...lists.flatMap((name) =>
      [[other.repeat(48)], []].map((values) => ({
        name: `tdx.${name} ${values.length === 0 ? "accepts nothing" : "does not fit"}`,
        request: tdx({ [name]: values }),
        code: "MEASUREMENT_MISMATCH" as const,
        check: `policy.tdx.${name}`,
      })),
    ),
    ...(["tdAttributes", "xfam", "seamAttributes"] as const).map((name) => ({
      name: `tdx.${name} does not fit`,
      request: tdx({ [name]: "e700060000000000" }),
      code: "MEASUREMENT_MISMATCH" as const,
      check: `policy.tdx.${name}`,
    })),
    {
      name: "tdx.minTeeTcbSvn is compared byte by byte",
      request: tdx({ minTeeTcbSvn: "05020300000000000000000000000000" }),
      code: "MEASUREMENT_MISMATCH",
      check: "policy.tdx.minTeeTcbSvn",
    },
    {
      name: "tdx.mrServiceTd in TD 1.5",
      mint: { version: 5, td: { mrServiceTd: pattern(50, 48) } },
      request: tdx({ mrServiceTd: [toHex(pattern(50, 48))] }),
    },
    {
      name: "tdx.mrServiceTd in TD 1.0, which has none",
      request: tdx({ mrServiceTd: ["0".repeat(96)] }),
      code: "MEASUREMENT_MISMATCH",
      check: "policy.tdx.mrServiceTd",
    },
    {
      name: "only knobs of SGX are set",
      request: intel({ sgx: { mrEnclave: [other.repeat(32)] } }),
      code: "MEASUREMENT_MISMATCH",
    },
  ]);
});
