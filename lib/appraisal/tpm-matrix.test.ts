import { describe, expect, it } from "vitest";
import { toBase64 } from "@/lib/bytes/base64";
import { toHex } from "@/lib/bytes/hex";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import { flipped, joinBytes, pattern } from "@/lib/simulator/byte-writer";
import { basicConstraints, keyUsage } from "@/lib/simulator/certificate-writer";
import { defaultNonce, defaultPcrs, type MintTpmOptions } from "@/lib/simulator/tpm/mint-tpm";
import { ATTESTATION_KEY_ATTRIBUTES } from "@/lib/simulator/tpm/tpm-key";
import {
  appraiseQuote,
  itJudgesMinted,
  mintedRequest,
  mintQuote,
  sharedTpmPki,
  type MintedCase,
} from "./testing/appraise-tpm";
import { appraise } from "./testing/appraise-minted";

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

describe("the attestation key", () => {
  const bit = (position: number) => ({
    publicArea: { attributes: ATTESTATION_KEY_ATTRIBUTES ^ (1 << position) },
  });
  itJudges([
    ...[
      [1, "fixedTPM clear"],
      [4, "fixedParent clear"],
      [5, "sensitiveDataOrigin clear"],
      [16, "restricted clear"],
      [17, "decrypt set"],
      [18, "sign clear"],
    ].map(([position, name]): Case => ({
      name: `${name}`,
      mint: bit(Number(position)),
      code: "AK_ATTRIBUTES_INVALID",
    })),
    { name: "userWithAuth clear", mint: bit(6) },
    { name: "nothing vouches for it", mint: { vouchedBy: "nothing" }, code: "AK_UNTRUSTED" },
    {
      name: "its root is not a trusted one",
      request: { trustAnchors: undefined },
      code: "AK_UNTRUSTED",
      check: "ak.trusted",
    },
    {
      name: "its certificate is of another key",
      mint: ({ otherAk }) => ({
        certificates: { ak: (spec) => ({ ...spec, key: { ...spec.key, spki: otherAk.spki } }) },
      }),
      code: "AK_UNTRUSTED",
      check: "ak.key",
      follows: ["TPM_SIGNATURE_INVALID"],
    },
    {
      name: "its certificate is signed by somebody else",
      mint: ({ stranger }) => ({ certificates: { ak: (spec) => ({ ...spec, signer: stranger }) } }),
      code: "AK_UNTRUSTED",
      follows: ["CERT_CHAIN_INVALID"],
    },
    {
      name: "its certificate is a CA's",
      mint: {
        certificates: {
          ak: (spec) => ({
            ...spec,
            extensions: [keyUsage("keyCertSign"), basicConstraints(true)],
          }),
        },
      },
      code: "AK_UNTRUSTED",
      follows: ["CERT_CHAIN_INVALID"],
    },
    {
      name: "its issuer is no CA",
      mint: {
        certificates: {
          ca: (spec) => ({
            ...spec,
            extensions: [keyUsage("digitalSignature"), basicConstraints(false)],
          }),
        },
      },
      code: "AK_UNTRUSTED",
      follows: ["CERT_CHAIN_INVALID"],
    },
    {
      name: "its certificate has expired",
      request: { verifyAt: "2034-01-01T00:00:01Z" },
      code: "CERT_EXPIRED",
      check: "ak.validity",
    },
    {
      name: "its certificate is not valid yet",
      request: { verifyAt: "2023-12-31T23:59:59Z" },
      code: "CERT_EXPIRED",
    },
    {
      name: "its certificate has a critical extension that nobody knows",
      mint: {
        certificates: {
          ak: (spec) => ({
            ...spec,
            extensions: [
              ...spec.extensions,
              { oid: "1.2.3.4", critical: true, value: Uint8Array.of(5, 0) },
            ],
          }),
        },
      },
      code: "AK_UNTRUSTED",
      follows: ["CERT_CHAIN_INVALID"],
    },
    {
      name: "its certificate names its TPM in a critical subjectAltName",
      mint: { certificates: { ak: withAlternativeName(0xa4) } },
    },
    {
      name: "its critical subjectAltName names a host, too",
      mint: { certificates: { ak: withAlternativeName(0x82) } },
      code: "AK_UNTRUSTED",
      follows: ["CERT_CHAIN_INVALID"],
    },
  ]);

  it("may be named by the request as SubjectPublicKeyInfo, PEM or base64", async () => {
    const minted = await mintQuote({ vouchedBy: "nothing" });
    const { "rsa-2048": ak } = (await sharedTpmPki()).aks;
    const base64 = toBase64(ak.spki);
    const pem = `-----BEGIN PUBLIC KEY-----\n${base64.replace(/.{64}/g, "$&\n")}\n-----END PUBLIC KEY-----\n`;
    for (const akPublicKey of [base64, pem]) {
      const request = mintedRequest(minted, { endorsements: { tpm: { akPublicKey } } });
      expect((await appraise(request)).verdict).toBe("affirming");
    }
  });

  it("must be the very one that the request names", async () => {
    const minted = await mintQuote({ vouchedBy: "nothing" });
    const other = await mintQuote({ keyKind: "p-256", vouchedBy: "request" });
    const { codes } = await appraise(mintedRequest(minted, { endorsements: other.endorsements }));
    expect(codes).toContain("AK_UNTRUSTED");
  });
});

