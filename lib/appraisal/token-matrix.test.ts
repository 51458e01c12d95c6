import { describe, expect, it, vi } from "vitest";
import { toBase64Url } from "@/lib/bytes/base64";
import { utf8Bytes } from "@/lib/bytes/text";
import type { ReasonCode } from "@/lib/rats/reason-codes";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import { flipped } from "@/lib/simulator/byte-writer";
import { derSignature } from "@/lib/simulator/signing-key";
import { writeUnsigned, type Members } from "@/lib/simulator/tokens/jws-writer";
import { mintGcp, type MintGcpOptions } from "@/lib/simulator/tokens/mint-gcp";
import { SIMULATED_MAA_ISSUER, type MintMaaOptions } from "@/lib/simulator/tokens/mint-maa";
import type { MintItaOptions } from "@/lib/simulator/tokens/mint-ita";
import { createTokenPki, keySetOf, signerChain } from "@/lib/simulator/tokens/pki";
import { createTokenSigner } from "@/lib/simulator/tokens/token-signer";
import { appraise } from "./testing/appraise-minted";
import {
  appraiseCommitment,
  appraiseGcp,
  appraiseIta,
  appraiseMaa,
  requestOf,
  tokenPki,
} from "./testing/appraise-token";

vi.setConfig({ testTimeout: 30_000 });

const at = Date.parse("2026-06-01T00:00:00Z");
const seconds = at / 1000;
const iso = (offsetSeconds: number) => new Date(at + offsetSeconds * 1000).toISOString();
const withClaims = (changes: Members) => ({
  changeClaims: (claims: Members) => ({ ...claims, ...changes }),
});
const withHeader = (changes: Members) => ({
  changeHeader: (header: Members) => ({ ...header, ...changes }),
});
const without = (name: string) => ({
  changeClaims: ({ [name]: _, ...claims }: Members) => claims,
});

interface Case {
  readonly name: string;
  readonly mint?: Omit<MintGcpOptions, "pki">;
  readonly request?: Partial<VerificationRequest>;
  /** None: affirmed. */
  readonly codes?: readonly ReasonCode[];
}

