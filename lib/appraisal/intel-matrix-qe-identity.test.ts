import { describe } from "vitest";
import { flipped } from "@/lib/simulator/byte-writer";
import type { QeIdentity } from "@/lib/simulator/intel/collateral-writer";
import type { MintIntelOptions } from "@/lib/simulator/intel/mint-intel";
import { itJudges } from "./testing/matrix";
const qeIdentity = (change: (identity: QeIdentity) => unknown): MintIntelOptions => ({
  qeIdentity: { members: change },
});

describe("QE Identity", () => {
  const code = "QE_IDENTITY_INVALID" as const;
  itJudges([
    {
      name: "signature with one bit flipped",
      mint: { qeIdentity: { signature: (signature) => flipped(signature, 5) } },
      code: "QE_IDENTITY_SIGNATURE_INVALID",
    },
    {
      name: "printed with spaces after it was signed",
      mint: { qeIdentity: { envelope: (text) => JSON.stringify(JSON.parse(text), null, 1) } },
      code: "QE_IDENTITY_SIGNATURE_INVALID",
    },
    {
      name: "a key twice, signed",
      mint: {
        qeIdentity: { text: (text) => text.replace(`"version":2`, `"version":2,"version":2`) },
      },
      code,
    },
    { name: "id QE for TDX", mint: qeIdentity((identity) => ({ ...identity, id: "QE" })), code },
    {
      name: "id TD_QE for SGX",
      mint: { tee: "sgx", ...qeIdentity((identity) => ({ ...identity, id: "TD_QE" })) },
      code,
    },
    { name: "id QVE", mint: qeIdentity((identity) => ({ ...identity, id: "QVE" })), code },
    { name: "version 3", mint: qeIdentity((identity) => ({ ...identity, version: 3 })), code },
    { name: "no levels", mint: qeIdentity((identity) => ({ ...identity, tcbLevels: [] })), code },
    {
      name: "a status that only platforms have",
      mint: { statuses: { qe: "SWHardeningNeeded" } },
      code,
    },
    {
      name: "a MISCSELECT of 3 bytes",
      mint: qeIdentity((identity) => ({ ...identity, miscselect: "000000" })),
      code,
    },
    {
      name: "a product id that is text",
      mint: qeIdentity((identity) => ({ ...identity, isvprodid: "2" })),
      code,
    },
    {
      name: "an invalid date",
      mint: qeIdentity((identity) => ({ ...identity, nextUpdate: "never" })),
      code,
    },
  ]);
});

describe("the quoting enclave against its identity", () => {
  const code = "QE_IDENTITY_MISMATCH" as const;
  const attributes = (...bytes: readonly number[]) => {
    const all = new Uint8Array(16);
    all.set(bytes);
    return all;
  };
  itJudges([
    { name: "another signer", mint: { qe: { mrSigner: new Uint8Array(32).fill(9) } }, code },
    { name: "another product", mint: { qe: { isvProdId: 3 } }, code },
    { name: "another MISCSELECT", mint: { qe: { miscSelect: 1 } }, code },
    { name: "the topmost bit of MISCSELECT", mint: { qe: { miscSelect: 0x80000000 } }, code },
    { name: "debug", mint: { qe: { attributes: attributes(0x17) } }, code },
    {
      name: "debug under a mask that leaves it out",
      mint: {
        qe: { attributes: attributes(0x17) },
        ...qeIdentity((identity) => ({
          ...identity,
          attributesMask: `F9${identity.attributesMask.slice(2)}`,
        })),
      },
      code,
    },
    { name: "no PROVISION_KEY", mint: { qe: { attributes: attributes(0x05) } }, code },
    {
      name: "the topmost flag",
      mint: { qe: { attributes: attributes(0x15, 0, 0, 0, 0, 0, 0, 0x80) } },
      code,
    },
    {
      name: "an XFRM outside of the mask, which is not asked",
      mint: { qe: { attributes: attributes(0x15, 0, 0, 0, 0, 0, 0, 0, 0x03) } },
    },
    {
      name: "a mask that hides a difference in MISCSELECT",
      mint: {
        qe: { miscSelect: 1 },
        ...qeIdentity((identity) => ({ ...identity, miscselectMask: "FEFFFFFF" })),
      },
    },
    {
      name: "another MRENCLAVE, which no identity names",
      mint: { qe: { mrEnclave: new Uint8Array(32).fill(9) } },
    },
    { name: "an SVN above every level", mint: { qe: { isvSvn: 200 } } },
    { name: "an SVN below every level", mint: { qe: { isvSvn: 1 } }, code: "TCB_LEVEL_NOT_FOUND" },
    {
      name: "an SVN of an older level",
      mint: { qe: { isvSvn: 7 } },
      code: "TCB_STATUS_NOT_ACCEPTED",
    },
    { name: "a level that is revoked", mint: { statuses: { qe: "Revoked" } }, code: "TCB_REVOKED" },
    {
      name: "a level that is out of date",
      mint: { statuses: { qe: "OutOfDate" } },
      code: "TCB_STATUS_NOT_ACCEPTED",
    },
  ]);
});
