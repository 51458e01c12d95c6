import { describe, expect, it } from "vitest";
import { toBase64 } from "@/lib/bytes/base64";
import { flipped, joinBytes } from "@/lib/simulator/byte-writer";
import type { MintIntelOptions } from "@/lib/simulator/intel/mint-intel";
import type { SignatureDataHooks } from "@/lib/simulator/intel/quote-writer";
import { appraise, mint, requestFor } from "./testing/appraise-minted";
import { itJudges } from "./testing/matrix";

/** Order of the P-256 group (FIPS 186-4, D.1.2.3). */
const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

function scalar(value: bigint): Uint8Array {
  const hex = value.toString(16).padStart(64, "0");
  return Uint8Array.from({ length: 32 }, (_, i) => parseInt(hex.slice(i * 2, i * 2 + 2), 16));
}

function asNumber(bytes: Uint8Array): bigint {
  return bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

const sgx = (changes: MintIntelOptions = {}): MintIntelOptions => ({ tee: "sgx", ...changes });
const block = (signatureData: SignatureDataHooks): MintIntelOptions => ({ signatureData });
const v5 = (changes: MintIntelOptions = {}): MintIntelOptions => ({ version: 5, ...changes });

describe("every form of a good quote is affirmed", () => {
  itJudges([
    { name: "SGX version 3", mint: sgx() },
    { name: "SGX version 4", mint: sgx({ version: 4 }) },
    { name: "SGX version 5", mint: sgx({ version: 5 }) },
    { name: "SGX under the Processor CA", mint: sgx({ platform: { ca: "processor" } }) },
    { name: "TDX version 4", mint: {} },
    { name: "TDX version 5, TD 1.0", mint: v5({ tdReport: "1.0" }) },
    { name: "TDX version 5, TD 1.5", mint: v5({ tdReport: "1.5" }) },
    { name: "certification data type 1", mint: sgx({ certificationDataType: 1 }) },
    { name: "certification data type 2", mint: sgx({ certificationDataType: 2 }) },
    { name: "certification data type 3", mint: sgx({ certificationDataType: 3 }) },
    { name: "certification data type 3 in version 4", mint: { certificationDataType: 3 } },
  ]);
});

describe("quote header", () => {
  itJudges([
    ...[2, 6].map((version) => ({
      name: `version ${version}`,
      mint: { header: { version } },
      code: "QUOTE_FORMAT_UNSUPPORTED" as const,
    })),
    ...[0, 1, 3].map((attestationKeyType) => ({
      name: `attestation key type ${attestationKeyType}`,
      mint: { header: { attestationKeyType } },
      code: "ATTESTATION_KEY_TYPE_UNSUPPORTED" as const,
    })),
    ...[1, 0x80, 0x81000000].map((teeType) => ({
      name: `TEE type 0x${teeType.toString(16)}`,
      mint: { header: { teeType } },
      code: "WRONG_TEE_TYPE" as const,
    })),
    {
      name: "version 3 with the TEE type of TDX",
      mint: sgx({ header: { teeType: 0x81 } }),
      code: "WRONG_TEE_TYPE",
    },
    {
      name: "an SGX quote where a TDX quote was announced",
      mint: sgx(),
      request: { evidenceType: "intel-tdx-quote" },
      code: "WRONG_TEE_TYPE",
    },
    {
      name: "a TDX quote where an SGX quote was announced",
      request: { evidenceType: "intel-sgx-quote" },
      code: "WRONG_TEE_TYPE",
    },
    {
      name: "another vendor of the quoting enclave",
      mint: { header: { qeVendorId: new Uint8Array(16).fill(0x42) } },
      code: "QE_VENDOR_UNKNOWN",
    },
    {
      name: "QE and PCE SVN, which nobody may rely on",
      mint: { header: { qeSvn: 0, pceSvn: 0 } },
    },
  ]);

  it("refuses 0 to 47 bytes, and says what there is of a header", async () => {
    const minted = await mint();
    for (let length = 0; length < 48; length += 1) {
      const evidence = toBase64(minted.quote.subarray(0, length));
      const { verdict, codes } = await appraise(requestFor(minted, { evidence }));
      const expected =
        length < 8
          ? { verdict: "refused", codes: ["EVIDENCE_UNRECOGNISED"] }
          : { verdict: "contraindicated", codes: ["EVIDENCE_TRUNCATED"] };
      expect({ verdict, codes }, `${length} bytes`).toEqual(expected);
    }
  });
});

describe("body descriptor of version 5", () => {
  itJudges([
    ...[0, 4, 5, 0xffff].map((type) => ({
      name: `body type ${type}`,
      mint: v5({ bodyDescriptor: { type } }),
      code: "QUOTE_FORMAT_UNSUPPORTED" as const,
    })),
    ...[-1, 1].map((difference) => ({
      name: `size ${difference > 0 ? "+" : ""}${difference}`,
      mint: v5({ bodyDescriptor: { size: 648 + difference } }),
      code: "EVIDENCE_MALFORMED" as const,
    })),
    {
      name: "the size of TD 1.0 under the type of TD 1.5",
      mint: v5({ tdReport: "1.0", bodyDescriptor: { type: 3 } }),
      code: "EVIDENCE_MALFORMED",
    },
    {
      name: "a size of 4 GiB",
      mint: v5({ bodyDescriptor: { size: 0xffffffff } }),
      code: "EVIDENCE_MALFORMED",
    },
    {
      name: "an SGX body in a TDX quote",
      mint: v5({ bodyDescriptor: { type: 1, size: 384 } }),
      code: "WRONG_TEE_TYPE",
    },
    {
      name: "a TD report in an SGX quote",
      mint: sgx({ version: 5, bodyDescriptor: { type: 2, size: 584 } }),
      code: "WRONG_TEE_TYPE",
    },
  ]);
});

describe("signature data", () => {
  itJudges([
    { name: "length 0", mint: block({ signatureDataLength: () => 0 }), code: "EVIDENCE_MALFORMED" },
    {
      name: "length one too small",
      mint: block({ signatureDataLength: (length) => length - 1 }),
      code: "EVIDENCE_MALFORMED",
    },
    {
      name: "length one too large",
      mint: block({ signatureDataLength: (length) => length + 1 }),
      code: "EVIDENCE_TRUNCATED",
    },
    {
      name: "length 0xffffffff",
      mint: block({ signatureDataLength: () => 0xffffffff }),
      code: "EVIDENCE_TRUNCATED",
    },
    {
      name: "outer certification data of type 5",
      mint: block({ outerType: 5 }),
      code: "QUOTE_FORMAT_UNSUPPORTED",
    },
    ...[0, 4, 6, 7, 8].map((innerType) => ({
      name: `inner certification data of type ${innerType}`,
      mint: block({ innerType }),
      code: "QUOTE_FORMAT_UNSUPPORTED" as const,
    })),
    {
      name: "type 6 in version 3",
      mint: sgx(block({ innerType: 6 })),
      code: "QUOTE_FORMAT_UNSUPPORTED",
    },
    ...[-1, 1, 0x7fffffff].flatMap((difference) => [
      {
        name: `inner length changed by ${difference}`,
        mint: block({ innerLength: (length) => length + difference }),
        code: "EVIDENCE_MALFORMED" as const,
      },
      {
        name: `outer length changed by ${difference}`,
        mint: block({ outerLength: (length) => length + difference }),
        code: "EVIDENCE_MALFORMED" as const,
      },
    ]),
    { name: "no QE authentication data", mint: block({ authData: new Uint8Array(0) }) },
    {
      name: "64 bytes of QE authentication data",
      mint: block({ authData: new Uint8Array(64).fill(7) }),
    },
    {
      name: "65535 bytes of QE authentication data declared",
      mint: block({ authLength: () => 65535 }),
      code: "EVIDENCE_MALFORMED",
    },
    {
      name: "bytes after the certification data, inside the block",
      mint: block({ afterInner: Uint8Array.of(0) }),
      code: "EVIDENCE_MALFORMED",
    },
    { name: "zeros after the quote", mint: block({ trailing: new Uint8Array(70) }) },
    {
      name: "one byte after the quote",
      mint: block({ trailing: Uint8Array.of(1) }),
      code: "EVIDENCE_TRAILING_BYTES",
      verdict: "warning",
    },
    {
      name: "zeros and then text after the quote",
      mint: block({ trailing: joinBytes([new Uint8Array(16), Uint8Array.of(0x41)]) }),
      code: "EVIDENCE_TRAILING_BYTES",
      verdict: "warning",
    },
    { name: "a NUL at the end of the PEM", mint: { pckChainText: (text) => `${text}\0` } },
  ]);
});

describe("what binds the attestation key", () => {
  const sha256 = async (bytes: Uint8Array) =>
    new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(bytes)));
  const withTail = (hash: Uint8Array) => joinBytes([hash, new Uint8Array(32)]);
  const afterThePoint = (point: Uint8Array) => flipped(point, -1);

  itJudges([
    {
      name: "another hash in the QE report",
      mint: block({ qeReportData: (reportData) => flipped(reportData, 0) }),
      code: "AK_BINDING_INVALID",
    },
    {
      name: "a hash over the key with its 0x04 prefix",
      mint: block({
        qeReportData: async (_, { point, authData }) =>
          withTail(await sha256(joinBytes([Uint8Array.of(4), point, authData]))),
      }),
      code: "AK_BINDING_INVALID",
    },
    {
      name: "a hash over the key without the authentication data",
      mint: block({ qeReportData: async (_, { point }) => withTail(await sha256(point)) }),
      code: "AK_BINDING_INVALID",
    },
    {
      name: "something behind the hash",
      mint: block({ qeReportData: (reportData) => flipped(reportData, -1) }),
      code: "AK_BINDING_INVALID",
    },
    {
      name: "an attestation key that is not on the curve",
      mint: block({ attestationPoint: afterThePoint }),
      code: "QUOTE_SIGNATURE_INVALID",
    },
    {
      name: "an attestation key of zeros",
      mint: block({ attestationPoint: (point) => new Uint8Array(point.length) }),
      code: "QUOTE_SIGNATURE_INVALID",
    },
    {
      name: "an attestation key of ones",
      mint: block({ attestationPoint: (point) => new Uint8Array(point.length).fill(0xff) }),
      code: "QUOTE_SIGNATURE_INVALID",
    },
  ]);
});