const cases: readonly Case[] = [
  { name: "a good token" },
  { name: "HS256", mint: withHeader({ alg: "HS256" }), codes: ["TOKEN_ALGORITHM_REJECTED"] },
  { name: "alg none", mint: withHeader({ alg: "none" }), codes: ["TOKEN_ALGORITHM_REJECTED"] },
  { name: "alg None", mint: withHeader({ alg: "None" }), codes: ["TOKEN_ALGORITHM_REJECTED"] },
  {
    name: "an algorithm of another service",
    mint: withHeader({ alg: "PS384" }),
    codes: ["TOKEN_ALGORITHM_REJECTED"],
  },
  {
    name: "an algorithm with the name of a prototype's member",
    mint: withHeader({ alg: "constructor" }),
    codes: ["TOKEN_ALGORITHM_REJECTED"],
  },
  {
    name: "no algorithm",
    mint: withHeader({ alg: undefined }),
    codes: ["TOKEN_ALGORITHM_REJECTED", "TOKEN_MALFORMED"],
  },
  {
    name: "a crit header",
    mint: withHeader({ crit: ["exp"], exp: 1 }),
    codes: ["TOKEN_MALFORMED"],
  },
  { name: "an x5u header", mint: withHeader({ x5u: "https://a" }), codes: ["TOKEN_MALFORMED"] },
  { name: "an unencoded payload", mint: withHeader({ b64: false }), codes: ["TOKEN_MALFORMED"] },
  { name: "a jku of somebody else", mint: withHeader({ jku: "https://evil.invalid/certs" }) },
  { name: "an unknown kid", mint: withHeader({ kid: "other" }), codes: ["TOKEN_KEY_UNKNOWN"] },
  { name: "no kid", mint: withHeader({ kid: undefined }), codes: ["TOKEN_KEY_UNKNOWN"] },
  {
    name: "a kid that is no text",
    mint: withHeader({ kid: 7 }),
    codes: ["TOKEN_KEY_UNKNOWN", "TOKEN_MALFORMED"],
  },
  {
    name: "a changed signature",
    mint: { changeSignature: (signature) => flipped(signature, 100) },
    codes: ["TOKEN_SIGNATURE_INVALID"],
  },
  {
    name: "a signature that is cut short",
    mint: { changeSignature: (signature) => signature.subarray(1) },
    codes: ["TOKEN_SIGNATURE_INVALID"],
  },
  { name: "no exp", mint: without("exp"), codes: ["TOKEN_EXPIRED"] },
  {
    name: "an exp that is text",
    mint: withClaims({ exp: `${seconds + 60}` }),
    codes: ["TOKEN_MALFORMED"],
  },
  { name: "a negative exp", mint: withClaims({ exp: -1 }), codes: ["TOKEN_MALFORMED"] },
  {
    name: "an exp before its iat",
    mint: withClaims({ iat: seconds + 30, nbf: seconds, exp: seconds + 30 }),
    codes: ["TOKEN_MALFORMED"],
  },
  { name: "the second before its end", request: { verifyAt: iso(3599) } },
  { name: "its end", request: { verifyAt: iso(3600) }, codes: ["TOKEN_EXPIRED"] },
  {
    name: "an iat in the future",
    mint: withClaims({ iat: seconds + 61 }),
    codes: ["TOKEN_NOT_YET_VALID"],
  },
  { name: "an iat within the skew", mint: withClaims({ iat: seconds + 60 }) },
  {
    name: "an nbf in the future",
    mint: withClaims({ nbf: seconds + 61 }),
    codes: ["TOKEN_NOT_YET_VALID"],
  },
  { name: "an nbf that is text", mint: withClaims({ nbf: "0" }), codes: ["TOKEN_MALFORMED"] },
  {
    name: "another issuer",
    mint: withClaims({ iss: "https://confidentialcomputing.googleapis.com/" }),
    codes: ["TOKEN_ISSUER_REJECTED"],
  },
  {
    name: "no issuer",
    mint: without("iss"),
    codes: ["TOKEN_ISSUER_REJECTED", "TOKEN_KEY_UNKNOWN"],
  },
  {
    name: "an issuer that the policy does not name",
    request: { policy: { extends: "relaxed", token: { issuers: ["https://other.example"] } } },
    codes: ["TOKEN_ISSUER_REJECTED"],
  },
  {
    name: "no issuer is acceptable",
    request: { policy: { extends: "relaxed", token: { issuers: [] } } },
    codes: ["TOKEN_ISSUER_REJECTED"],
  },
  {
    name: "the audience that the policy names",
    mint: { audience: "https://rp.example" },
    request: { policy: { extends: "relaxed", token: { audiences: ["https://rp.example"] } } },
  },
  {
    name: "an audience in a list",
    mint: withClaims({ aud: ["https://a.example", "https://rp.example"] }),
    request: { policy: { extends: "relaxed", token: { audiences: ["https://rp.example"] } } },
  },
  {
    name: "another audience",
    request: { policy: { extends: "relaxed", token: { audiences: ["https://rp.example"] } } },
    codes: ["TOKEN_AUDIENCE_REJECTED"],
  },
  {
    name: "no audience where the policy names one",
    mint: without("aud"),
    request: { policy: { extends: "relaxed", token: { audiences: ["https://rp.example"] } } },
    codes: ["TOKEN_AUDIENCE_REJECTED"],
  },
  { name: "an audience that is no text", mint: withClaims({ aud: 5 }), codes: ["TOKEN_MALFORMED"] },
  {
    name: "an algorithm that the policy takes away",
    request: { policy: { extends: "relaxed", token: { algorithms: ["ES256"] } } },
    codes: ["TOKEN_ALGORITHM_REJECTED"],
  },
  {
    name: "one of several nonces",
    mint: { nonces: ["00112233445566778899", "aabbccddeeff00112233"] },
    request: { expected: { nonce: "aabbccddeeff00112233" } },
  },
  {
    name: "a nonce that is a part of the one in the token",
    mint: { nonces: ["aabbccddeeff00112233"] },
    request: { expected: { nonce: "aabbccddeeff0011" } },
    codes: ["NONCE_MISMATCH"],
  },
  {
    name: "an old token where the policy limits its age",
    request: { verifyAt: iso(400), policy: { extends: "relaxed", maxAgeSeconds: 300 } },
    codes: ["EVIDENCE_TOO_OLD"],
  },
  {
    name: "a debug image",
    mint: { isDebug: true },
    codes: ["DEBUG_ENABLED"],
  },
  { name: "no debug state", mint: without("dbgstat"), codes: ["DEBUG_ENABLED"] },
  { name: "a plain machine", mint: withClaims({ swname: "GCE" }), codes: ["CLAIM_MISMATCH"] },
  {
    name: "a shielded machine",
    mint: withClaims({ hwmodel: "GCP_SHIELDED_VM" }),
    codes: ["CLAIM_MISMATCH"],
  },
  { name: "secure boot off", mint: withClaims({ secboot: false }), codes: ["CLAIM_MISMATCH"] },
  { name: "secure boot as text", mint: withClaims({ secboot: "true" }), codes: ["CLAIM_MISMATCH"] },
  { name: "another maker", mint: withClaims({ oemid: 5703 }), codes: ["CLAIM_MISMATCH"] },
  {
    name: "the image that the policy names",
    request: {
      policy: { extends: "relaxed", token: { imageDigests: [`sha256:${"a1".repeat(32)}`] } },
    },
  },
  {
    name: "another image",
    request: {
      policy: { extends: "relaxed", token: { imageDigests: [`sha256:${"a2".repeat(32)}`] } },
    },
    codes: ["MEASUREMENT_MISMATCH"],
  },
  {
    name: "claims that the policy requires",
    request: {
      policy: {
        extends: "relaxed",
        token: {
          requiredClaims: {
            swname: "CONFIDENTIAL_SPACE",
            swversion: "260600",
            secboot: true,
            "submods.gce.project_id": "simulated-project",
            "submods.confidential_space.monitoring_enabled": { memory: false },
          },
        },
      },
    },
  },
  {
    name: "a claim that the policy requires and that is not there",
    request: { policy: { extends: "relaxed", token: { requiredClaims: { nothing: "x" } } } },
    codes: ["CLAIM_MISMATCH"],
  },
  {
    name: "a claim of another type than the policy requires",
    request: { policy: { extends: "relaxed", token: { requiredClaims: { oemid: "11129" } } } },
    codes: ["CLAIM_MISMATCH"],
  },
  { name: "certificates in the header under a given root", mint: { keyIn: "header" } },
  {
    name: "certificates in the header under no root",
    mint: { keyIn: "header" },
    request: { trustAnchors: [] },
    codes: ["ROOT_CA_UNTRUSTED"],
  },
];