describe("freshness and policy", () => {
  const zero = toHex(new Uint8Array(32));
  const knobs = (tpm: object): Partial<VerificationRequest> => ({
    policy: { extends: "relaxed", tpm },
  });
  const pcr7 = toHex(defaultPcrs().get(7) ?? new Uint8Array(0));
  itJudges([
    {
      name: "another nonce",
      request: nonce(flipped(defaultNonce, 3)),
      code: "NONCE_MISMATCH",
    },
    {
      name: "a nonce that is a byte short",
      request: nonce(defaultNonce.subarray(1)),
      code: "NONCE_MISMATCH",
    },
    {
      name: "a nonce with a zero behind it",
      request: nonce(joinBytes([defaultNonce, Uint8Array.of(0)])),
      code: "NONCE_MISMATCH",
    },
    { name: "PCR 7 as pinned", request: knobs({ pcrs: { "7": [pcr7] } }) },
    {
      name: "PCR 7 not as pinned",
      request: knobs({ pcrs: { "7": [zero] } }),
      code: "MEASUREMENT_MISMATCH",
      check: "policy.tpm.pcrs.7",
    },
    {
      name: "a pinned PCR that was not quoted",
      mint: { pcrs: first(3) },
      request: knobs({ pcrs: { "7": [pcr7] } }),
      code: "MEASUREMENT_MISMATCH",
    },
    {
      name: "an empty list of acceptable values",
      request: knobs({ pcrs: { "7": [] } }),
      code: "MEASUREMENT_MISMATCH",
    },
    { name: "the bank that the policy wants", request: knobs({ hashAlgorithm: "sha256" }) },
    {
      name: "another bank than the policy wants",
      request: knobs({ hashAlgorithm: "sha384" }),
      code: "MEASUREMENT_MISMATCH",
      check: "policy.tpm.hashAlgorithm",
    },
    {
      name: "secure boot wanted, and no log that shows it",
      request: knobs({ requireSecureBoot: true }),
      code: "MEASUREMENT_MISMATCH",
      check: "policy.tpm.requireSecureBoot",
    },
    {
      name: "a policy that pins another kind only",
      request: { policy: { extends: "relaxed", nitro: { pcrs: { "0": [zero] } } } },
      code: "MEASUREMENT_MISMATCH",
      check: "policy.kind",
    },
    {
      name: "strict, for which a simulation is nothing",
      request: { policy: "strict" },
      code: "SIMULATED_NOT_ALLOWED",
    },
  ]);

  it("says that a simulated TPM is one", async () => {
    const { result } = await appraiseQuote();
    expect(result).toMatchObject({ assurance: "simulated", simulated: true, claimsVerified: true });
  });
});

function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function withAlternativeName(tag: number) {
  return (spec: Parameters<NonNullable<NonNullable<MintTpmOptions["certificates"]>["ak"]>>[0]) => ({
    ...spec,
    extensions: [
      ...spec.extensions,
      { oid: "2.5.29.17", critical: true, value: Uint8Array.of(0x30, 0x04, tag, 0x02, 0x30, 0x00) },
    ],
  });
}
