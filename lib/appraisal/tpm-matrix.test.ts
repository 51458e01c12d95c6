import { describe, expect, it } from "vitest";
import { toHex } from "@/lib/bytes/hex";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import { flipped, joinBytes, pattern } from "@/lib/simulator/byte-writer";
import { defaultNonce, type MintTpmOptions } from "@/lib/simulator/tpm/mint-tpm";
import { appraiseQuote, itJudgesMinted, mintQuote, type MintedCase } from "./testing/appraise-tpm";

type Case = MintedCase<MintTpmOptions>;
const itJudges = (cases: readonly Case[]) => itJudgesMinted(mintQuote, "tpm-quote", cases);

const attest = (changes: MintTpmOptions["attest"]): MintTpmOptions => ({ attest: changes ?? {} });
const nonce = (bytes: Uint8Array): Partial<VerificationRequest> => ({
  expected: { nonce: toHex(bytes) },
});
const first = (count: number, size = 32) =>
  new Map(Array.from({ length: count }, (_, pcr) => [pcr, pattern(70 + pcr, size)] as const));

describe("good quotes are affirmed", () => {
  itJudges([
    { name: "RSASSA with SHA-256 by an RSA-2048 key" },
    { name: "RSASSA with SHA-384", mint: { hash: "sha384" } },
    { name: "RSASSA with SHA-512", mint: { hash: "sha512" } },
    { name: "RSAPSS with a salt of the hash's length", mint: { scheme: "RSAPSS" } },
    { name: "RSAPSS with SHA-384", mint: { scheme: "RSAPSS", hash: "sha384" } },
    { name: "ECDSA by a P-256 key", mint: { keyKind: "p-256" } },
    { name: "ECDSA by a P-384 key", mint: { keyKind: "p-384" } },
    { name: "ECDSA by a P-521 key", mint: { keyKind: "p-521", vouchedBy: "request" } },
    { name: "the SHA-384 bank", mint: { bank: "sha384", hash: "sha384" } },
    { name: "the SHA-384 bank under a SHA-256 signature", mint: { bank: "sha384" } },
    { name: "a selection of three registers", mint: { pcrs: first(3) } },
    { name: "a clock that may have gone back", mint: attest({ safe: 0 }) },
    { name: "no nonce, when none is asked for", mint: { nonce: new Uint8Array(0) } },
    { name: "a key that the request names", mint: { vouchedBy: "request" } },
    { name: "the expected nonce", request: nonce(defaultNonce) },
    {
      name: "a nonce of 64 bytes",
      mint: { nonce: pattern(5, 64) },
      request: nonce(pattern(5, 64)),
    },
    { name: "a key that signs with any scheme", mint: { publicArea: { scheme: 0x0010 } } },
  ]);
});

describe("the quote structure", () => {
  const invalid = (name: string, mint: MintTpmOptions): Case => ({
    name,
    mint,
    code: "TPM_QUOTE_INVALID",
  });
  itJudges([
    invalid("another magic", { attestBytes: (bytes) => flipped(bytes, 0) }),
    ...[0x8014, 0x8016, 0x8017, 0x8019, 0x801a, 0].map((type) =>
      invalid(`type 0x${type.toString(16)}`, attest({ type })),
    ),
    invalid("a name of 67 bytes", attest({ qualifiedSigner: pattern(1, 67) })),
    invalid("extra data of 65 bytes", attest({ extraData: pattern(1, 65) })),
    invalid("a clock that is neither safe nor unsafe", attest({ safe: 2 })),
    invalid("no selection", attest({ selections: [] })),
    invalid(
      "two selections of the same bank",
      attest({
        selections: [
          { bank: "sha256", pcrs: [0] },
          { bank: "sha256", pcrs: [1] },
        ],
      }),
    ),
    invalid(
      "selections of two banks",
      attest({
        selections: [
          { bank: "sha256", pcrs: [0] },
          { bank: "sha384", pcrs: [0] },
        ],
      }),
    ),
    invalid("a bank of SM3", attest({ selections: [{ bank: 0x0012, pcrs: [0] }] })),
    ...[0, 1, 2, 5].map((size) =>
      invalid(
        `a bitmap of ${size} bytes`,
        attest({ selections: [{ bank: "sha256", pcrs: [0], size }] }),
      ),
    ),
    invalid("an empty selection", attest({ selections: [{ bank: "sha256", pcrs: [] }] })),
    invalid("a digest of 65 bytes", attest({ pcrDigest: pattern(1, 65) })),
    {
      name: "a byte behind the structure",
      mint: attest({ trailing: Uint8Array.of(0) }),
      code: "EVIDENCE_TRAILING_BYTES",
    },
    {
      name: "a byte behind the signature",
      mint: { signatureBytes: (bytes) => joinBytes([bytes, Uint8Array.of(0)]) },
      code: "EVIDENCE_TRAILING_BYTES",
    },
    {
      name: "a size prefix, as of a TPM2B_ATTEST, which nobody signs",
      mint: { attestBytes: (bytes) => joinBytes([Uint8Array.of(0, bytes.length), bytes]) },
      code: "TPM_QUOTE_INVALID",
    },
    {
      name: "an unknown member of the container",
      mint: { members: (members) => ({ ...members, note: "hello" }) },
      code: "EVIDENCE_MALFORMED",
    },
    {
      name: "a bitmap of four bytes",
      mint: { attest: { selections: [{ bank: "sha256", pcrs: range(24), size: 4 }] } },
    },
    {
      name: "bits of the bitmap in the other order",
      mint: {
        pcrs: first(1),
        attest: { selections: [{ bank: "sha256", pcrs: [7] }] },
      },
      code: "PCR_SELECTION_MISMATCH",
    },
  ]);

  it("is refused, not fatal, when cut at any byte", async () => {
    const { attest: whole } = await mintQuote();
    for (let length = 0; length < whole.length; length++) {
      const { codes, verdict } = await appraiseQuote({
        attestBytes: (bytes) => bytes.subarray(0, length),
      });
      expect(verdict).toBe("contraindicated");
      expect(["EVIDENCE_TRUNCATED", "TPM_QUOTE_INVALID"]).toContain(codes[0]);
    }
  });
});