describe("a Confidential Space token with", () => {
  it.each(cases)("$name", async ({ mint, request, codes = [] }) => {
    const outcome = await appraiseGcp(mint, {
      evidenceType: "gcp-confidential-space-token",
      ...request,
    });
    expect([...new Set(outcome.codes)].sort()).toEqual([...codes].sort());
    expect(outcome.verdict).toBe(codes.length === 0 ? "affirming" : "contraindicated");
  });

  it("an image that Google only calls usable is a warning", async () => {
    const confidential_space = { support_attributes: ["USABLE"] };
    const { verdict, codes } = await appraiseGcp(withClaims({ submods: { confidential_space } }));
    expect({ verdict, codes }).toEqual({ verdict: "warning", codes: ["CLAIM_MISMATCH"] });
  });

  it("debug tolerated by the policy is a warning", async () => {
    const policy = { extends: "relaxed" as const, allowDebug: true };
    const { verdict, codes } = await appraiseGcp({ isDebug: true }, { policy });
    expect({ verdict, codes }).toEqual({ verdict: "warning", codes: ["DEBUG_ENABLED"] });
  });
});

describe("the text of a token", () => {
  const type = { evidenceType: "gcp-confidential-space-token" } as const;
  const judge = async (evidence: string) => {
    const minted = await mintGcp({ pki: await tokenPki("RS256") });
    return appraise(
      requestOf(minted, { ...type, evidence: Buffer.from(evidence).toString("base64") }),
    );
  };
  const good = async () => (await mintGcp({ pki: await tokenPki("RS256") })).text;

  it.each([
    { name: "padding", change: (text: string) => text.replace(".", "=.") },
    { name: "a fourth part", change: (text: string) => `${text}.e30` },
    { name: "a space in it", change: (text: string) => text.replace(".", " .") },
    { name: "a line end", change: (text: string) => `${text}\n` },
    { name: "standard base64", change: (text: string) => `+${text.slice(1)}` },
    { name: "two parts", change: (text: string) => text.slice(0, text.lastIndexOf(".")) },
    { name: "an empty header", change: (text: string) => text.slice(text.indexOf(".")) },
    {
      name: "a payload that is a list",
      change: (text: string) => {
        const [header = "", , signature = ""] = text.split(".");
        return `${header}.${toBase64Url(utf8Bytes("[]"))}.${signature}`;
      },
    },
  ])("with $name is malformed", async ({ change }) => {
    expect((await judge(change(await good()))).codes).toEqual(["TOKEN_MALFORMED"]);
  });

  it("with a claim that stands twice is malformed", async () => {
    const twice = {
      changeClaims: (claims: Members) => `{"iss":"x",${JSON.stringify(claims).slice(1)}`,
    };
    expect((await appraiseGcp(twice, type)).codes).toEqual(["TOKEN_MALFORMED"]);
  });

  it("with a header member that stands twice is malformed", async () => {
    const twice = {
      changeHeader: (header: Members) => `{"alg":"none",${JSON.stringify(header).slice(1)}`,
    };
    expect((await appraiseGcp(twice, type)).codes).toEqual(["TOKEN_MALFORMED"]);
  });

  it("without a signature is rejected, whatever it claims", async () => {
    const { verdict, codes, result } = await judge(
      writeUnsigned({ iss: "https://confidentialcomputing.googleapis.com", exp: seconds + 60 }),
    );
    expect(verdict).toBe("contraindicated");
    expect(codes).toContain("TOKEN_ALGORITHM_REJECTED");
    expect(result?.claimsVerified).toBe(false);
  });
});

