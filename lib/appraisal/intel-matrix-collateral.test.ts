import { describe } from "vitest";
import { flipped } from "@/lib/simulator/byte-writer";
import type { TcbInfo, TcbLevel } from "@/lib/simulator/intel/collateral-writer";
import type { MintIntelOptions } from "@/lib/simulator/intel/mint-intel";
import { mint, requestFor } from "./testing/appraise-minted";
import { itJudges } from "./testing/matrix";

const tcbInfo = (change: (info: TcbInfo) => unknown): MintIntelOptions => ({
  tcbInfo: { members: change },
});
const firstLevel = (change: (level: TcbLevel) => unknown): MintIntelOptions =>
  tcbInfo((info) => ({
    ...info,
    tcbLevels: info.tcbLevels.map((level, index) => (index === 0 ? change(level) : level)),
  }));
const omit = (value: object, member: string) =>
  Object.fromEntries(Object.entries(value).filter(([name]) => name !== member));

describe("TCB Info: signature and text", () => {
  itJudges([
    {
      name: "signature with one bit flipped",
      mint: { tcbInfo: { signature: (signature) => flipped(signature, 5) } },
      code: "TCB_INFO_SIGNATURE_INVALID",
    },
    {
      name: "signature of zeros",
      mint: { tcbInfo: { signature: () => new Uint8Array(64) } },
      code: "TCB_INFO_SIGNATURE_INVALID",
    },
    {
      name: "printed with spaces after it was signed",
      mint: { tcbInfo: { envelope: (text) => JSON.stringify(JSON.parse(text), null, 2) } },
      code: "TCB_INFO_SIGNATURE_INVALID",
    },
    {
      name: "one SVN raised after it was signed",
      mint: { tcbInfo: { envelope: (text) => text.replace(`"pcesvn":11`, `"pcesvn":10`) } },
      code: "TCB_INFO_SIGNATURE_INVALID",
    },
    {
      name: "a signature of 63 bytes",
      mint: { tcbInfo: { signature: (signature) => signature.subarray(1) } },
      code: "TCB_INFO_INVALID",
    },
    {
      name: "printed with spaces before it was signed, which is the signer's choice",
      mint: { tcbInfo: { text: (text) => JSON.stringify(JSON.parse(text), null, 2) } },
    },
    {
      name: "a member that nobody knows, signed",
      mint: tcbInfo((info) => ({ ...info, comment: "hello" })),
    },
    {
      name: "a key twice, signed",
      mint: { tcbInfo: { text: (text) => text.replace(`"tcbType":0`, `"tcbType":1,"tcbType":0`) } },
      code: "TCB_INFO_INVALID",
    },
    {
      name: "the envelope's member twice",
      mint: { tcbInfo: { envelope: (text) => text.replace(/\}$/, `,"tcbInfo":{}}`) } },
      code: "TCB_INFO_INVALID",
    },
    {
      name: "text behind it",
      mint: { tcbInfo: { envelope: (text) => `${text}{}` } },
      code: "TCB_INFO_INVALID",
    },
    {
      name: "100,000 opening brackets",
      mint: { tcbInfo: { envelope: () => "[".repeat(100_000) } },
      code: "TCB_INFO_INVALID",
    },
    { name: "nothing", mint: { tcbInfo: { envelope: () => "{}" } }, code: "TCB_INFO_INVALID" },
  ]);
});

