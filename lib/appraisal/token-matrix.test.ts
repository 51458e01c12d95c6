import { describe, expect, it, vi } from "vitest";
import type { ReasonCode } from "@/lib/rats/reason-codes";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import { flipped } from "@/lib/simulator/byte-writer";
import { type Members } from "@/lib/simulator/tokens/jws-writer";
import { type MintGcpOptions } from "@/lib/simulator/tokens/mint-gcp";
import { appraiseGcp } from "./testing/appraise-token";

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
