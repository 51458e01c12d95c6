import { describe, expect, it, vi } from "vitest";
import { toBase64Url } from "@/lib/bytes/base64";
import { utf8Bytes } from "@/lib/bytes/text";
import { derSignature } from "@/lib/simulator/signing-key";
import { writeUnsigned, type Members } from "@/lib/simulator/tokens/jws-writer";
import { mintGcp } from "@/lib/simulator/tokens/mint-gcp";
import { createTokenPki, keySetOf, signerChain } from "@/lib/simulator/tokens/pki";
import { createTokenSigner } from "@/lib/simulator/tokens/token-signer";
import { appraise, offlineContext, mintedRequest } from "./testing/appraise-minted";
import { appraiseCommitment, appraiseGcp, tokenPki } from "./testing/appraise-token";
import { simpleCache } from "./testing/simple-cache";

vi.setConfig({ testTimeout: 30_000 });

const at = Date.parse("2026-06-01T00:00:00Z");
const seconds = at / 1000;
const withHeader = (changes: Members) => ({
  changeHeader: (header: Members) => ({ ...header, ...changes }),
});

describe("the text of a token", () => {
  const type = { evidenceType: "gcp-confidential-space-token" } as const;
  const judge = async (evidence: string) => {
    const minted = await mintGcp({ pki: await tokenPki("RS256") });
    return appraise(
      mintedRequest(minted, { ...type, evidence: Buffer.from(evidence).toString("base64") }),
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
    return appraise(mintedRequest(minted, { endorsements: { jwks: { keys: change(jwk) } } }));
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

describe("certificates that were seen before", () => {
  it("are not mistaken for others whose texts join to the same", async () => {
    const context = offlineContext({ cache: simpleCache() });
    const pki = await tokenPki("RS256");
    const x5c = await signerChain(pki, at);
    const good = mintedRequest(await mintGcp({ pki, ...withHeader({ x5c }) }));
    const poison = mintedRequest(await mintGcp({ pki, ...withHeader({ x5c: [x5c.join("\n")] }) }));
    const { endorsements: _sets, ...alone } = good;
    expect((await appraise(poison, context)).verdict).not.toBe("refused");
    expect((await appraise(alone, context)).verdict).toBe("affirming");
  });
});
