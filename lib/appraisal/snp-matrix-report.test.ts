import { beforeAll, describe } from "vitest";
import { DEFAULT_GUEST_POLICY, type MintSnpOptions } from "@/lib/simulator/amd/mint-snp";
import { flipped, pattern } from "@/lib/simulator/byte-writer";
import { sharedAmdPki } from "./testing/appraise-snp";
import { itJudgesSnp, type SnpCase } from "./testing/snp-matrix";

beforeAll(async () => void (await sharedAmdPki()), 60_000);

const typed = { evidenceType: "amd-sev-snp-report" } as const;

describe("versions, sizes and algorithms", () => {
  itJudgesSnp([
    ...[2, 3, 4, 5].map((version): SnpCase => ({
      name: `accepts version ${version}`,
      mint: { report: { version } },
    })),
    ...[0, 1, 6].map((version): SnpCase => ({
      name: `refuses version ${version}`,
      mint: { report: { version } },
      request: typed,
      reason: "REPORT_FORMAT_UNSUPPORTED format.report.version",
    })),
    ...[0, 2].map((signatureAlgorithm): SnpCase => ({
      name: `refuses signature algorithm ${signatureAlgorithm}`,
      mint: { report: { signatureAlgorithm } },
      reason: "REPORT_FORMAT_UNSUPPORTED format.report.signatureAlgorithm",
    })),
    {
      name: "refuses a report that lacks its last byte",
      mint: { signatureField: (field) => field.subarray(0, 511) },
      request: typed,
      reason: "EVIDENCE_TRUNCATED format.report",
    },
    {
      name: "refuses a report with one byte more",
      mint: { signatureField: (field) => Uint8Array.of(...field, 0) },
      request: typed,
      reason: "EVIDENCE_MALFORMED format.certificates",
    },
  ]);
});

describe("the key that signed", () => {
  const keyInfo = (value: number): MintSnpOptions => ({ report: { keyInfo: value } });
  itJudgesSnp([
    {
      name: "refuses a report that nothing signed",
      mint: keyInfo(7 << 2),
      reason: "REPORT_SIGNATURE_INVALID report.signingKey",
      follows: ["SIGNER_NOT_ALLOWED vek.chain"],
    },
    {
      name: "refuses a reserved signing key",
      mint: keyInfo(2 << 2),
      reason: "EVIDENCE_MALFORMED report.signingKey",
      follows: ["SIGNER_NOT_ALLOWED vek.chain"],
    },
    {
      name: "asks for a VLEK when the report says that one signed",
      mint: keyInfo(1 << 2),
      reason: "COLLATERAL_UNAVAILABLE vek.chain",
      verdict: "indeterminate",
    },
    {
      name: "refuses reserved bits of the key info",
      mint: keyInfo(1 << 5),
      reason: "EVIDENCE_MALFORMED report.reserved",
    },
    {
      name: "refuses AUTHOR_KEY_EN without a digest",
      mint: keyInfo(1),
      reason: "EVIDENCE_MALFORMED report.authorKey",
    },
    {
      name: "pitfall 79: refuses an author key digest without AUTHOR_KEY_EN",
      mint: { report: { authorKeyDigest: pattern(3, 48) } },
      reason: "EVIDENCE_MALFORMED report.authorKey",
    },
    {
      name: "accepts an author key with its digest",
      mint: { report: { keyInfo: 1, authorKeyDigest: pattern(3, 48) } },
    },
  ]);
});

describe("reserved fields", () => {
  const flip = (offset: number, version = 3): MintSnpOptions => ({
    report: { version },
    signedPart: (bytes) => flipped(bytes, offset),
  });
  itJudgesSnp([
    ...[
      { offset: 0x4c, version: 3 },
      { offset: 0x18b, version: 3 },
      { offset: 0x19f, version: 3 },
      { offset: 0x188, version: 2 },
      { offset: 0x1eb, version: 3 },
      { offset: 0x1ef, version: 3 },
      { offset: 0x1f8, version: 3 },
      { offset: 0x29f, version: 4 },
      { offset: 0x208, version: 5 },
    ].map(({ offset, version }): SnpCase => ({
      name: `refuses a reserved byte at 0x${offset.toString(16)} in version ${version}`,
      mint: flip(offset, version),
      reason: "EVIDENCE_MALFORMED report.reserved",
    })),
    ...[0x330 - 0x2a0, 511].map((offset): SnpCase => ({
      name: `refuses a byte behind the signature, ${offset} in its field`,
      mint: { signatureField: (field) => flipped(field, offset) },
      reason: "EVIDENCE_MALFORMED report.reserved",
    })),
    {
      name: "refuses a reserved bit of the platform info",
      mint: { report: { platformInfo: 0x65n } },
      reason: "EVIDENCE_MALFORMED report.platformInfo",
    },
    {
      name: "refuses bit 17 of the guest policy when it is clear",
      mint: { report: { policy: 0x10000n } },
      reason: "GUEST_POLICY_RESERVED_BIT_SET report.guestPolicy",
    },
    ...[26n, 63n].map((bit): SnpCase => ({
      name: `refuses bit ${bit} of the guest policy`,
      mint: { report: { policy: DEFAULT_GUEST_POLICY | (1n << bit) } },
      reason: "GUEST_POLICY_RESERVED_BIT_SET report.guestPolicy",
    })),
  ]);
});