describe("the key set", () => {
  const judge = async (change: (jwk: Members) => readonly Members[]) => {
    const pki = await tokenPki("RS256");
    const minted = await mintGcp({ pki });
    const [jwk = {}] = (await keySetOf(pki, at)).keys;
    return appraise(requestOf(minted, { endorsements: { jwks: { keys: change(jwk) } } }));
  };

  it.each([
    { name: "two keys of one kid", change: (jwk: Members) => [jwk, jwk] },
    { name: "a key for encryption", change: (jwk: Members) => [{ ...jwk, use: "enc" }] },
    { name: "a key for signing only", change: (jwk: Members) => [{ ...jwk, key_ops: ["sign"] }] },
    { name: "a key for another algorithm", change: (jwk: Members) => [{ ...jwk, alg: "PS384" }] },
    { name: "a symmetric key", change: ({ kid }: Members) => [{ kid, kty: "oct", k: "AAAA" }] },
    { name: "a private key", change: (jwk: Members) => [{ ...jwk, d: "AQAB" }] },
    { name: "no key", change: () => [] },
    {
      name: "a modulus that is not in its certificate",
      change: (jwk: Members) => [{ ...jwk, e: "Aw" }],
    },
  ])("with $name has no key for the token", async ({ change }) => {
    const { verdict, codes } = await judge(change);
    expect({ verdict, codes: new Set(codes) }).toEqual({
      verdict: "contraindicated",
      codes: new Set(["TOKEN_KEY_UNKNOWN"]),
    });
  });

  it("may hold the key as a certificate only, as Microsoft's does", async () => {
    expect((await judge(({ n: _n, e: _e, ...jwk }) => [jwk])).verdict).toBe("affirming");
  });

  it("without certificates stands on the request alone, and is no simulation that anybody could see", async () => {
    const { verdict, result } = await judge(({ x5c: _, ...jwk }) => [jwk]);
    expect({ verdict, assurance: result?.assurance }).toEqual({
      verdict: "affirming",
      assurance: "vendor-signed",
    });
  });

  it("with a key of 1024 bits is refused", async () => {
    const pair = await globalThis.crypto.subtle.generateKey(
      {
        name: "RSASSA-PKCS1-v1_5",
        hash: "SHA-256",
        modulusLength: 1024,
        publicExponent: Uint8Array.of(1, 0, 1),
      },
      true,
      ["sign", "verify"],
    );
    const { kty, n, e } = await globalThis.crypto.subtle.exportKey("jwk", pair.publicKey);
    const { codes } = await judge(({ kid }) => [{ kid, kty, n, e }]);
    expect(codes).toEqual(["TOKEN_KEY_UNKNOWN"]);
  });

  it("with a key on another curve is refused", async () => {
    const p384 = await createTokenSigner(globalThis.crypto.subtle, "ES384");
    const { codes } = await judge(({ kid }) => [{ ...p384.jwk, kid }]);
    expect(codes).toEqual(["TOKEN_KEY_UNKNOWN"]);
  });

  it("with certificates of another root is refused once the request names its roots", async () => {
    const pki = await tokenPki("RS256");
    const other = await createTokenPki("ES256");
    const x5c = await signerChain(other, at, pki.signer);
    const { codes } = await judge((jwk) => [{ ...jwk, x5c }]);
    expect(codes).toEqual(["ROOT_CA_UNTRUSTED"]);
  });

  it("with an expired certificate is refused", async () => {
    const { codes } = await appraiseGcp(
      { at: "2026-06-01T00:00:00Z" },
      { endorsements: { jwks: await keySetOf(await tokenPki("RS256"), at - 40 * 86_400_000) } },
    );
    expect(codes).toEqual(["CERT_EXPIRED"]);
  });
});

