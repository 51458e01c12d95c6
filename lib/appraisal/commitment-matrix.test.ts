import { createPublicKey, generateKeyPairSync, sign, verify } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import { toBase64 } from "@/lib/bytes/base64";
import type { ReasonCode } from "@/lib/rats/reason-codes";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import { flipped } from "@/lib/simulator/byte-writer";
import type { Members } from "@/lib/simulator/tokens/jws-writer";
import {
  mintCommitment,
  SIMULATED_SCHEMA,
  SIMULATED_VENDOR,
  type MintCommitmentOptions,
} from "@/lib/simulator/vendor/mint-commitment";
import { inspectEvidence } from "./inspect-evidence";
import { appraise, mintedRequest } from "./testing/appraise-minted";
import { appraiseCommitment, tokenPki } from "./testing/appraise-token";
import { webCrypto } from "@/lib/crypto/web-crypto";

// Keys take their time on slow machines.
vi.setConfig({ testTimeout: 30_000 });

const claims = (changes: Members) => ({
  changeClaims: (own: Members) => ({ ...own, ...changes }),
});
const knobs = (vendor: object) => ({ policy: { extends: "relaxed" as const, vendor } });

const cases: readonly {
  readonly name: string;
  readonly mint?: Omit<MintCommitmentOptions, "pki">;
  readonly request?: Partial<VerificationRequest>;
  /** None: affirmed. */
  readonly codes?: readonly ReasonCode[];
}[] = [
  { name: "a good one" },
  { name: "a good one in JSON", mint: { form: "flattened JSON" } },
  {
    name: "another vendor than is registered",
    mint: claims({ iss: "Somebody Else" }),
    codes: ["TOKEN_ISSUER_REJECTED"],
  },
  {
    name: "another type",
    mint: { changeHeader: (header) => ({ ...header, typ: "JWT" }) },
    request: { evidenceType: "vendor-commitment" },
    codes: ["TOKEN_MALFORMED"],
  },
  {
    name: "no model",
    mint: claims({ model: {} }),
    codes: ["COMMITMENT_SCHEMA_MISMATCH", "TOKEN_MALFORMED"],
  },
  {
    name: "a model of a form that is not registered",
    mint: claims({ model: { id: "x", version: "v1", digest: "none" } }),
    codes: ["COMMITMENT_SCHEMA_MISMATCH"],
  },
  {
    name: "a member that the schema does not know",
    mint: claims({
      model: { id: "x", version: "2026-05", digest: `sha256:${"c3".repeat(32)}`, extra: 1 },
    }),
    codes: ["COMMITMENT_SCHEMA_MISMATCH"],
  },
  {
    name: "a schema with a keyword that is not supported",
    mint: { schema: { ...SIMULATED_SCHEMA, unevaluatedProperties: false } },
    codes: ["COMMITMENT_SCHEMA_INVALID"],
  },
  {
    name: "no end",
    mint: claims({ exp: undefined }),
    codes: ["COMMITMENT_SCHEMA_MISMATCH", "TOKEN_EXPIRED"],
  },
  {
    name: "its end behind it",
    request: { verifyAt: "2026-06-02T00:00:00Z" },
    codes: ["TOKEN_EXPIRED"],
  },
  {
    name: "a changed signature",
    mint: { changeSignature: (signature) => flipped(signature, 5) },
    codes: ["TOKEN_SIGNATURE_INVALID"],
  },
  {
    name: "the nonce",
    mint: { nonce: new Uint8Array(16).fill(4) },
    request: { expected: { nonce: "04".repeat(16) } },
  },
  {
    name: "no nonce",
    request: { expected: { nonce: "04".repeat(16) } },
    codes: ["NONCE_MISMATCH"],
  },
  { name: "the vendor that the policy wants", request: knobs({ vendors: [SIMULATED_VENDOR] }) },
  { name: "the model that the policy wants", request: knobs({ models: ["simulated-large-1"] }) },
  {
    name: "another model than the policy wants",
    request: knobs({ models: ["other"] }),
    codes: ["CLAIM_MISMATCH"],
  },
  {
    name: "issuers of services in the policy, which a vendor is not",
    request: { policy: { extends: "relaxed", token: { issuers: ["https://service.example"] } } },
  },
];

