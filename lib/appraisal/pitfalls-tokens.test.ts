import { describe, expect, it, vi } from "vitest";
import { toBase64, toBase64Url } from "@/lib/bytes/base64";
import { utf8Bytes } from "@/lib/bytes/text";
import { mintNvidia } from "@/lib/simulator/nvidia/mint-nvidia";
import type { Members } from "@/lib/simulator/tokens/jws-writer";
import { mintMaa, SIMULATED_MAA_ISSUER } from "@/lib/simulator/tokens/mint-maa";
import { createTokenPki, signerChain } from "@/lib/simulator/tokens/pki";
import type { TokenSigner } from "@/lib/simulator/tokens/token-signer";
import { appraise, mintedRequest } from "./testing/appraise-minted";
import {
  appraiseGcp,
  appraiseIta,
  appraiseMaa,
  appraiseNvidia,
  tokenPki,
} from "./testing/appraise-token";

// RSA keys take their time on slow machines.
vi.setConfig({ testTimeout: 30_000 });

const withHeader = (changes: Members) => ({
  changeHeader: (header: Members) => ({ ...header, ...changes }),
});
const type = { evidenceType: "gcp-confidential-space-token" } as const;

describe("pitfall 80: embedded keys, confused algorithms, no signature", () => {
  it("a key in the header is not used, even where it fits the signature", async () => {
    const { stranger } = await tokenPki("RS256");
    const { codes, verdict } = await appraiseGcp({
      signer: stranger,
      ...withHeader({ jwk: stranger.jwk }),
    });
    expect(verdict).toBe("contraindicated");
    expect(codes).toEqual(expect.arrayContaining(["TOKEN_MALFORMED", "TOKEN_KEY_UNKNOWN"]));
  });

  it("a known key with another one beside it in the header is refused, too", async () => {
    const { stranger } = await tokenPki("RS256");
    expect((await appraiseGcp(withHeader({ jwk: stranger.jwk }))).codes).toEqual([
      "TOKEN_MALFORMED",
    ]);
  });

  it("the RSA public key is no secret for HS256", async () => {
    const { subtle, signer } = await tokenPki("RS256");
    const pem = `-----BEGIN PUBLIC KEY-----\n${toBase64(signer.spki)}\n-----END PUBLIC KEY-----\n`;
    for (const secret of [utf8Bytes(pem), signer.spki]) {
      const key = await subtle.importKey(
        "raw",
        new Uint8Array(secret),
        { name: "HMAC", hash: "SHA-256" },
        false,
        ["sign"],
      );
      const hmac: TokenSigner = {
        ...signer,
        sign: async (data) => new Uint8Array(await subtle.sign("HMAC", key, new Uint8Array(data))),
      };
      const { verdict, codes } = await appraiseGcp({
        signer: hmac,
        ...withHeader({ alg: "HS256" }),
      });
      expect({ verdict, codes }).toEqual({
        verdict: "contraindicated",
        codes: ["TOKEN_ALGORITHM_REJECTED"],
      });
    }
  });

  it.each(["none", "NONE", "nOnE", ""])("algorithm %j is refused", async (alg) => {
    const { verdict, codes } = await appraiseGcp(
      { ...withHeader({ alg }), changeSignature: () => new Uint8Array(0) },
      type,
    );
    expect({ verdict, codes }).toEqual({
      verdict: "contraindicated",
      codes: ["TOKEN_ALGORITHM_REJECTED"],
    });
  });
});

describe("pitfall 81: any instance of a service that customers own", () => {
  const policy = { extends: "relaxed" as const, token: { issuers: [SIMULATED_MAA_ISSUER] } };

  it("an instance that the policy does not name is refused", async () => {
    const issuer = "https://evil.eus.attest.azure.net";
    expect((await appraiseMaa({ issuer }, { policy })).codes).toEqual(["TOKEN_ISSUER_REJECTED"]);
  });

  it("an instance that nobody named is never affirmed", async () => {
    const { verdict, codes } = await appraiseMaa();
    expect({ verdict, codes }).toEqual({ verdict: "warning", codes: ["TOKEN_ISSUER_UNPINNED"] });
  });

  it.each([
    "https://attest.azure.net.evil.example",
    "https://x.attest.azure.net.evil.example",
    "https://evil.example/x.attest.azure.net",
    "http://x.eus.attest.azure.net",
    "https://x.eus.attest.azure.net/",
    "https://user@x.eus.attest.azure.net",
  ])("%s is no instance at all", async (issuer) => {
    const { codes } = await appraiseMaa({ issuer }, { evidenceType: "azure-maa-token" });
    expect(codes).toContain("TOKEN_ISSUER_REJECTED");
  });
});

