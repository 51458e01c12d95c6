import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { fromBase64Url } from "@/lib/bytes/base64";
import { utf8Bytes } from "@/lib/bytes/text";
import { noCache } from "@/lib/crypto/content-cache";
import { webCrypto } from "@/lib/crypto/web-crypto";
import type { JwsAlgorithm } from "./algorithms";
import { selectKey } from "./key-set";

const tools = { crypto: webCrypto(globalThis.crypto.subtle), cache: noCache };
type Jwk = Readonly<Record<string, unknown>>;

/** Keys and tokens of the specifications. */
const KNOWN = [
  {
    source: "RFC 7515 appendix A.2",
    alg: "RS256",
    jwk: {
      kty: "RSA",
      n: "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ",
      e: "AQAB",
    },
    token:
      "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw",
  },
  {
    source: "RFC 7515 appendix A.3",
    alg: "ES256",
    jwk: {
      kty: "EC",
      crv: "P-256",
      x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
      y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    },
    token:
      "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
  },
  {
    source: "RFC 8037 appendix A.4",
    alg: "EdDSA",
    jwk: { kty: "OKP", crv: "Ed25519", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" },
    token:
      "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
  },
] as const;
const [rsa, ec, okp] = KNOWN;

function select(keys: readonly Jwk[], alg: JwsAlgorithm) {
  return selectKey(tools, JSON.stringify({ keys }), { kid: "k", alg });
}

describe("the key of a set for a token", () => {
  it.each(KNOWN)("verifies the token of $source", async ({ alg, jwk, token }) => {
    const others = KNOWN.map((other, index) => ({ ...other.jwk, kid: `other ${index}` }));
    const key = await select([...others, { ...jwk, kid: "k" }], alg);
    if (!key.ok) throw new Error(key.failure.detail);
    const dot = token.lastIndexOf(".");
    const signature = fromBase64Url(token.slice(dot + 1)) ?? new Uint8Array();
    const data = utf8Bytes(token.slice(0, dot));
    expect(await tools.crypto.verify(key.value.key, signature, data)).toBe(true);
    expect(await tools.crypto.verify(key.value.key, signature, data.subarray(1))).toBe(false);
  });

  it.each<{ name: string; jwk: Jwk; alg: JwsAlgorithm }>([
    { name: "for encryption", jwk: { ...ec.jwk, use: "enc" }, alg: "ES256" },
    { name: "for signing only", jwk: { ...ec.jwk, key_ops: ["sign"] }, alg: "ES256" },
    {
      name: "for the same thing twice",
      jwk: { ...ec.jwk, key_ops: ["verify", "verify"] },
      alg: "ES256",
    },
    { name: "for another algorithm", jwk: { ...rsa.jwk, alg: "PS256" }, alg: "RS256" },
    { name: "for no algorithm that is one", jwk: { ...rsa.jwk, alg: 1 }, alg: "RS256" },
    { name: "of another type", jwk: rsa.jwk, alg: "ES256" },
    { name: "of another curve", jwk: ec.jwk, alg: "ES384" },
    { name: "of a curve for agreement", jwk: { ...okp.jwk, crv: "X25519" }, alg: "EdDSA" },
    { name: "not on its curve", jwk: { ...ec.jwk, y: ec.jwk.x }, alg: "ES256" },
    { name: "with a short coordinate", jwk: { ...ec.jwk, x: ec.jwk.x.slice(0, -2) }, alg: "ES256" },
    { name: "with a long coordinate", jwk: { ...ec.jwk, x: `AAAA${ec.jwk.x}` }, alg: "ES256" },
    { name: "with padding", jwk: { ...ec.jwk, x: `${ec.jwk.x}=` }, alg: "ES256" },
    {
      name: "in the other base64",
      jwk: { ...ec.jwk, y: ec.jwk.y.replace("_", "/") },
      alg: "ES256",
    },
    { name: "of 1024 bits", jwk: rsaKey(1024), alg: "RS256" },
    { name: "that is private", jwk: privateKey(), alg: "ES256" },
    { name: "that is a secret", jwk: { kty: "oct", k: "c2VjcmV0c2VjcmV0" }, alg: "RS256" },
    { name: "that says strange things of itself", jwk: { ...ec.jwk, ext: "no" }, alg: "ES256" },
  ])("is none $name", async ({ jwk, alg }) => {
    expect(await select([{ ...jwk, kid: "k" }], alg)).toMatchObject({
      ok: false,
      failure: { code: "TOKEN_KEY_UNKNOWN" },
    });
  });

  it("is none of two of its name, even when only one fits", async () => {
    const keys = [rsa, ec].map(({ jwk }) => ({ ...jwk, kid: "k" }));
    expect(await select(keys, "ES256")).toMatchObject({
      ok: false,
      failure: { code: "TOKEN_KEY_UNKNOWN" },
    });
  });
});

function rsaKey(modulusLength: number): Jwk {
  return { ...generateKeyPairSync("rsa", { modulusLength }).publicKey.export({ format: "jwk" }) };
}

function privateKey(): Jwk {
  const { privateKey: key } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { ...key.export({ format: "jwk" }) };
}
