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
  mintQuote,
  sharedTpmPki,
  type MintedCase,
} from "./testing/appraise-tpm";
import { appraise, mintedRequest } from "./testing/appraise-minted";

type Case = MintedCase<MintTpmOptions>;
const itJudges = (cases: readonly Case[]) => itJudgesMinted(mintQuote, "tpm-quote", cases);

const nonce = (bytes: Uint8Array): Partial<VerificationRequest> => ({
  expected: { nonce: toHex(bytes) },
});
const first = (count: number, size = 32) =>
  new Map(Array.from({ length: count }, (_, pcr) => [pcr, pattern(70 + pcr, size)] as const));

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

function withAlternativeName(tag: number) {
  return (spec: Parameters<NonNullable<NonNullable<MintTpmOptions["certificates"]>["ak"]>>[0]) => ({
    ...spec,
    extensions: [
      ...spec.extensions,
      { oid: "2.5.29.17", critical: true, value: Uint8Array.of(0x30, 0x04, tag, 0x02, 0x30, 0x00) },
    ],
  });
}