describe("TCB Info: members", () => {
  const code = "TCB_INFO_INVALID" as const;
  itJudges([
    { name: "id SGX for a TDX quote", mint: tcbInfo((info) => sgxForm(info)), code },
    {
      name: "id TDX for an SGX quote",
      mint: { tee: "sgx", tcbInfo: { members: (info) => ({ ...info, id: "TDX" }) } },
      code,
    },
    { name: "version 2", mint: tcbInfo((info) => ({ ...info, version: 2 })), code },
    { name: "version 4", mint: tcbInfo((info) => ({ ...info, version: 4 })), code },
    { name: "TCB type 1", mint: tcbInfo((info) => ({ ...info, tcbType: 1 })), code },
    ...[
      "never",
      "2026-13-01T00:00:00Z",
      "2026-06-31T00:00:00Z",
      "2026-06-16",
      "",
      1781568000,
    ].flatMap((date) =>
      (["issueDate", "nextUpdate"] as const).map((member) => ({
        name: `${member} ${JSON.stringify(date)}`,
        mint: tcbInfo((info) => ({ ...info, [member]: date })),
        code,
      })),
    ),
    {
      name: "an invalid date of a level",
      mint: firstLevel((level) => ({ ...level, tcbDate: "yesterday" })),
      code,
    },
    {
      name: "another FMSPC",
      mint: tcbInfo((info) => ({ ...info, fmspc: "00A067110000" })),
      code: "FMSPC_MISMATCH",
    },
    {
      name: "the FMSPC in lower case",
      mint: tcbInfo((info) => ({ ...info, fmspc: info.fmspc.toLowerCase() })),
    },
    {
      name: "an FMSPC of 5 bytes",
      mint: tcbInfo((info) => ({ ...info, fmspc: "B0C06F0000" })),
      code,
    },
    {
      name: "an FMSPC that is not hex",
      mint: tcbInfo((info) => ({ ...info, fmspc: "B0C06F0000zz" })),
      code,
    },
    {
      name: "another PCE",
      mint: tcbInfo((info) => ({ ...info, pceId: "0001" })),
      code: "PCEID_MISMATCH",
    },
    { name: "no levels", mint: tcbInfo((info) => ({ ...info, tcbLevels: [] })), code },
    {
      name: "the same level twice",
      mint: tcbInfo((info) => ({ ...info, tcbLevels: [...info.tcbLevels, info.tcbLevels[0]] })),
      code,
    },
    {
      name: "levels in another order, which changes nothing",
      mint: tcbInfo((info) => ({ ...info, tcbLevels: info.tcbLevels.toReversed() })),
    },
    {
      name: "a status that nobody knows",
      mint: { statuses: { platform: "MostlyFine" } },
      code,
    },
    { name: "a status in lower case", mint: { statuses: { platform: "uptodate" } }, code },
    { name: "no tdxModule for TDX", mint: tcbInfo((info) => omit(info, "tdxModule")), code },
    {
      name: "a tdxModule for SGX",
      mint: {
        tee: "sgx",
        tcbInfo: {
          members: (info) => ({
            ...info,
            tdxModule: {
              mrsigner: "0".repeat(96),
              attributes: "0".repeat(16),
              attributesMask: "F".repeat(16),
            },
          }),
        },
      },
      code,
    },
    {
      name: "the same module identity twice",
      mint: tcbInfo((info) => ({
        ...info,
        tdxModuleIdentities: [...(info.tdxModuleIdentities ?? []), info.tdxModuleIdentities?.[0]],
      })),
      code,
    },
    ...[
      "id",
      "version",
      "issueDate",
      "nextUpdate",
      "fmspc",
      "pceId",
      "tcbType",
      "tcbEvaluationDataNumber",
      "tcbLevels",
    ].map((member) => ({
      name: `no ${member}`,
      mint: tcbInfo((info) => omit(info, member)),
      code,
    })),
  ]);
});

function sgxForm(info: TcbInfo) {
  return {
    ...omit(omit(info, "tdxModule"), "tdxModuleIdentities"),
    id: "SGX",
    tcbLevels: info.tcbLevels.map((level) => ({
      ...level,
      tcb: omit(level.tcb, "tdxtcbcomponents"),
    })),
  };
}