describe("signatures in the quote", () => {
  const half = (signature: Uint8Array, which: "r" | "s") =>
    which === "r" ? signature.subarray(0, 32) : signature.subarray(32);
  const variants: readonly (readonly [string, (signature: Uint8Array) => Uint8Array])[] = [
    ["one bit flipped", (signature) => flipped(signature, 40)],
    ["r = 0", (signature) => joinBytes([scalar(0n), half(signature, "s")])],
    ["s = 0", (signature) => joinBytes([half(signature, "r"), scalar(0n)])],
    ["r = s = 0", () => new Uint8Array(64)],
    ["r = n", (signature) => joinBytes([scalar(P256_ORDER), half(signature, "s")])],
    ["s = n", (signature) => joinBytes([half(signature, "r"), scalar(P256_ORDER)])],
    [
      "s of all ones",
      (signature) => joinBytes([half(signature, "r"), new Uint8Array(32).fill(0xff)]),
    ],
    ["r and s swapped", (signature) => joinBytes([half(signature, "s"), half(signature, "r")])],
  ];
  itJudges([
    ...variants.flatMap(([name, change]) => [
      {
        name: `quote signature: ${name}`,
        mint: block({ quoteSignature: change }),
        code: "QUOTE_SIGNATURE_INVALID" as const,
      },
      {
        name: `QE report signature: ${name}`,
        mint: block({ qeSignature: change }),
        code: "QE_REPORT_SIGNATURE_INVALID" as const,
      },
    ]),
    {
      // ECDSA is malleable, and no vendor demands the low s.
      name: "the other s of the same signature, which is as good",
      mint: block({
        quoteSignature: (signature) =>
          joinBytes([half(signature, "r"), scalar(P256_ORDER - asNumber(half(signature, "s")))]),
      }),
    },
  ]);
});

describe("a quote that was changed after it was signed", () => {
  it.each([
    ["header", 28, "QUOTE_SIGNATURE_INVALID"],
    ["MRTD", 184, "QUOTE_SIGNATURE_INVALID"],
    ["RTMR3", 520, "QUOTE_SIGNATURE_INVALID"],
    ["report data", 568 + 63, "QUOTE_SIGNATURE_INVALID"],
    ["QE report", 770, "QE_REPORT_SIGNATURE_INVALID"],
  ])("%s", async (_part, offset, code) => {
    const minted = await mint();
    const evidence = toBase64(flipped(minted.quote, offset));
    const outcome = await appraise(requestFor(minted, { evidence }));
    expect(outcome.verdict).toBe("contraindicated");
    expect(outcome.codes).toContain(code);
  });

  it("authentication data", async () => {
    const minted = await mint();
    const evidence = toBase64(flipped(minted.quote, 1220));
    const outcome = await appraise(requestFor(minted, { evidence }));
    expect(outcome.codes).toEqual(["AK_BINDING_INVALID"]);
  });
});