describe("a token of Azure Attestation with", () => {
  const policy = { extends: "relaxed" as const, token: { issuers: [SIMULATED_MAA_ISSUER] } };
  const machine = (changes: Members) => ({
    changeClaims: (claims: Members) => ({
      ...claims,
      "x-ms-isolation-tee": { ...Object(claims["x-ms-isolation-tee"]), ...changes },
    }),
  });
  const maaCases: readonly {
    readonly name: string;
    readonly mint?: Omit<MintMaaOptions, "pki">;
    readonly codes?: readonly ReasonCode[];
  }[] = [
    { name: "a pinned issuer" },
    { name: "another version", mint: withClaims({ "x-ms-ver": "2.0" }), codes: ["CLAIM_MISMATCH"] },
    {
      name: "no isolation",
      mint: without("x-ms-isolation-tee"),
      codes: ["CLAIM_MISMATCH", "DEBUG_ENABLED"],
    },
    {
      name: "hardware claims on the wrong level",
      mint: {
        changeClaims: (claims) => ({
          ...claims,
          ...Object(claims["x-ms-isolation-tee"]),
          "x-ms-attestation-type": "azurevm",
          "x-ms-isolation-tee": {},
        }),
      },
      codes: ["CLAIM_MISMATCH", "DEBUG_ENABLED"],
    },
    { name: "a debuggable machine", mint: { isDebug: true }, codes: ["DEBUG_ENABLED"] },
    {
      name: "no word on debugging",
      mint: machine({ "x-ms-sevsnpvm-is-debuggable": undefined }),
      codes: ["DEBUG_ENABLED"],
    },
    {
      name: "a guest whose kernel is debugged",
      mint: withClaims({ "x-ms-azurevm-kerneldebug-enabled": true }),
      codes: ["DEBUG_ENABLED"],
    },
    {
      name: "a platform that is not compliant",
      mint: machine({ "x-ms-compliance-status": "azure-signed-compliance" }),
      codes: ["CLAIM_MISMATCH"],
    },
    {
      name: "migration allowed",
      mint: machine({ "x-ms-sevsnpvm-migration-allowed": true }),
      codes: ["GUEST_POLICY_MIGRATION_AGENT"],
    },
    { name: "secure boot off", mint: withClaims({ secureboot: false }), codes: ["CLAIM_MISMATCH"] },
  ];
  it.each(maaCases)("$name", async ({ mint, codes = [] }) => {
    const outcome = await appraiseMaa(mint, { policy });
    expect([...new Set(outcome.codes)].sort()).toEqual([...codes].sort());
    expect(outcome.verdict).toBe(codes.length === 0 ? "affirming" : "contraindicated");
  });

  it("a nonce is read from the client's payload", async () => {
    const nonce = new Uint8Array(32).fill(9);
    const changes = (text: string) => ({ policy, expected: { nonce: text } });
    expect((await appraiseMaa({ nonce }, changes("09".repeat(32)))).verdict).toBe("affirming");
    expect((await appraiseMaa({ nonce }, changes("0a".repeat(32)))).codes).toEqual([
      "NONCE_MISMATCH",
    ]);
  });

  it("a measurement that the policy pins for SEV-SNP is compared", async () => {
    const pinned = (measurement: string) => ({
      policy: { ...policy, sevSnp: { measurement: [measurement] } },
    });
    expect((await appraiseMaa({}, pinned("d4".repeat(48)))).verdict).toBe("affirming");
    expect((await appraiseMaa({}, pinned("d5".repeat(48)))).codes).toEqual([
      "MEASUREMENT_MISMATCH",
    ]);
  });

  it.each([
    { knob: { minTcb: { microcode: 219 } }, isMet: true },
    { knob: { minTcb: { microcode: 220 } }, isMet: false },
    { knob: { minGuestSvn: 11 }, isMet: false },
    { knob: { maxVmpl: 0 }, isMet: true },
    { knob: { allowSmt: true, allowMigrationAgent: true }, isMet: true },
    { knob: { allowMigrationAgent: false }, isMet: true },
    { knob: { allowSmt: false }, isMet: false },
    { knob: { requireCrl: true }, isMet: false },
    { knob: { products: ["Milan" as const] }, isMet: false },
  ])("demands on SEV-SNP that it can't meet fails: $knob", async ({ knob, isMet }) => {
    const { verdict } = await appraiseMaa({}, { policy: { ...policy, sevSnp: knob } });
    expect(verdict).toBe(isMet ? "affirming" : "contraindicated");
  });

  it("measurements of SEV-SNP does not pass for a policy that pins a trust domain", async () => {
    const pinned = { policy: { ...policy, intel: { tdx: { mrTd: ["00".repeat(48)] } } } };
    expect((await appraiseMaa({}, pinned)).codes).toContain("MEASUREMENT_MISMATCH");
  });
});

