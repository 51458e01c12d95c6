import { describe, expect, it } from "vitest";
import { flipped } from "@/lib/simulator/byte-writer";
import {
  isvSvnLevel,
  tcbLevel,
  type QeIdentity,
  type TcbInfo,
} from "@/lib/simulator/intel/collateral-writer";
import type { MintIntelOptions } from "@/lib/simulator/intel/mint-intel";
import { defaultPlatform } from "@/lib/simulator/intel/platform";
import { teeTcbSvn } from "@/lib/simulator/intel/reports";
import { appraiseMinted, mint, requestMixed } from "./testing/appraise-minted";
import { itJudges } from "./testing/matrix";

/** What other verifiers got wrong about statuses and the quoting enclave: docs/pitfalls.md, by its numbers. */

const tcbInfo = (members: (info: TcbInfo) => unknown): MintIntelOptions => ({
  tcbInfo: { members },
});
const qeIdentity = (members: (identity: QeIdentity) => unknown): MintIntelOptions => ({
  qeIdentity: { members },
});

describe("the quoting enclave's identity", () => {
  itJudges([
    {
      name: "pitfall 1: an enclave of another signer can't act as quoting enclave",
      mint: { qe: { mrSigner: new Uint8Array(32).fill(0x66) } },
      code: "QE_IDENTITY_MISMATCH",
    },
    {
      name: "pitfall 1: an identity that was changed after it was signed",
      mint: { qeIdentity: { envelope: (text) => text.replace(`"isvprodid":2`, `"isvprodid":1`) } },
      code: "QE_IDENTITY_SIGNATURE_INVALID",
    },
    {
      name: "pitfall 34: bit 31 of MISCSELECT under a mask of bit 31",
      mint: {
        qe: { miscSelect: 0x80000000 },
        ...qeIdentity((identity) => ({
          ...identity,
          miscselect: "00000080",
          miscselectMask: "00000080",
        })),
      },
    },
    {
      name: "pitfall 34: bit 31 of MISCSELECT missing under a mask of bit 31",
      mint: qeIdentity((identity) => ({
        ...identity,
        miscselect: "00000080",
        miscselectMask: "00000080",
      })),
      code: "QE_IDENTITY_MISMATCH",
    },
    {
      name: "pitfall 39: a newer quoting enclave than the newest level",
      mint: { qe: { isvSvn: 9 } },
    },
  ]);

  describe("pitfall 42", async () => {
    const [tdx, sgx] = [await mint(), await mint({ tee: "sgx" })];
    itJudges([
      {
        name: "the identity of QE for TDX",
        request: requestMixed(tdx, sgx, ["qeIdentity"]),
        code: "QE_IDENTITY_INVALID",
        follows: ["QE_IDENTITY_MISMATCH"],
      },
      {
        name: "the identity of TD_QE for SGX",
        request: requestMixed(sgx, tdx, ["qeIdentity"]),
        code: "QE_IDENTITY_INVALID",
        follows: ["QE_IDENTITY_MISMATCH"],
      },
    ]);
  });

  describe("pitfall 101", async () => {
    const [tdx, sgx] = [await mint(), await mint({ tee: "sgx" })];
    itJudges([
      {
        name: "SGX TCB Info with a TDX quote",
        request: requestMixed(tdx, sgx, ["tcbInfo"]),
        code: "TCB_INFO_INVALID",
      },
      {
        name: "TDX TCB Info with an SGX quote",
        request: requestMixed(sgx, tdx, ["tcbInfo"]),
        code: "TCB_INFO_INVALID",
      },
    ]);
  });
});