describe("a vendor's commitment with", () => {
  it.each(cases)("$name", async ({ mint, request, codes = [] }) => {
    const outcome = await appraiseCommitment(mint, request);
    expect([...new Set(outcome.codes)].sort()).toEqual([...codes].sort());
    expect(outcome.verdict).toBe(codes.length === 0 ? "affirming" : "contraindicated");
  });

  it.each(["EdDSA", "ES256", "RS256"] as const)("a key for %s", async (alg) => {
    expect((await appraiseCommitment({ alg })).verdict).toBe("affirming");
  });

  it.each(["PS384", "ES384"] as const)("a key for %s, which is not on the list", async (alg) => {
    expect((await appraiseCommitment({ alg })).codes).toEqual(["TOKEN_ALGORITHM_REJECTED"]);
  });

  it("no registered vendor is not decided", async () => {
    const { verdict, codes } = await appraiseCommitment({}, { endorsements: {} });
    expect(codes).toContain("COLLATERAL_UNAVAILABLE");
    expect(verdict).not.toBe("affirming");
  });

  it("no schema registered says that nobody asked", async () => {
    const pki = await tokenPki("EdDSA");
    const minted = await mintCommitment({ pki });
    const { keys = [] } = minted.endorsements.vendor ?? {};
    const vendor = { name: SIMULATED_VENDOR, keys };
    const { verdict, result } = await appraise(mintedRequest(minted, { endorsements: { vendor } }));
    expect(verdict).toBe("affirming");
    expect(result?.checks).toContainEqual(
      expect.objectContaining({ id: "commitment.schema", status: "skip", code: null }),
    );
  });

  it("a key of its own is vendor-signed, and never hardware", async () => {
    const pki = await tokenPki("EdDSA");
    const minted = await mintCommitment({ pki });
    const keys = [{ ...pki.signer.jwk, kid: pki.signer.kid }];
    const vendor = { name: SIMULATED_VENDOR, keys };
    const { result } = await appraise(
      mintedRequest(minted, { endorsements: { vendor }, policy: "strict" }),
    );
    expect(result).toMatchObject({ verdict: "affirming", assurance: "vendor-signed" });
    expect(result?.claims?.attributes["modelId"]).toBe("simulated-large-1");
  });

  it("an unsigned member beside its texts is malformed", async () => {
    const minted = await mintCommitment({ pki: await tokenPki("EdDSA"), form: "flattened JSON" });
    const document = { ...JSON.parse(new TextDecoder().decode(minted.evidence)), header: {} };
    const evidence = toBase64(new TextEncoder().encode(JSON.stringify(document)));
    expect((await appraise(mintedRequest(minted, { evidence }))).codes).toEqual([
      "TOKEN_MALFORMED",
    ]);
  });
});

describe("OpenSSL, the independent implementation", () => {
  it("verifies what the simulator signs", async () => {
    const pki = await tokenPki("EdDSA");
    const minted = await mintCommitment({ pki });
    const [header, payload, signature = ""] = new TextDecoder().decode(minted.evidence).split(".");
    const key = createPublicKey({ key: { kty: "OKP", ...pki.signer.jwk }, format: "jwk" });
    const data = Buffer.from(`${header}.${payload}`);
    expect(verify(null, data, key, Buffer.from(signature, "base64url"))).toBe(true);
  });

  it.each([
    { alg: "EdDSA", hash: null, make: () => generateKeyPairSync("ed25519") },
    {
      alg: "ES256",
      hash: "sha256",
      make: () => generateKeyPairSync("ec", { namedCurve: "P-256" }),
    },
    {
      alg: "RS256",
      hash: "sha256",
      make: () => generateKeyPairSync("rsa", { modulusLength: 2048 }),
    },
  ])("signs with $alg what is affirmed here", async ({ alg, hash, make }) => {
    const { publicKey, privateKey } = make();
    const part = (json: object) => Buffer.from(JSON.stringify(json)).toString("base64url");
    const header = part({ alg, kid: "k", typ: "vendor-commitment+jws" });
    const payload = part({
      iss: "Independent",
      iat: Date.parse("2026-06-01T00:00:00Z") / 1000,
      exp: Date.parse("2026-06-02T00:00:00Z") / 1000,
      model: { id: "m" },
    });
    const data = Buffer.from(`${header}.${payload}`);
    const signature = sign(hash, data, { key: privateKey, dsaEncoding: "ieee-p1363" });
    const jwk = { ...publicKey.export({ format: "jwk" }), kid: "k" };
    const { verdict } = await appraise({
      evidence: `${header}.${payload}.${signature.toString("base64url")}`,
      endorsements: { vendor: { name: "Independent", keys: [jwk] } },
      verifyAt: "2026-06-01T12:00:00Z",
    });
    expect(verdict).toBe("affirming");
  });
});

describe("the inspector", () => {
  it("reads both forms to their end", async () => {
    for (const form of ["compact", "flattened JSON"] as const) {
      const { evidence } = await mintCommitment({ pki: await tokenPki("EdDSA"), form });
      const inspection = await inspectEvidence({
        evidence,
        crypto: webCrypto(globalThis.crypto.subtle),
      });
      expect(inspection).toMatchObject({
        ok: true,
        value: { evidenceType: "vendor-commitment", stoppedAt: null },
      });
    }
  });
});
