import { createPublicKey, verify } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import { fromBase64, toBase64 } from "@/lib/bytes/base64";
import { webCrypto } from "@/lib/crypto/web-crypto";
import type { Field } from "@/lib/rats/inspection";
import { createTokenPki, trustAnchorsOf } from "@/lib/simulator/tokens/pki";
import { flipped } from "@/lib/simulator/byte-writer";
import { toPem } from "@/lib/x509/pem";
import { inspectEvidence } from "./inspect-evidence";
import { appraise } from "./testing/appraise-minted";
import { readTokenVector } from "./testing/token-vectors";

// Keys take their time on slow machines.
vi.setConfig({ testTimeout: 30_000 });

const maa = readTokenVector("azure-maa-sevsnp-vm");
const ita = readTokenVector("intel-trust-authority-sgx");
const gcpDebug = readTokenVector("gcp-confidential-space-debug");
const gcpProduction = readTokenVector("gcp-confidential-space-production");
const local = readTokenVector("nvidia-h100-local-eat");
const x5c = readTokenVector("nvidia-nras-x5c");

const after = (seconds: number) => new Date(seconds * 1000).toISOString();

describe.skipIf(maa === null)("tokens/azure-maa-sevsnp-vm", () => {
  if (maa === null) return;
  const issuer = "https://sharedeus2.eus2.attest.azure.net";
  const request = {
    evidence: maa.evidence,
    endorsements: { jwks: maa.jwks },
    verifyAt: maa.verifyAt,
    policy: { extends: "strict" as const, token: { issuers: [issuer] } },
  };

  it("is affirmed once its issuer is pinned, and only vendor-signed", async () => {
    const { verdict, result } = await appraise(request);
    expect(verdict).toBe("affirming");
    expect(result).toMatchObject({
      evidenceType: "azure-maa-token",
      assurance: "vendor-signed",
      claimsVerified: true,
      claims: {
        debug: false,
        measurements: {
          measurement:
            "036fc22b517981a791f7f8b89d634a00e964f6b0dfabc568090eb4393d6026f96aa6b7cca2759f29e521469f1189c00c",
          hostData: "00".repeat(32),
          idKeyDigest:
            "0356215882a825279a85b300b0b742931d113bf7e32dde2e50ffde7ec743ca491ecdd7f336dc28a6e0b2bb57af7a44a3",
          authorKeyDigest: "00".repeat(48),
        },
        reportData: `267112875bb879d143ad3d25f5176cd05c5ecd62c16a49c127d2b5a032c1bc96${"00".repeat(32)}`,
        tcb: { bootloader: "4", tee: "0", snp: "21", microcode: "211" },
        attributes: {
          "x-ms-policy-hash": "wm9mHlvTU82e8UqoOy1Yj1FBRSNkfe99-69IYDq9eWs",
          familyId: "01000000000000000000000000000000",
          guestSvn: "7",
          vmpl: "0",
        },
      },
    });
  });

  it("is a warning while nobody pins its issuer", async () => {
    const { verdict, codes } = await appraise({ ...request, policy: "strict" });
    expect({ verdict, codes }).toEqual({ verdict: "warning", codes: ["TOKEN_ISSUER_UNPINNED"] });
  });

  it("is rejected at its end and after it, and long before its beginning", async () => {
    const { exp = 0, nbf } = maa.expected;
    expect((await appraise({ ...request, verifyAt: after(exp) })).codes).toEqual(["TOKEN_EXPIRED"]);
    expect((await appraise({ ...request, verifyAt: after(exp + 1) })).codes).toEqual([
      "TOKEN_EXPIRED",
    ]);
    const before = await appraise({ ...request, verifyAt: after(Number(nbf) - 61) });
    expect(new Set(before.codes)).toEqual(new Set(["TOKEN_NOT_YET_VALID"]));
  });

  it("has no nonce that an empty or any other expectation would meet", async () => {
    for (const nonce of ["", "00".repeat(32)]) {
      const { codes } = await appraise({ ...request, expected: { nonce } });
      expect(codes).toContain("NONCE_MISMATCH");
    }
  });

  it("verifies with OpenSSL under the same key", () => {
    const [header = "", payload = "", signature = ""] = new TextDecoder()
      .decode(maa.bytes)
      .split(".");
    const { kid } = JSON.parse(Buffer.from(header, "base64url").toString());
    const jwk = maa.jwks?.keys.find((key) => key["kid"] === kid);
    const key = createPublicKey({ key: { ...jwk }, format: "jwk" });
    const data = Buffer.from(`${header}.${payload}`);
    expect(verify("sha256", data, key, Buffer.from(signature, "base64url"))).toBe(true);
  });

  it("is rejected with any one character of its signed part changed", async () => {
    const dot = maa.bytes.lastIndexOf(0x2e);
    for (let index = 3; index < dot; index += 97) {
      const evidence = toBase64(flipped(maa.bytes, index));
      const { verdict } = await appraise({ ...request, evidence, evidenceType: "azure-maa-token" });
      expect(verdict, `character ${index}`).toBe("contraindicated");
    }
  });
});

