import { describe } from "vitest";
import { toHex } from "@/lib/bytes/hex";
import type { AppraisalPolicy, IntelKnobs } from "@/lib/rats/appraisal-policy";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import { pattern } from "@/lib/simulator/byte-writer";
import type { MintIntelOptions } from "@/lib/simulator/intel/mint-intel";
import { itJudges } from "./testing/matrix";

const policy = (rules: AppraisalPolicy): Partial<VerificationRequest> => ({
  policy: { extends: "strict", ...rules },
});
const intel = (knobs: IntelKnobs) => policy({ intel: knobs });

const flagsOf = (value: bigint) =>
  Uint8Array.from({ length: 8 }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));

describe("bits of TD attributes", () => {
  const base = 1n << 28n;
  /** Intel TDX Module ABI, table “ATTRIBUTES”. */
  const reported = [16, 27, 30, 31, 62, 63];
  itJudges(
    Array.from({ length: 64 }, (_, bit) => {
      const mint = { td: { tdAttributes: flagsOf(base | (1n << BigInt(bit))) } };
      const name = `bit ${bit}`;
      const unnamed = "TD_ATTRIBUTES_RESERVED_BIT_SET" as const;
      if ([1, 2, 3, 7].includes(bit)) {
        return { name, mint, code: unnamed, follows: ["DEBUG_ENABLED" as const] };
      }
      if (bit < 8) return { name, mint, code: "DEBUG_ENABLED" as const };
      if (bit === 29) {
        return { name, mint, code: "MEASUREMENT_MISMATCH" as const, check: "tdx.migratable" };
      }
      if (bit === 28 || reported.includes(bit)) return { name, mint };
      return { name, mint, code: unnamed };
    }),
  );
  itJudges([
    {
      // Genuine guests of two clouds have it clear: that is policy, not validity.
      name: "SEPT_VE_DISABLE clear",
      mint: { td: { tdAttributes: new Uint8Array(8) } },
    },
    {
      name: "MIGRATABLE where the service TD is pinned",
      mint: {
        version: 5,
        td: { tdAttributes: flagsOf(base | (1n << 29n)), mrServiceTd: pattern(50, 48) },
      },
      request: intel({ tdx: { mrServiceTd: [toHex(pattern(50, 48))] } }),
    },
    {
      name: "a reserved bit where the policy does not mind",
      mint: { td: { tdAttributes: flagsOf(base | (1n << 39n)) } },
      request: intel({ tdx: { enforceReservedBits: false } }),
      code: "TD_ATTRIBUTES_RESERVED_BIT_SET",
      verdict: "warning",
    },
  ]);
});

describe("bits of XFAM", () => {
  const xfam = (value: bigint): MintIntelOptions => ({ td: { xfam: flagsOf(value) } });
  const missing = "XFAM_REQUIRED_BIT_CLEAR" as const;
  const forbidden = "XFAM_FORBIDDEN_BIT_SET" as const;
  itJudges([
    { name: "X87 and SSE alone", mint: xfam(0x3n) },
    { name: "X87 clear", mint: xfam(0x2n), code: missing },
    { name: "SSE clear", mint: xfam(0x1n), code: missing },
    { name: "AVX-512 whole", mint: xfam(0xe7n) },
    ...[0x20n, 0x40n, 0x80n, 0x60n, 0xa0n, 0xc0n].map((part) => ({
      name: `AVX-512 in part (0x${part.toString(16)})`,
      mint: xfam(0x7n | part),
      code: missing,
    })),
    { name: "CET whole", mint: xfam(0x1803n) },
    { name: "CET U alone", mint: xfam(0x803n), code: missing },
    { name: "CET S alone", mint: xfam(0x1003n), code: missing },
    { name: "AMX whole", mint: xfam(0x60003n) },
    { name: "AMX TILECFG alone", mint: xfam(0x20003n), code: missing },
    { name: "AMX TILEDATA alone", mint: xfam(0x40003n), code: missing },
    { name: "APX", mint: xfam(0x80003n) },
    ...[20, 32, 62, 63].map((bit) => ({
      name: `bit ${bit}`,
      mint: xfam(0x3n | (1n << BigInt(bit))),
      code: forbidden,
    })),
    {
      name: "bit 20 where the policy does not mind",
      mint: xfam(0x3n | (1n << 20n)),
      request: intel({ tdx: { enforceReservedBits: false } }),
      code: forbidden,
      verdict: "warning",
    },
  ]);
});

describe("flags of an enclave", () => {
  const flags = (value: bigint): MintIntelOptions => ({
    tee: "sgx",
    enclave: { attributes: Uint8Array.from([...flagsOf(value), 0x03, 0, 0, 0, 0, 0, 0, 0]) },
  });
  itJudges([
    ...[4, 5, 6, 10].map((bit) => ({
      name: `bit ${bit}`,
      mint: flags(0x5n | (1n << BigInt(bit))),
    })),
    ...[3, 8, 9, 11, 31, 32, 63].map((bit) => ({
      name: `reserved bit ${bit}`,
      mint: flags(0x5n | (1n << BigInt(bit))),
      code: "TD_ATTRIBUTES_RESERVED_BIT_SET" as const,
    })),
  ]);
});