describe("PCR values", () => {
  const set = (pcr: number, value: Uint8Array) => (values: ReadonlyMap<number, Uint8Array>) =>
    new Map([...values, [pcr, value]]);
  itJudges([
    {
      name: "one of the quoted values is another",
      mint: { suppliedPcrs: set(4, pattern(1, 32)) },
      code: "PCR_DIGEST_MISMATCH",
    },
    {
      name: "a value that was not quoted comes along",
      mint: { pcrs: first(8), suppliedPcrs: set(8, pattern(1, 32)) },
      code: "PCR_SELECTION_MISMATCH",
    },
    {
      name: "a quoted value is missing",
      mint: {
        suppliedPcrs: (values) => new Map([...values].filter(([pcr]) => pcr !== 3)),
      },
      code: "PCR_SELECTION_MISMATCH",
    },
    {
      name: "the digest is of another hash than the signature's",
      mint: attest({ pcrDigest: pattern(1, 48) }),
      code: "PCR_DIGEST_MISMATCH",
    },
    {
      name: "another bank than the quoted one comes along",
      mint: {
        attest: { selections: [{ bank: "sha384", pcrs: range(24) }] },
      },
      code: "PCR_SELECTION_MISMATCH",
    },
    {
      name: "the SHA-1 bank",
      mint: { bank: "sha1" },
      code: "TPM_ALGORITHM_REJECTED",
      check: "tpm.bank",
    },
    {
      name: "two banks come along",
      mint: {
        members: (members) => ({ ...members, pcrs: { sha256: { 0: "00" }, sha1: {} } }),
      },
      code: "TPM_QUOTE_INVALID",
    },
    {
      name: "a value has a byte too few",
      mint: { suppliedPcrs: set(0, pattern(1, 31)) },
      code: "TPM_QUOTE_INVALID",
    },
  ]);
});

describe("the signature", () => {
  const wrong = (name: string, mint: Case["mint"]): Case => ({
    name,
    mint: mint ?? {},
    code: "TPM_SIGNATURE_INVALID",
    check: "tpm.signature",
  });
  const rejected = (name: string, mint: MintTpmOptions): Case => ({
    name,
    mint,
    code: "TPM_ALGORITHM_REJECTED",
    check: "tpm.signatureScheme",
  });
  itJudges([
    wrong("one bit is another", { signature: (bytes) => flipped(bytes, 100) }),
    wrong("by another key", ({ otherAk }) => ({ signer: otherAk })),
    wrong("an RSA signature of 255 bytes", { signature: (bytes) => bytes.subarray(1) }),
    wrong("no bytes at all", { signature: () => new Uint8Array(0) }),
    wrong("RSAPSS with a salt of 20 bytes", { scheme: "RSAPSS", saltLength: 20 }),
    wrong("RSAPSS without salt", { scheme: "RSAPSS", saltLength: 0 }),
    wrong("ECDSA with r of zero", {
      keyKind: "p-256",
      signature: (bytes) => joinBytes([new Uint8Array(32), bytes.subarray(32)]),
    }),
    rejected("ECDSA with r of 33 bytes", {
      keyKind: "p-256",
      signature: (bytes) => joinBytes([pattern(1, 33), pattern(2, 33), bytes.subarray(64)]),
    }),
    rejected("ECDSA with r of 49 bytes by a P-384 key", {
      keyKind: "p-384",
      signature: () => pattern(1, 98),
    }),
    rejected("another scheme than the key's", {
      scheme: "RSAPSS",
      publicArea: { scheme: 0x0014 },
    }),
    rejected("another hash than the key's", { hash: "sha512", publicArea: { schemeHash: 0x000b } }),
    rejected("SHA-1", { hash: "sha1" }),
    rejected("SHA-384 by a P-256 key", {
      keyKind: "p-256",
      hash: "sha384",
    }),
    {
      name: "leading zeros of r and s",
      mint: {
        keyKind: "p-256",
        signature: (bytes) =>
          joinBytes([
            Uint8Array.of(0),
            bytes.subarray(0, 32),
            Uint8Array.of(0),
            bytes.subarray(32),
          ]),
      },
    },
  ]);
});

function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}