describe.skipIf(ita === null)("tokens/intel-trust-authority-sgx", () => {
  if (ita === null) return;
  const request = {
    evidence: ita.evidence,
    endorsements: { jwks: ita.jwks },
    verifyAt: ita.verifyAt,
    policy: "relaxed",
  };

  it("is genuine and out of date", async () => {
    const { verdict, codes, result } = await appraise(request);
    expect({ verdict, codes: new Set(codes) }).toEqual({
      verdict: "warning",
      codes: new Set(["TCB_STATUS_TOLERATED", "TOKEN_POLICY_UNMATCHED"]),
    });
    expect(result).toMatchObject({
      evidenceType: "intel-trust-authority-token",
      assurance: "vendor-signed",
      claimsVerified: true,
      tcb: { status: "OutOfDate", advisoryIds: ita.expected["advisoryIds"] },
      claims: {
        debug: false,
        measurements: {
          mrenclave: "0a756a653b9a92b13dbd624a5a596815895b130820c55f3b1b7cafb3046965bc",
          mrsigner: "d412a4f07ef83892a5915fb2ab584be31e186e5a4f95ab5f6950fd4eb8694d7b",
        },
        reportData: ita.expected["reportData"],
        attributes: { isvProdId: "0", isvSvn: "0" },
      },
    });
    expect(result?.checks).toContainEqual(
      expect.objectContaining({ id: "token.reportData", status: "pass" }),
    );
  });

  it("is rejected by a policy that wants an up-to-date platform", async () => {
    expect((await appraise({ ...request, policy: "strict" })).codes).toContain(
      "TCB_STATUS_NOT_ACCEPTED",
    );
  });

  it("is rejected by whoever pins another root", async () => {
    const other = trustAnchorsOf(await createTokenPki("ES256"));
    const { verdict, codes } = await appraise({ ...request, trustAnchors: other });
    expect(verdict).toBe("contraindicated");
    expect(codes).toContain("ROOT_CA_UNTRUSTED");
  });

  it("is rejected after its end", async () => {
    const { exp = 0 } = ita.expected;
    expect((await appraise({ ...request, verifyAt: after(exp + 1) })).codes).toContain(
      "TOKEN_EXPIRED",
    );
  });

  it("answers to the nonce that is in it, and to no other", async () => {
    const nonce =
      "VWcwWXBnb0tkbHBzazZVVHM0OTdFYWh3MVordVhGSEZJQWUwS1piMzNVTDkweVIvY2gzelFFdDlyQWY3WXdxbkZmYkQ1OVdNL2pzUnFxMGVpRE9YUEE9PQ==";
    expect((await appraise({ ...request, expected: { nonce } })).verdict).toBe("warning");
    const other = `A${nonce.slice(1)}`;
    expect((await appraise({ ...request, expected: { nonce: other } })).codes).toContain(
      "NONCE_MISMATCH",
    );
  });
});

describe.each([
  { name: "debug", vector: gcpDebug },
  { name: "production", vector: gcpProduction },
])("tokens/gcp-confidential-space-$name", ({ name, vector }) => {
  if (vector === null) {
    it.skip("is skipped: ../shared/vectors is not here");
    return;
  }
  const request = { evidence: vector.evidence, verifyAt: vector.verifyAt, policy: "relaxed" };

  it("is not decided without the key set of its day, and its claims are not called verified", async () => {
    const { verdict, codes, result } = await appraise(request);
    expect(codes).toContain("COLLATERAL_UNAVAILABLE");
    expect(result?.claimsVerified).toBe(false);
    expect(verdict).toBe(name === "debug" ? "contraindicated" : "indeterminate");
    if (name === "debug") expect(codes).toContain("DEBUG_ENABLED");
  });

  it("is rejected with any other key set", async () => {
    const { verdict, codes, result } = await appraise({
      ...request,
      endorsements: { jwks: maa?.jwks ?? { keys: [] } },
    });
    expect(verdict).toBe("contraindicated");
    expect(codes).toContain("TOKEN_KEY_UNKNOWN");
    expect(result?.claimsVerified).toBe(false);
  });

  it("shows the claims of its case", async () => {
    const { result } = await appraise(request);
    const { container, hwmodel, dbgstat } = vector.expected;
    expect(result?.claims).toMatchObject({
      debug: dbgstat !== "disabled-since-boot",
      hardware: { product: hwmodel },
      measurements: { imageDigest: Reflect.get(Object(container), "image_digest") },
    });
  });
});