describe("TCB Info: components of a level", () => {
  const code = "TCB_INFO_INVALID" as const;
  const components = (
    member: "sgxtcbcomponents" | "tdxtcbcomponents",
    change: (svns: readonly { readonly svn: number }[]) => readonly unknown[],
  ) =>
    firstLevel((level) => ({
      ...level,
      tcb: { ...level.tcb, [member]: change(level.tcb[member] ?? []) },
    }));
  const members = ["sgxtcbcomponents", "tdxtcbcomponents"] as const;
  itJudges([
    ...members.flatMap((member) => [
      { name: `15 ${member}`, mint: components(member, (svns) => svns.slice(0, 15)), code },
      { name: `17 ${member}`, mint: components(member, (svns) => [...svns, { svn: 0 }]), code },
      { name: `no ${member}`, mint: components(member, () => []), code },
      ...[256, -1, 1.5, "3", null, undefined].map((svn) => ({
        name: `SVN ${JSON.stringify(svn) ?? "missing"} in ${member}`,
        mint: components(member, (svns) => [{ svn }, ...svns.slice(1)]),
        code,
      })),
    ]),
    ...[65536, -1, "11"].map((pcesvn) => ({
      name: `PCE SVN ${JSON.stringify(pcesvn)}`,
      mint: firstLevel((level) => ({ ...level, tcb: { ...level.tcb, pcesvn } })),
      code,
    })),
    {
      name: "TDX components in the TCB Info of SGX",
      mint: {
        tee: "sgx",
        tcbInfo: {
          members: (info) => ({
            ...info,
            tcbLevels: info.tcbLevels.map((level) => ({
              ...level,
              tcb: { ...level.tcb, tdxtcbcomponents: level.tcb.sgxtcbcomponents },
            })),
          }),
        },
      },
      code,
    },
    {
      name: "category and type of a component, which are for people",
      mint: components("sgxtcbcomponents", (svns) =>
        svns.map((svn) => ({ ...svn, category: "BIOS", type: "Early Microcode Update" })),
      ),
    },
  ]);
});

describe("when TCB Info and QE Identity are valid", () => {
  const at = (member: "issueDate" | "nextUpdate", time: string) => ({ [member]: time });
  const kinds = [
    ["tcbInfo", "TCB_INFO_EXPIRED"],
    ["qeIdentity", "QE_IDENTITY_EXPIRED"],
  ] as const;
  itJudges(
    kinds.flatMap(([kind, code]) => [
      {
        name: `${kind} ended a second ago`,
        mint: {
          [kind]: {
            members: (value: object) => ({ ...value, ...at("nextUpdate", "2026-05-31T23:59:59Z") }),
          },
        },
        code,
      },
      {
        name: `${kind} ends this second`,
        mint: {
          [kind]: {
            members: (value: object) => ({ ...value, ...at("nextUpdate", "2026-06-01T00:00:00Z") }),
          },
        },
      },
      {
        name: `${kind} begins in a second`,
        mint: {
          [kind]: {
            members: (value: object) => ({ ...value, ...at("issueDate", "2026-06-01T00:00:01Z") }),
          },
        },
        code,
      },
      {
        name: `${kind} begins this second`,
        mint: {
          [kind]: {
            members: (value: object) => ({ ...value, ...at("issueDate", "2026-06-01T00:00:00Z") }),
          },
        },
      },
    ]),
  );
});

describe("collateral that is not there", async () => {
  const minted = await mint();
  const { evidence } = requestFor(minted);
  itJudges([
    ...(["tcbInfo", "qeIdentity"] as const).map((member) => ({
      name: `no ${member}`,
      request: {
        evidence,
        endorsements: { intel: { ...minted.endorsements, [member]: undefined } },
      },
      code: "COLLATERAL_UNAVAILABLE" as const,
      verdict: "indeterminate" as const,
    })),
    {
      name: "nothing at all",
      request: { evidence, endorsements: undefined },
      code: "COLLATERAL_UNAVAILABLE",
      verdict: "indeterminate",
    },
  ]);
});