describe("statuses", () => {
  const everyVersion: readonly MintIntelOptions[] = [
    { tee: "sgx" },
    { tee: "sgx", version: 4 },
    { tee: "sgx", version: 5 },
    {},
    { version: 5 },
  ];
  const outdated: MintIntelOptions = { statuses: { platform: "OutOfDate" } };
  itJudges([
    {
      name: "pitfalls 11 and 14: a revoked platform under a module that is up to date",
      mint: { statuses: { platform: "Revoked" } },
      code: "TCB_REVOKED",
    },
    ...everyVersion.map((form) => ({
      name: `pitfall 99: a revoked level in ${JSON.stringify(form)}`,
      mint: { ...form, statuses: { platform: "Revoked" } },
      request: { policy: "relaxed" },
      code: "TCB_REVOKED" as const,
    })),
    {
      name: "pitfalls 18 and 102: OutOfDate by default",
      mint: outdated,
      code: "TCB_STATUS_NOT_ACCEPTED",
    },
    {
      name: "pitfall 17: MRSIGNERSEAM that is not zero",
      mint: { td: { mrSignerSeam: flipped(new Uint8Array(48), 47) } },
      code: "TDX_MODULE_MISMATCH",
    },
    {
      name: "pitfall 17: a module below its lowest level",
      mint: { td: { teeTcbSvn: teeTcbSvn(1, 1, 3) } },
      code: "TCB_LEVEL_NOT_FOUND",
    },
    {
      name: "pitfall 17: a module of version 3 and no TDX_03",
      mint: {
        td: { teeTcbSvn: teeTcbSvn(6, 3, 3) },
        ...tcbInfo((info) => ({
          ...info,
          tdxModuleIdentities: info.tdxModuleIdentities?.filter(({ id }) => id !== "TDX_03"),
        })),
      },
      code: "TDX_MODULE_MISMATCH",
      follows: ["TCB_LEVEL_NOT_FOUND"],
    },
    {
      name: "pitfall 38: high SGX components don't make up for low TDX components",
      mint: {
        platform: { components: new Array<number>(16).fill(255) },
        td: { teeTcbSvn: teeTcbSvn(6, 1) },
      },
      code: "TCB_LEVEL_NOT_FOUND",
    },
    {
      name: "pitfall 48: a TEE_TCB_SVN of zeros matches a level of zeros only",
      mint: { td: { teeTcbSvn: new Uint8Array(16) } },
      code: "TCB_LEVEL_NOT_FOUND",
    },
    {
      name: "pitfall 70: older TCB data than the policy demands",
      mint: tcbInfo((info) => ({ ...info, tcbEvaluationDataNumber: 16 })),
      request: { policy: { extends: "strict", intel: { minTcbEvaluationDataNumber: 17 } } },
      code: "TCB_EVAL_DATA_NUMBER_TOO_LOW",
    },
    {
      name: "pitfall 71: the standard channel lags behind",
      request: { policy: { extends: "strict", intel: { minTcbEvaluationDataNumber: 18 } } },
      code: "TCB_EVAL_DATA_NUMBER_TOO_LOW",
    },
  ]);

  it("pitfalls 15 and 16: a TD that should be relaunched is not simply out of date", async () => {
    const level = (svn: number, status: string) =>
      tcbLevel({ ...defaultPlatform, tdx: [0, 0, svn], status });
    const { result } = await appraiseMinted({
      version: 5,
      td: { teeTcbSvn: teeTcbSvn(6, 1, 3), teeTcbSvn2: teeTcbSvn(6, 1, 5) },
      ...tcbInfo((info) => ({ ...info, tcbLevels: [level(5, "UpToDate"), level(3, "OutOfDate")] })),
    });
    expect(result?.tcb?.status).toBe("TDRelaunchAdvised");
  });

  it("pitfall 72: the module's date counts", async () => {
    const date = "2021-11-10T00:00:00Z";
    const { result } = await appraiseMinted(
      tcbInfo((info) => ({
        ...info,
        tdxModuleIdentities: info.tdxModuleIdentities?.map((identity) => ({
          ...identity,
          tcbLevels: [isvSvnLevel({ isvSvn: 1, status: "UpToDate", date })],
        })),
      })),
    );
    expect(result?.tcb?.date).toBe(date);
  });
});
