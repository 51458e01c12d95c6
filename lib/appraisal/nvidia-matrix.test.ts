import { describe, expect, it, vi } from "vitest";
import { toBase64 } from "@/lib/bytes/base64";
import type { ReasonCode } from "@/lib/rats/reason-codes";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import type { MintNvidiaOptions } from "@/lib/simulator/nvidia/mint-nvidia";
import { mintNvidia } from "@/lib/simulator/nvidia/mint-nvidia";
import type { Members } from "@/lib/simulator/tokens/jws-writer";
import { appraise, mint as mintTdx, mintedRequest } from "./testing/appraise-minted";
import { appraiseNvidia, tokenPki } from "./testing/appraise-token";

// Keys take their time on slow machines.
vi.setConfig({ testTimeout: 30_000 });

const device = (changes: Members) => ({
  changeDevice: (claims: Members) => ({ ...claims, ...changes }),
});
const overall = (changes: Members) => ({
  changeOverall: (claims: Members) => ({ ...claims, ...changes }),
});
const knobs = (nvidia: object) => ({ policy: { extends: "relaxed" as const, nvidia } });

interface Case {
  readonly name: string;
  readonly mint?: Omit<MintNvidiaOptions, "pki">;
  readonly request?: Partial<VerificationRequest>;
  /** Of the whole; none: affirmed. */
  readonly codes?: readonly ReasonCode[];
  /** Of its devices. */
  readonly deviceCodes?: readonly ReasonCode[];
}

const failed = { codes: ["SUBMODULE_FAILED"] } as const;
const cases: readonly Case[] = [
  { name: "one device" },
  { name: "eight devices", mint: { devices: 8 } },
  { name: "certificates in the header", mint: { keyIn: "header" } },
  {
    name: "an overall result of false",
    mint: overall({ "x-nvidia-overall-att-result": false }),
    codes: ["DEVICE_REJECTED"],
  },
  {
    name: "an overall result that is text",
    mint: overall({ "x-nvidia-overall-att-result": "true" }),
    codes: ["DEVICE_REJECTED"],
  },
  {
    name: "a device that the overall token does not name",
    mint: overall({ submods: {} }),
    codes: ["BUNDLE_MISMATCH"],
  },
  {
    name: "a device missing",
    mint: {
      devices: 2,
      changeBundle: ([head, { "GPU-0": first = "" }]) => [head, { "GPU-0": first }],
    },
    codes: ["BUNDLE_MISMATCH"],
  },
  {
    name: "two devices swapped",
    mint: {
      devices: 2,
      changeBundle: ([head, { "GPU-0": a = "", "GPU-1": b = "" }]) => [
        head,
        { "GPU-0": b, "GPU-1": a },
      ],
    },
    codes: ["BUNDLE_MISMATCH"],
  },
  {
    name: "one device twice",
    mint: { devices: 2, ...device({ ueid: "1" }) },
    codes: ["BUNDLE_MISMATCH"],
  },
  {
    name: "a device without an id",
    mint: device({ ueid: undefined }),
    codes: ["BUNDLE_MISMATCH"],
  },
  {
    name: "a device that answered another nonce",
    mint: device({ eat_nonce: "22".repeat(32) }),
    codes: ["BUNDLE_MISMATCH"],
  },
  {
    name: "no nonce anywhere",
    mint: { ...device({ eat_nonce: undefined }), ...overall({ eat_nonce: undefined }) },
    codes: ["BUNDLE_MISMATCH"],
  },
  {
    name: "a digest by another algorithm",
    mint: overall({ submods: { "GPU-0": ["DIGEST", ["SHA-384", "00".repeat(48)]] } }),
    codes: ["BUNDLE_MISMATCH"],
  },
  {
    name: "a device under debug",
    mint: { isDebug: true },
    codes: ["DEBUG_ENABLED", "SUBMODULE_FAILED"],
    deviceCodes: ["DEBUG_ENABLED"],
  },
  {
    name: "measurements that differ",
    mint: device({ measres: "fail" }),
    ...failed,
    deviceCodes: ["DEVICE_REJECTED"],
  },
  {
    name: "secure boot off",
    mint: device({ secboot: false }),
    ...failed,
    deviceCodes: ["DEVICE_REJECTED"],
  },
  {
    name: "another maker",
    mint: device({ oemid: "5704" }),
    ...failed,
    deviceCodes: ["DEVICE_REJECTED"],
  },
  {
    name: "a report whose signature was not verified",
    mint: device({ "x-nvidia-gpu-attestation-report-signature-verified": undefined }),
    ...failed,
    deviceCodes: ["DEVICE_REJECTED"],
  },
  {
    name: "a driver of another version than its reference",
    mint: device({ "x-nvidia-gpu-driver-rim-version-match": false }),
    ...failed,
    deviceCodes: ["DEVICE_REJECTED"],
  },
  {
    name: "a finding that is new to us and false",
    mint: device({ "x-nvidia-gpu-something-new": false }),
    ...failed,
    deviceCodes: ["DEVICE_REJECTED"],
  },
  {
    name: "a revoked certificate",
    mint: device({
      "x-nvidia-gpu-vbios-rim-cert-chain": {
        "x-nvidia-cert-status": "valid",
        "x-nvidia-cert-ocsp-status": "revoked",
      },
    }),
    ...failed,
    deviceCodes: ["DEVICE_REJECTED"],
  },
  {
    name: "a device of another issuer",
    mint: device({ iss: "https://evil.invalid" }),
    ...failed,
    deviceCodes: ["TOKEN_ISSUER_REJECTED", "TOKEN_KEY_UNKNOWN"],
  },
  {
    name: "an expired device token",
    mint: device({ iat: 1, nbf: 1, exp: 2 }),
    ...failed,
    deviceCodes: ["TOKEN_EXPIRED"],
  },
  { name: "the number of devices that the policy wants", request: knobs({ deviceCount: 1 }) },
  {
    name: "fewer devices than the policy wants",
    request: knobs({ deviceCount: 8 }),
    codes: ["MEASUREMENT_MISMATCH"],
  },
  { name: "the model that the policy wants", request: knobs({ hwModels: ["GH100 A01 GSP BROM"] }) },
  {
    name: "another model than the policy wants",
    request: knobs({ hwModels: ["GB100"] }),
    ...failed,
    deviceCodes: ["MEASUREMENT_MISMATCH"],
  },
  {
    name: "another driver than the policy wants",
    request: knobs({ driverVersions: ["1.0"] }),
    ...failed,
    deviceCodes: ["MEASUREMENT_MISMATCH"],
  },
  {
    name: "RS256",
    mint: { changeHeader: (header) => ({ ...header, alg: "RS256" }) },
    codes: ["SUBMODULE_FAILED", "TOKEN_ALGORITHM_REJECTED"],
    deviceCodes: ["TOKEN_ALGORITHM_REJECTED"],
  },
];