describe("the signature", () => {
  const reason = "REPORT_SIGNATURE_INVALID report.signature";
  const order =
    "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973";
  const set = (r: Uint8Array | null, s: Uint8Array | null) => (signature: Uint8Array) =>
    Uint8Array.of(...(r ?? signature.subarray(0, 48)), ...(s ?? signature.subarray(48)));
  const zero = new Uint8Array(48);
  const n = new Uint8Array(Buffer.from(order, "hex"));
  itJudgesSnp([
    { name: "refuses a stranger's signature", mint: { byStranger: true }, reason },
    { name: "refuses R of zero", mint: { changeSignature: set(zero, null) }, reason },
    { name: "refuses S of zero", mint: { changeSignature: set(null, zero) }, reason },
    { name: "refuses R that is the order", mint: { changeSignature: set(n, null) }, reason },
    { name: "refuses S that is the order", mint: { changeSignature: set(null, n) }, reason },
    {
      name: "refuses R with a byte above its 48",
      mint: { signatureField: (field) => flipped(field, 48) },
      reason,
    },
    {
      name: "refuses S with a byte above its 48",
      mint: { signatureField: (field) => flipped(field, 72 + 71) },
      reason,
    },
    {
      name: "refuses R and S big-endian",
      mint: {
        signatureField: (field) => {
          const turned = field.slice();
          turned.set(field.slice(0, 48).reverse(), 0);
          turned.set(field.slice(72, 120).reverse(), 72);
          return turned;
        },
      },
      reason,
    },
  ]);
});

describe("the table behind an extended report", () => {
  const reason = "EVIDENCE_MALFORMED format.certificates";
  const end = 3 * 24;
  itJudgesSnp([
    { name: "serves in place of given certificates", mint: { extended: true } },
    {
      name: "serves a VLEK with its ASVK",
      mint: { extended: true, signer: "vlek", product: "Genoa" },
    },
    {
      name: "may name what nobody knows",
      mint: {
        extended: (entries) => [...entries, { guid: "11".repeat(16), data: pattern(1, 10) }],
      },
    },
    {
      name: "may lack the certificates above the key, which are then asked for",
      mint: { extended: (entries) => entries.slice(0, 1) },
      reason: "COLLATERAL_UNAVAILABLE vek.chain",
      verdict: "indeterminate",
    },
    {
      name: "must have an end",
      mint: { extended: true, tableBytes: (table) => table.subarray(0, end) },
      reason,
    },
    {
      name: "must not name one thing twice",
      mint: { extended: (entries) => [...entries, ...entries.slice(0, 1)] },
      reason,
    },
    {
      name: "must not point into its own list",
      mint: { extended: ([first, ...rest]) => (first ? [{ ...first, offset: 8 }, ...rest] : rest) },
      reason,
    },
    {
      name: "must not point behind its end",
      mint: {
        extended: ([first, ...rest]) => (first ? [...rest, { ...first, offset: 8190 }] : rest),
      },
      reason,
    },
    {
      name: "must not have entries that overlap",
      mint: {
        extended: ([first, ...rest]) => (first ? [{ ...first, offset: 100 }, ...rest] : rest),
      },
      reason,
    },
    {
      name: "pitfall 76: must not reach its end by an overflow of 32 bits",
      mint: {
        extended: ([first, ...rest]) =>
          first ? [...rest, { ...first, offset: 0xfffffff0, length: 0x20 }] : rest,
      },
      reason,
    },
    {
      name: "must be zero where no entry points",
      mint: { extended: true, tableBytes: (table) => flipped(table, -1) },
      reason,
    },
  ]);
});