describe("pitfall 82: devices of a bundle that are not compared with it", () => {
  it("a device that answers twice is refused", async () => {
    const twice = {
      devices: 2,
      changeDevice: (claims: Members) => ({ ...claims, ueid: "1" }),
    };
    expect((await appraiseNvidia(twice)).codes).toEqual(["BUNDLE_MISMATCH"]);
  });

  it("a device of another bundle is refused", async () => {
    const pki = await tokenPki("ES384");
    const read = async (nonce: Uint8Array) => {
      const minted = await mintNvidia({ pki, nonce });
      const [, devices] = JSON.parse(new TextDecoder().decode(minted.evidence));
      return String(Reflect.get(Object(devices), "GPU-0"));
    };
    const old = await read(new Uint8Array(32).fill(9));
    const { codes } = await appraiseNvidia({
      changeBundle: ([head]) => [head, { "GPU-0": old }],
    });
    expect(codes).toEqual(["BUNDLE_MISMATCH", "BUNDLE_MISMATCH"]);
  });
});

describe("pitfall 115: services whose instances share one key", () => {
  const policy = { extends: "relaxed" as const, token: { issuers: [SIMULATED_MAA_ISSUER] } };

  it("a token of another instance under the same key is refused", async () => {
    const pki = await tokenPki("RS256");
    const minted = await mintMaa({ pki, issuer: "https://other.sim.attest.azure.net" });
    const { verdict, codes } = await appraise(mintedRequest(minted, { policy }));
    expect({ verdict, codes }).toEqual({
      verdict: "contraindicated",
      codes: ["TOKEN_ISSUER_REJECTED"],
    });
  });

  it("an expired token is refused, and so is one of the future", async () => {
    const judge = (verifyAt: string) => appraiseMaa({}, { policy, verifyAt });
    expect((await judge("2026-06-01T08:00:00Z")).codes).toEqual(["TOKEN_EXPIRED"]);
    expect((await judge("2026-05-31T23:00:00Z")).codes).toEqual([
      "TOKEN_NOT_YET_VALID",
      "TOKEN_NOT_YET_VALID",
    ]);
  });
});

describe("pitfall 117: a nonce that is missing counts as bound", () => {
  const expected = { expected: { nonce: "0a".repeat(32) } };

  it("a token without a nonce does not answer one", async () => {
    expect((await appraiseIta({}, expected)).codes).toEqual(["NONCE_MISMATCH"]);
    expect((await appraiseGcp({}, expected)).codes).toEqual(["NONCE_MISMATCH"]);
    expect((await appraiseMaa({}, expected)).codes).toContain("NONCE_MISMATCH");
  });

  it("an empty nonce answers nothing, not even an empty expectation", async () => {
    expect((await appraiseGcp({ nonces: [""] }, { expected: { nonce: "" } })).codes).toEqual([
      "NONCE_MISMATCH",
    ]);
  });
});

describe("pitfall 118: the certificate of the token vouches for the token", () => {
  it("a chain in the header that ends at no anchor is refused", async () => {
    const own = await createTokenPki("RS256");
    const x5c = await signerChain(own, Date.parse("2026-06-01T00:00:00Z"));
    const { verdict, codes, result } = await appraiseGcp({
      signer: own.signer,
      keyIn: "header",
      ...withHeader({ x5c }),
    });
    expect({ verdict, codes }).toEqual({
      verdict: "contraindicated",
      codes: ["ROOT_CA_UNTRUSTED"],
    });
    expect(result?.claimsVerified).toBe(false);
  });

  it("a bare certificate in the header is refused", async () => {
    const own = await createTokenPki("RS256");
    const [leaf = ""] = await signerChain(own, Date.parse("2026-06-01T00:00:00Z"));
    const { codes } = await appraiseGcp({
      signer: own.signer,
      keyIn: "header",
      ...withHeader({ x5c: [leaf] }),
    });
    expect(codes).toEqual(["ROOT_CA_UNTRUSTED"]);
  });

  it("a good chain in front of a key that is not in it is refused", async () => {
    const { stranger } = await tokenPki("RS256");
    const x5c = await signerChain(await tokenPki("RS256"), Date.parse("2026-06-01T00:00:00Z"));
    const { codes } = await appraiseGcp({
      signer: stranger,
      keyIn: "header",
      ...withHeader({ x5c }),
    });
    expect(codes).toEqual(["TOKEN_SIGNATURE_INVALID"]);
  });

  it("certificates in base64url are refused", async () => {
    const pki = await tokenPki("RS256");
    const chain = await signerChain(pki, Date.parse("2026-06-01T00:00:00Z"));
    const x5c = chain.map((text) => toBase64Url(new Uint8Array(Buffer.from(text, "base64"))));
    const { codes } = await appraiseGcp({ keyIn: "header", ...withHeader({ x5c }) });
    expect(codes).toEqual(["CERT_CHAIN_INVALID"]);
  });
});