describe("a bundle of NVIDIA's service with", () => {
  it.each(cases)("$name", async ({ mint, request, codes = [], deviceCodes = [] }) => {
    const outcome = await appraiseNvidia(mint, request);
    expect([...new Set(outcome.codes)].sort()).toEqual([...codes].sort());
    expect(outcome.verdict).toBe(codes.length === 0 ? "affirming" : "contraindicated");
    const ofDevices = outcome.result?.submodules.flatMap(({ reasons }) =>
      reasons.map(({ code }) => code),
    );
    expect([...new Set(ofDevices)].sort()).toEqual([...deviceCodes].sort());
  });

  it.each([
    { name: "no devices", change: ([head]: readonly unknown[]) => [head, {}] },
    { name: "a third part", change: (bundle: readonly unknown[]) => [...bundle, {}] },
    { name: "another tag", change: ([, tail]: readonly unknown[]) => [["CBOR", "x"], tail] },
    { name: "a device that is no token", change: ([head]: readonly unknown[]) => [head, { a: 1 }] },
  ])("$name is malformed", async ({ change }) => {
    const { codes } = await appraiseNvidia(
      { changeBundle: (bundle) => change([...bundle]) },
      { evidenceType: "nvidia-nras-token" },
    );
    expect(codes).toEqual(["TOKEN_MALFORMED"]);
  });
});

describe("parts of a bundle on their own", () => {
  const parts = async () => {
    const minted = await mintNvidia({ pki: await tokenPki("ES384") });
    const [[, overallToken], devices] = JSON.parse(new TextDecoder().decode(minted.evidence));
    const text = (token: unknown) => toBase64(new TextEncoder().encode(String(token)));
    return {
      request: mintedRequest(minted),
      overall: text(overallToken),
      device: text(Reflect.get(Object(devices), "GPU-0")),
    };
  };

  it("an overall token without its devices is rejected", async () => {
    const { request, overall: evidence } = await parts();
    expect((await appraise({ ...request, evidence })).codes).toEqual(["BUNDLE_MISMATCH"]);
  });

  it("a device's token is judged by itself", async () => {
    const { request, device: evidence } = await parts();
    const { verdict, result } = await appraise({ ...request, evidence });
    expect({ verdict, product: result?.claims?.hardware["product"] }).toEqual({
      verdict: "affirming",
      product: "GH100 A01 GSP BROM",
    });
  });
});

describe("the local verifier's output", () => {
  it("is never accepted, under no policy", async () => {
    for (const policy of ["relaxed", "moderate", "strict"] as const) {
      const { verdict, codes } = await appraiseNvidia({ isLocal: true }, { policy });
      expect(verdict).toBe("contraindicated");
      expect(codes).toContain("TOKEN_ALGORITHM_REJECTED");
    }
  });

  it("with a service's tokens in it is not accepted either", async () => {
    const minted = await mintNvidia({ pki: await tokenPki("ES384") });
    const bundle: unknown = JSON.parse(new TextDecoder().decode(minted.evidence));
    const evidence = toBase64(new TextEncoder().encode(JSON.stringify({ detached_eat: bundle })));
    const { verdict, codes, result } = await appraise(mintedRequest(minted, { evidence }));
    expect(result?.evidenceType).toBe("nvidia-gpu-report");
    expect(verdict).toBe("contraindicated");
    expect(codes).toContain("TOKEN_ISSUER_REJECTED");
  });
});