describe("a token of Intel Trust Authority with", () => {
  const itaCases: readonly {
    readonly name: string;
    readonly mint?: Omit<MintItaOptions, "pki">;
    readonly request?: Partial<VerificationRequest>;
    readonly codes?: readonly ReasonCode[];
  }[] = [
    { name: "a trust domain" },
    { name: "an enclave", mint: { tee: "sgx" } },
    { name: "claims of version 2", mint: { claimsVersion: 2 } },
    { name: "a debuggable trust domain", mint: { isDebug: true }, codes: ["DEBUG_ENABLED"] },
    { name: "an unknown TCB status", mint: { tcbStatus: "Fine" }, codes: ["TCB_LEVEL_NOT_FOUND"] },
    { name: "a revoked TCB", mint: { tcbStatus: "Revoked" }, codes: ["TCB_REVOKED"] },
    {
      name: "an advisory that the policy rejects",
      mint: { tcbStatus: "OutOfDate" },
      request: {
        policy: { extends: "relaxed", intel: { rejectedAdvisories: ["INTEL-SA-00586"] } },
      },
      codes: ["ADVISORY_REJECTED", "TCB_STATUS_TOLERATED"],
    },
    {
      name: "a nonce that the report data does not bind",
      mint: {
        nonce: new Uint8Array(32).fill(1),
        ...withClaims({ verifier_nonce: { val: "AgICAgICAgI=", iat: "AA==", signature: "" } }),
      },
      codes: ["REPORT_DATA_MISMATCH"],
    },
    {
      name: "held data that the report data does not bind",
      mint: { heldData: utf8Bytes("key"), ...withClaims({ attester_held_data: "b3RoZXI=" }) },
      codes: ["REPORT_DATA_MISMATCH"],
    },
    {
      name: "a nonce and held data",
      mint: { nonce: new Uint8Array(32).fill(1), heldData: utf8Bytes("key") },
      request: { expected: { nonce: "01".repeat(32), userData: "6b6579" } },
    },
    {
      name: "hardware that is none",
      mint: withClaims({ attester_type: "VTPM" }),
      codes: ["CLAIM_MISMATCH", "DEBUG_ENABLED"],
    },
    {
      name: "two attesters at once",
      mint: withClaims({ tdx: {}, sgx: {} }),
      codes: ["CLAIM_MISMATCH", "DEBUG_ENABLED", "TCB_LEVEL_NOT_FOUND"],
    },
    {
      name: "the trust domain that the policy pins",
      mint: { measurements: { mrtd: "ab".repeat(48) } },
      request: { policy: { extends: "relaxed", intel: { tdx: { mrTd: ["ab".repeat(48)] } } } },
    },
    {
      name: "another trust domain than the policy pins",
      request: { policy: { extends: "relaxed", intel: { tdx: { mrTd: ["ab".repeat(48)] } } } },
      codes: ["MEASUREMENT_MISMATCH"],
    },
  ];
  it.each(itaCases)("$name", async ({ mint, request, codes = [] }) => {
    const outcome = await appraiseIta(mint, request);
    expect([...new Set(outcome.codes)].sort()).toEqual([...codes].sort());
    expect(outcome.verdict).toBe(codes.length === 0 ? "affirming" : "contraindicated");
  });
});

describe("a signature by ES256", () => {
  it("in DER instead of r and s is refused", async () => {
    const { codes } = await appraiseCommitment({ alg: "ES256", changeSignature: derSignature });
    expect(codes).toEqual(["TOKEN_SIGNATURE_INVALID"]);
  });

  it("under a P-384 key is refused", async () => {
    const pki = await tokenPki("ES384");
    const { codes } = await appraiseCommitment({ alg: "ES384", ...withHeader({ alg: "ES256" }) });
    expect(pki.signer.alg).toBe("ES384");
    expect(codes).toEqual(["TOKEN_KEY_UNKNOWN"]);
  });
});