describe.skipIf(local === null)("tokens/nvidia-h100-local-eat", () => {
  if (local === null) return;
  const request = { evidence: local.evidence, verifyAt: local.verifyAt, policy: "relaxed" };

  it("is rejected because nobody signed it", async () => {
    const { verdict, codes, result } = await appraise(request);
    expect(verdict).toBe("contraindicated");
    expect(codes).toContain("TOKEN_ALGORITHM_REJECTED");
    expect(result).toMatchObject({
      evidenceType: "nvidia-gpu-report",
      claimsVerified: false,
      submodules: [
        {
          name: "GPU-0",
          verdict: "contraindicated",
          claimsVerified: false,
          claims: {
            debug: false,
            hardware: {
              product: "GH100 A01 GSP BROM",
              ueid: "457723480349051719100670602112458195243836813799",
            },
            attributes: { driverVersion: "580.159.03", vbiosVersion: "96.00.D9.00.01" },
          },
        },
      ],
    });
  });

  it("has the digest that its overall token names", async () => {
    const { result } = await appraise(request);
    expect(result?.checks).toContainEqual(
      expect.objectContaining({
        id: "bundle.digest.GPU-0",
        status: "pass",
        actual: "03de73b9b15993693dfc2367cd2f3f017eedb46efa767c79dbd86786e0d79fea",
      }),
    );
  });
});

describe.skipIf(x5c === null)("tokens/nvidia-nras-x5c", () => {
  if (x5c === null) return;
  const document: unknown = JSON.parse(new TextDecoder().decode(x5c.bytes));
  const list: unknown = Reflect.get(Object(document), "x5c");
  const texts = Array.isArray(list) ? list.map(String) : [];
  const intermediate = toPem(fromBase64(texts[1] ?? "") ?? new Uint8Array(0), "CERTIFICATE");
  const judge = (certificates: readonly string[], trustAnchors?: readonly string[]) =>
    appraise({
      evidence: toBase64(new TextEncoder().encode(JSON.stringify({ x5c: certificates }))),
      verifyAt: x5c.verifyAt,
      policy: "relaxed",
      ...(trustAnchors ? { trustAnchors } : {}),
    });

  it("is a good chain under its intermediate, and says nothing of any device", async () => {
    const { verdict, codes, result } = await judge(texts, [intermediate]);
    expect({ verdict, codes }).toEqual({ verdict: "indeterminate", codes: [] });
    for (const id of ["token.signerChain", "token.signerValidity", "token.root"]) {
      expect(result?.checks).toContainEqual(expect.objectContaining({ id, status: "pass" }));
    }
  });

  it("is no good without that anchor, in reverse, or with the leaf alone", async () => {
    expect((await judge(texts)).codes).toEqual(["ROOT_CA_UNTRUSTED"]);
    expect((await judge(texts.toReversed(), [intermediate])).codes).toContain("CERT_CHAIN_INVALID");
    expect((await judge(texts.slice(0, 1), [intermediate])).codes).toContain("ROOT_CA_UNTRUSTED");
  });
});

describe("the inspector", () => {
  const vectors = { maa, ita, gcpDebug, gcpProduction, local, x5c };

  it("reads every given token to its end, each field within the evidence", async () => {
    for (const [name, vector] of Object.entries(vectors)) {
      if (vector === null) continue;
      const inspection = await inspectEvidence({
        evidence: vector.bytes,
        crypto: webCrypto(globalThis.crypto.subtle),
      });
      expect(inspection.ok && inspection.value.stoppedAt, name).toBeNull();
      if (!inspection.ok) continue;
      expect(inspection.value.fields.length).toBeGreaterThan(0);
      for (const { offset, length } of inspection.value.fields.flatMap(allFields)) {
        expect(offset, name).toBeGreaterThanOrEqual(0);
        expect(offset + length, name).toBeLessThanOrEqual(vector.bytes.length);
      }
    }
  });

  it("finds a claim at its bytes", async () => {
    if (gcpDebug === null) return;
    const inspection = await inspectEvidence({
      evidence: gcpDebug.bytes,
      crypto: webCrypto(globalThis.crypto.subtle),
    });
    const fields = inspection.ok ? inspection.value.fields.flatMap(allFields) : [];
    const named = (id: string) => fields.find((field) => field.id === id);
    const claims = named("claims");
    const issuer = named("claims.iss");
    if (!claims || !issuer) throw new Error("there are no claims");
    // Four characters hold three bytes: whole groups around the field decode on their own.
    const start = Math.floor((issuer.offset - claims.offset) / 4) * 4 + claims.offset;
    const text = new TextDecoder().decode(gcpDebug.bytes);
    const decoded = Buffer.from(text.slice(start, issuer.offset + issuer.length), "base64url");
    expect(decoded.toString("latin1")).toContain('"https://confidentialcomputing.googleapis.com"');
    expect(issuer.value).toBe("https://confidentialcomputing.googleapis.com");
  });
});

function allFields(field: Field): readonly Field[] {
  return [field, ...field.children.flatMap(allFields)];
}