describe("the local verifier's output, signed by whoever runs it", () => {
  const signed = { isLocal: true, isLocalSigned: true } as const;

  it.each(["key set", "header"] as const)("stands on a given key in the %s", async (keyIn) => {
    const { verdict, codes, result } = await appraiseNvidia({ ...signed, keyIn });
    expect(codes).toEqual([]);
    expect(verdict).toBe("affirming");
    expect(result).toMatchObject({ evidenceType: "nvidia-gpu-report", assurance: "simulated" });
  });

  it("is undecided without the key", async () => {
    const { verdict, result } = await appraiseNvidia(signed, { endorsements: {} });
    expect(verdict).toBe("indeterminate");
    expect(result?.claimsVerified).toBe(false);
  });

  it("is refused when its chain ends at none of the given roots", async () => {
    const { trustAnchors } = await mintTdx();
    const { verdict, codes } = await appraiseNvidia(
      { ...signed, keyIn: "header" },
      { trustAnchors },
    );
    expect(verdict).toBe("contraindicated");
    expect(codes).toContain("ROOT_CA_UNTRUSTED");
  });

  it("is refused without roots: none is built in", async () => {
    const minted = await mintNvidia({ pki: await tokenPki("ES384"), ...signed, keyIn: "header" });
    const { trustAnchors: _given, ...request } = mintedRequest(minted);
    const { verdict, codes } = await appraise(request);
    expect(verdict).toBe("contraindicated");
    expect(codes).toContain("ROOT_CA_UNTRUSTED");
  });

  it("is refused with a device's token that nobody signed", async () => {
    const unsigned = await mintNvidia({ pki: await tokenPki("ES384"), isLocal: true });
    const text = new TextDecoder().decode(unsigned.evidence);
    const [device = ""] = /(?<="GPU-0":")ey[^"]+/.exec(text) ?? [];
    const { verdict } = await appraiseNvidia({
      ...signed,
      changeBundle: ([head]) => [head, { "GPU-0": device }],
    });
    expect(device).not.toBe("");
    expect(verdict).toBe("contraindicated");
  });

  it("is refused when a service's key set has the key and its name", async () => {
    const { verdict, codes } = await appraiseNvidia({
      ...signed,
      changeOverall: (claims) => ({ ...claims, iss: "https://nras.attestation.nvidia.com" }),
    });
    expect(verdict).toBe("contraindicated");
    expect(codes).toContain("TOKEN_ISSUER_REJECTED");
  });
});

describe("a GPU beside a CPU", () => {
  const judge = async (reportData: Uint8Array, nonce: Uint8Array) => {
    const tdx = await mintTdx({ td: { reportData } });
    const gpu = await mintNvidia({ pki: await tokenPki("ES384"), nonce });
    const { result } = await appraise({
      evidence: toBase64(tdx.quote),
      endorsements: { intel: tdx.endorsements },
      trustAnchors: [...tdx.trustAnchors, ...gpu.trustAnchors],
      verifyAt: tdx.at,
      policy: "relaxed",
      submodules: [
        { name: "gpu", evidence: toBase64(gpu.evidence), endorsements: gpu.endorsements },
      ],
    });
    return result?.submodules.find(({ name }) => name === "gpu");
  };
  const nonce = new Uint8Array(32).fill(0x33);

  it("is not bound to it by a nonce that anybody could have handed to both", async () => {
    expect((await judge(new Uint8Array(64), nonce))?.binding).toBeNull();
  });

  it("is bound to it by a nonce that stands in the report data", async () => {
    const reportData = new Uint8Array(64);
    reportData.set(nonce, 32);
    expect((await judge(reportData, nonce))?.binding).toEqual(expect.any(String));
  });
});

describe("evidence of a kind that the policy does not pin", () => {
  it("is refused beside a piece of the kind that it pins", async () => {
    const tdx = await mintTdx();
    const gpu = await mintNvidia({ pki: await tokenPki("ES384") });
    const trustAnchors = [...tdx.trustAnchors, ...gpu.trustAnchors];
    const { verdict, reasons } = await appraise({
      evidence: toBase64(tdx.quote),
      endorsements: { intel: tdx.endorsements },
      trustAnchors,
      verifyAt: tdx.at,
      policy: { extends: "relaxed", nvidia: { deviceCount: 1 } },
      submodules: [
        { name: "gpu", evidence: toBase64(gpu.evidence), endorsements: gpu.endorsements },
      ],
    });
    expect(verdict).toBe("contraindicated");
    expect(reasons).toContain("MEASUREMENT_MISMATCH policy.kind");
  });
});
