import { describe, expect, it } from "vitest";
import { toHex } from "@/lib/bytes/hex";
import type { SigningKey } from "@/lib/simulator/signing-key";
import { flipped, joinBytes, pattern } from "@/lib/simulator/byte-writer";
import { cbor, type CborPair, type Sign1Parts } from "@/lib/simulator/cbor-writer";
import { defaultArmFacts } from "@/lib/simulator/arm/token-claims";
import { appraiseToken, itJudgesTokens, sharedArmPki, type ArmCase } from "./testing/appraise-arm";

const psa = (mint: ArmCase["mint"] = {}): ArmCase["mint"] => ({ token: "psa", ...mint });
const legacy = (mint: ArmCase["mint"] = {}): ArmCase["mint"] => ({ isLegacy: true, ...mint });

/** The claims with one of them replaced; null leaves it out. */
const claim =
  (key: number, value: Uint8Array | null) =>
  (claims: readonly CborPair[]): readonly CborPair[] =>
    claims.flatMap((entry): readonly CborPair[] =>
      entry[0] !== key ? [entry] : value === null ? [] : [[key, value]],
    );
const sign1 =
  (changes: Partial<Sign1Parts>) =>
  (parts: Sign1Parts): Sign1Parts => ({ ...parts, ...changes });
const signedBy = (key: SigningKey) => sign1({ sign: (data) => key.sign(data) });

describe("every form of a good token is affirmed", () => {
  itJudgesTokens([
    { name: "CCA 1.0.0, ES384" },
    { name: "CCA 1.0.0, ES256", mint: { platformAlgorithm: "ES256" } },
    { name: "CCA legacy, the realm's key as a bare point", mint: legacy() },
    { name: "CCA, key digest SHA-512", mint: { facts: { keyHash: "sha-512" } } },
    { name: "CCA, key digest SHA-384", mint: { facts: { keyHash: "sha-384" } } },
    {
      name: "CCA, measurements of SHA-512",
      mint: {
        facts: {
          realmHash: "sha-512",
          rim: pattern(1, 64),
          rem: [1, 2, 3, 4].map((seed) => pattern(seed, 64)),
        },
      },
    },
    { name: "CCA, a claim that nobody knows", mint: { realmClaims: add(99_999, cbor.null) } },
    { name: "CCA, a lifecycle of 0x30ff", mint: { facts: { lifecycle: 0x30ff } } },
    { name: "PSA, RFC 9783", mint: psa() },
    { name: "PSA, RFC 9783, ES256", mint: psa({ platformAlgorithm: "ES256" }) },
    { name: "PSA, profile 1", mint: psa(legacy()) },
    {
      name: "PSA, profile 1 without measurements",
      mint: psa(legacy({ facts: { components: [] } })),
    },
    {
      name: "PSA, profile 1 that does not name itself",
      mint: psa(legacy({ platformClaims: claim(-75000, null) })),
    },
    { name: "PSA, nonce of 64 bytes", mint: psa({ facts: { challenge: pattern(1, 64) } }) },
    {
      name: "a key id in the unprotected header",
      mint: {
        platformSign1: sign1({ unprotectedHeader: cbor.map([4, cbor.bytes(pattern(1, 8))]) }),
      },
    },
  ]);

  function add(key: number, value: Uint8Array) {
    return (claims: readonly CborPair[]): readonly CborPair[] => [...claims, [key, value]];
  }
});

describe("envelope", () => {
  const invalid = (name: string, mint: ArmCase["mint"] = {}): ArmCase => ({
    name,
    mint,
    code: "COSE_INVALID",
  });
  itJudgesTokens([
    invalid("tag 398", { collectionTag: 398 }),
    { name: "a CMW collection", mint: { collectionTag: 907 }, code: "REPORT_FORMAT_UNSUPPORTED" },
    invalid("no tag", { document: (document) => document.subarray(3) }),
    invalid("a byte behind", { document: (bytes) => joinBytes([bytes, Uint8Array.of(0)]) }),
    invalid("an extra member", { collection: (members) => [...members, [44242, cbor.null]] }),
    invalid("no realm token", { collection: (members) => members.slice(0, 1) }),
    invalid("the same member twice", { collection: ([one]) => (one ? [one, one] : []) }),
    invalid("text keys", {
      collection: (members) => members.map(([key, value]) => [`${key}`, value]),
    }),
    {
      name: "the two tokens swapped",
      mint: {
        collection: ([platform, realm]) => [
          [44234, realm?.[1] ?? cbor.null],
          [44241, platform?.[1] ?? cbor.null],
        ],
      },
      code: "REPORT_FORMAT_UNSUPPORTED",
    },
    invalid("a platform token without its tag", { platformSign1: sign1({ isTagged: false }) }),
    invalid("a realm token without its tag", { realmSign1: sign1({ isTagged: false }) }),
    {
      name: "a realm token with ES256",
      mint: { realmSign1: sign1({ protectedHeader: cbor.map([1, cbor.integer(-7)]) }) },
      code: "COSE_ALGORITHM_REJECTED",
    },
    {
      name: "a platform token with HMAC",
      mint: { platformSign1: sign1({ protectedHeader: cbor.map([1, cbor.integer(5)]) }) },
      code: "COSE_ALGORITHM_REJECTED",
    },
    {
      name: "a PSA token as a COSE_Mac0",
      mint: psa({ document: (document) => joinBytes([Uint8Array.of(0xd1), document.subarray(1)]) }),
      code: "COSE_ALGORITHM_REJECTED",
    },
    invalid("a critical header", {
      platformSign1: sign1({
        protectedHeader: cbor.map([1, cbor.integer(-35)], [2, cbor.array(cbor.integer(1))]),
      }),
    }),
    {
      name: "70,000 bytes",
      mint: { document: (bytes) => joinBytes([bytes, new Uint8Array(70_000)]) },
      code: "EVIDENCE_TOO_LARGE",
    },
  ]);
});

describe("claims", () => {
  const invalid = (name: string, mint: ArmCase["mint"] = {}): ArmCase => ({
    name,
    mint,
    code: "DOCUMENT_INVALID",
  });
  const unsupported = (name: string, mint: ArmCase["mint"] = {}): ArmCase => ({
    name,
    mint,
    code: "REPORT_FORMAT_UNSUPPORTED",
  });
  itJudgesTokens([
    ...[265, 10, 2396, 256, 2401, 2395, 2399, 2402].map((key) =>
      invalid(`no platform claim ${key}`, { platformClaims: claim(key, null) }),
    ),
    ...[10, 44235, 44236, 44237, 44238, 44239, 44240].map((key) =>
      invalid(`no realm claim ${key}`, { realmClaims: claim(key, null) }),
    ),
    ...[10, 2396, 256, 2395, 2399, 2394].map((key) =>
      invalid(`no PSA claim ${key}`, psa({ platformClaims: claim(key, null) })),
    ),
    unsupported("another platform profile", {
      platformClaims: claim(265, cbor.text("tag:arm.com,2024:cca_platform#2.0.0")),
    }),
    unsupported("another realm profile", {
      realmClaims: claim(265, cbor.text("tag:arm.com,2024:realm#2.0.0")),
    }),
    unsupported("another PSA profile", psa({ platformClaims: claim(265, cbor.text("PSA_2")) })),
    invalid("a challenge of 63 bytes", { realmClaims: claim(10, cbor.bytes(pattern(1, 63))) }),
    invalid("a challenge of 65 bytes", { realmClaims: claim(10, cbor.bytes(pattern(1, 65))) }),
    invalid("a challenge of 32 bytes", { realmClaims: claim(10, cbor.bytes(pattern(1, 32))) }),
    invalid("three extensible measurements", {
      facts: { rem: defaultArmFacts.rem.slice(0, 3) },
    }),
    invalid("five extensible measurements", {
      facts: { rem: [...defaultArmFacts.rem, pattern(1, 32)] },
    }),
    invalid("a measurement of another size than its algorithm's", {
      facts: { rim: pattern(1, 64) },
    }),
    invalid("an extensible measurement of another size", {
      facts: { rem: [...defaultArmFacts.rem.slice(0, 3), pattern(1, 48)] },
    }),
    invalid("SHA-1 as the realm's hash", {
      realmClaims: claim(44236, cbor.text("sha-1")),
    }),
    invalid("SHA-1 as the key's hash", { realmClaims: claim(44240, cbor.text("sha-1")) }),
    invalid("an inherited name as the key's hash", {
      realmClaims: claim(44240, cbor.text("constructor")),
    }),
    invalid("an instance id of another type", {
      facts: { instanceId: Uint8Array.of(2, ...pattern(1, 32)) },
    }),
    invalid("an instance id of 32 bytes", { facts: { instanceId: pattern(1, 32) } }),
    invalid("an implementation id of 33 bytes", { facts: { implementationId: pattern(1, 33) } }),
    invalid("no software component", { facts: { components: [] } }),
    invalid("a software component without a measurement", {
      platformClaims: claim(2399, cbor.array(cbor.map([5, cbor.bytes(pattern(1, 32))]))),
    }),
    invalid("a software component without a signer", {
      platformClaims: claim(2399, cbor.array(cbor.map([2, cbor.bytes(pattern(1, 32))]))),
    }),
    invalid("a lifecycle as text", { platformClaims: claim(2395, cbor.text("secured")) }),
    invalid("a lifecycle of three bytes", { platformClaims: claim(2395, cbor.integer(0x13000)) }),
    invalid("the same claim twice", {
      platformClaims: (claims) => [...claims, [2395, cbor.integer(0x3000)]],
    }),
    invalid("a certification reference in words", {
      ...psa({ platformClaims: claim(2398, cbor.text("certified")) }),
    }),
    invalid("measurements in profile 1 beside the claim that there are none", {
      ...psa(legacy({ platformClaims: (claims) => [...claims, [-75007, cbor.integer(1)]] })),
    }),
    invalid("a legacy realm beside a current platform", {
      realmClaims: (claims) =>
        claim(
          265,
          null,
        )(claims).map(([key, value]) => [
          key,
          key === 44237 ? cbor.bytes(Uint8Array.of(4, ...pattern(1, 96))) : value,
        ]),
    }),
  ]);
});

describe("the realm's key and its binding", () => {
  itJudgesTokens([
    {
      name: "a bare point where a COSE_Key belongs",
      mint: { publicKeyClaim: () => Uint8Array.of(4, ...pattern(1, 96)) },
      code: "COSE_INVALID",
    },
    {
      name: "a COSE_Key where a bare point belongs",
      mint: legacy({ publicKeyClaim: () => cbor.map([1, cbor.integer(2)]) }),
      code: "DOCUMENT_INVALID",
    },
    {
      name: "a compressed point",
      mint: legacy({ publicKeyClaim: () => Uint8Array.of(2, ...pattern(1, 96)) }),
      code: "DOCUMENT_INVALID",
    },
    {
      name: "a point that is not on the curve",
      mint: legacy({ publicKeyClaim: (key) => flipped(key, 20) }),
      code: "DOCUMENT_INVALID",
      check: "arm.realmKey",
    },
    {
      name: "a COSE_Key on another curve",
      mint: {
        publicKeyClaim: () =>
          cbor.map(
            [1, cbor.integer(2)],
            [-1, cbor.integer(1)],
            [-2, cbor.bytes(pattern(1, 32))],
            [-3, cbor.bytes(pattern(1, 32))],
          ),
      },
      code: "COSE_INVALID",
    },
    {
      name: "a digest of another key",
      mint: { binding: (digest) => flipped(digest, 0) },
      code: "REALM_BINDING_INVALID",
      check: "arm.binding",
    },
    {
      name: "a digest cut to its first half",
      mint: { facts: { keyHash: "sha-512" }, binding: (digest) => digest.subarray(0, 32) },
      code: "REALM_BINDING_INVALID",
    },
    {
      name: "a digest with zeros behind it",
      mint: { binding: (digest) => joinBytes([digest, new Uint8Array(32)]) },
      code: "REALM_BINDING_INVALID",
    },
    {
      name: "a realm token by another key",
      mint: {
        realmSign1: (parts, { keys }) => signedBy(keys.stranger)(parts),
      },
      code: "COSE_SIGNATURE_INVALID",
      check: "arm.realmSignature",
    },
    {
      name: "a realm token by the platform's key",
      mint: { realmSign1: (parts, { keys }) => signedBy(keys.platform384)(parts) },
      code: "COSE_SIGNATURE_INVALID",
      check: "arm.realmSignature",
    },
    {
      name: "a platform token by the realm's key",
      mint: { platformSign1: (parts, { keys }) => signedBy(keys.realm)(parts) },
      code: "COSE_SIGNATURE_INVALID",
      check: "arm.platformSignature",
    },
  ]);

  it("is refused beside the platform token of another attestation, although each is genuine", async () => {
    const pki = await sharedArmPki();
    const other = { ...pki, keys: { ...pki.keys, realm: pki.keys.stranger } };
    let realmOfOther: CborPair = [44241, cbor.null];
    const collection = (members: readonly CborPair[]) => {
      realmOfOther = members[1] ?? realmOfOther;
      return members;
    };
    expect((await appraiseToken({ pki: other, collection })).verdict).toBe("affirming");
    const { verdict, reasons } = await appraiseToken({
      collection: ([platform]) => (platform ? [platform, realmOfOther] : []),
    });
    expect(verdict).toBe("contraindicated");
    expect(reasons).toEqual(["REALM_BINDING_INVALID arm.binding"]);
  });
});

describe("the platform's key", () => {
  const undecided: Pick<ArmCase, "code" | "verdict" | "check"> = {
    code: "COLLATERAL_UNAVAILABLE",
    verdict: "indeterminate",
    check: "arm.key",
  };
  itJudgesTokens([
    { name: "that nobody gave", mint: { keys: () => [] }, ...undecided },
    { name: "without endorsements at all", request: { endorsements: {} }, ...undecided },
    {
      name: "of another implementation",
      mint: { keys: ([key]) => [{ ...key, implementationId: "00".repeat(32) }] },
      ...undecided,
    },
    {
      name: "of another instance",
      mint: { keys: ([key]) => [{ ...key, instanceId: `01${"00".repeat(32)}` }] },
      ...undecided,
    },
    {
      name: "without an implementation id",
      mint: { keys: ([key]) => [{ ...key, implementationId: undefined }] },
      ...undecided,
    },
    {
      name: "with an id that is no text",
      mint: { keys: ([key]) => [{ ...key, instanceId: 1 }] },
      ...undecided,
    },
    {
      name: "for every instance of its implementation",
      mint: {
        keys: ([key]) => [
          Object.fromEntries(Object.entries(key ?? {}).filter(([name]) => name !== "instanceId")),
        ],
      },
    },
    {
      name: "given twice",
      mint: { keys: ([key]) => (key ? [key, key] : []) },
      code: "PLATFORM_KEY_AMBIGUOUS",
    },
    {
      name: "on another curve than the algorithm's",
      mint: { platformSign1: sign1({ protectedHeader: cbor.map([1, cbor.integer(-36)]) }) },
      code: "COSE_INVALID",
    },
    {
      name: "for another algorithm than the token's",
      mint: { keys: ([key]) => [{ ...key, alg: "ES512" }] },
      code: "COSE_ALGORITHM_REJECTED",
      check: "arm.key",
    },
    {
      name: "with its private half",
      mint: { keys: ([key]) => [{ ...key, d: "AAAA" }] },
      code: "COLLATERAL_INVALID",
    },
    {
      name: "that is not on its curve",
      mint: { keys: ([key]) => [{ ...key, y: key?.["x"] }] },
      code: "COLLATERAL_INVALID",
    },
    {
      name: "that is symmetric",
      mint: { keys: ([key]) => [{ ...key, kty: "oct", k: "AAAA" }] },
      code: "COLLATERAL_INVALID",
    },
    {
      name: "of somebody else",
      mint: { platformSign1: (parts, { keys }) => signedBy(keys.stranger)(parts) },
      code: "COSE_SIGNATURE_INVALID",
      check: "arm.platformSignature",
    },
  ]);
});

describe("the platform key's certificates", () => {
  itJudgesTokens([
    { name: "are not demanded of a given key", mint: { withoutChain: true } },
    {
      name: "end at a root that nobody trusts",
      request: { trustAnchors: undefined },
      code: "ROOT_CA_UNTRUSTED",
      check: "arm.keyRoot",
    },
    {
      name: "are of another key",
      mint: { certificate: (spec, { keys }) => ({ ...spec, key: keys.stranger }) },
      code: "CERT_CHAIN_INVALID",
      follows: ["ROOT_CA_UNTRUSTED"],
    },
    {
      name: "are signed by somebody else",
      mint: { certificate: (spec, { keys }) => ({ ...spec, signer: keys.stranger }) },
      code: "CERT_CHAIN_INVALID",
      follows: ["ROOT_CA_UNTRUSTED"],
    },
    {
      name: "have expired",
      mint: { certificate: (spec) => ({ ...spec, notAfter: "2026-05-31T23:59:59Z" }) },
      code: "CERT_EXPIRED",
      check: "arm.keyValidity",
    },
    {
      name: "are an empty list",
      mint: { keys: ([key]) => [{ ...key, x5c: [] }] },
      code: "CERT_CHAIN_INVALID",
    },
    {
      name: "are no base64",
      mint: { keys: ([key]) => [{ ...key, x5c: ["-"] }] },
      code: "CERT_CHAIN_INVALID",
    },
    {
      name: "are no list",
      mint: { keys: ([key]) => [{ ...key, x5c: "AAAA" }] },
      code: "CERT_CHAIN_INVALID",
    },
  ]);

  it("make the difference between simulated and whoever gave the key", async () => {
    const simulated = await appraiseToken();
    expect(simulated.result).toMatchObject({ assurance: "simulated", simulated: true });
    expect(simulated.result?.chain).toHaveLength(2);
    const given = await appraiseToken({ withoutChain: true });
    expect(given.result).toMatchObject({ assurance: "vendor-signed", simulated: false });
    for (const policy of ["strict", "moderate"]) {
      const { codes } = await appraiseToken({}, { policy });
      expect(codes).toContain("SIMULATED_NOT_ALLOWED");
    }
  });
});

describe("lifecycle", () => {
  const states = [0x0000, 0x00ff, 0x1000, 0x2000, 0x6000, 0x7000, 0x2fff, 0x3100, 0xffff];
  itJudgesTokens(
    states.map((lifecycle) => ({
      name: `0x${lifecycle.toString(16).padStart(4, "0")}`,
      mint: { facts: { lifecycle } },
      request: { policy: { extends: "relaxed" as const, allowDebug: true } },
      code: "LIFECYCLE_NOT_SECURED" as const,
      check: "arm.lifecycle",
    })),
  );

  it.each([0x4000, 0x40ff, 0x5000, 0x50ff])(
    "%i is debug: only with allowDebug, and named",
    async (lifecycle) => {
      for (const token of ["cca", "psa"] as const) {
        const refused = await appraiseToken({ token, facts: { lifecycle } });
        expect(refused.verdict).toBe("contraindicated");
        expect(refused.codes).toEqual(
          expect.arrayContaining(["LIFECYCLE_NOT_SECURED", "DEBUG_ENABLED"]),
        );
        const policy = { extends: "relaxed" as const, allowDebug: true };
        const allowed = await appraiseToken({ token, facts: { lifecycle } }, { policy });
        expect(allowed.verdict).toBe("warning");
        expect(allowed.result?.claims?.debug).toBe(true);
      }
    },
  );
});

describe("freshness and knobs", () => {
  const challenge = toHex(defaultArmFacts.challenge);
  const asks = (arm: object) => ({ policy: { extends: "relaxed" as const, arm } });
  const padded = { facts: { challenge: joinBytes([pattern(7, 32), new Uint8Array(32)]) } };
  const { components, rem, rim, rpv, implementationId, instanceId } = defaultArmFacts;
  itJudgesTokens([
    { name: "the whole challenge", request: { expected: { nonce: challenge } } },
    {
      name: "a nonce of 32 bytes that zeros follow",
      mint: padded,
      request: { expected: { nonce: toHex(pattern(7, 32)) } },
    },
    {
      name: "a nonce of 32 bytes that others follow",
      request: { expected: { nonce: challenge.slice(0, 64) } },
      code: "NONCE_MISMATCH",
    },
    {
      name: "a nonce of 65 bytes",
      request: { expected: { nonce: `${challenge}00` } },
      code: "NONCE_MISMATCH",
    },
    {
      name: "another nonce",
      request: { expected: { nonce: "00".repeat(64) } },
      code: "NONCE_MISMATCH",
    },
    {
      name: "the PSA nonce",
      mint: psa(),
      request: { expected: { nonce: challenge.slice(0, 64) } },
    },
    {
      name: "half of the PSA nonce",
      mint: psa(),
      request: { expected: { nonce: challenge.slice(0, 32) } },
      code: "NONCE_MISMATCH",
    },
    {
      name: "everything pinned",
      request: asks({
        rim: [toHex(rim)],
        rem0: [toHex(rem[0] ?? new Uint8Array(0))],
        rem3: ["00".repeat(32)],
        rpv: [toHex(rpv)],
        implementationId: [toHex(implementationId)],
        instanceId: [toHex(instanceId)],
        signerId: components.map(({ signerId }) => toHex(signerId)),
        softwareComponents: components.map(({ measurement }) => toHex(measurement)),
      }),
    },
    ...["rim", "rem0", "rem1", "rem2", "rem3", "rpv", "implementationId", "instanceId"].map(
      (name): ArmCase => ({
        name: `another ${name}`,
        request: asks({ [name]: ["ab".repeat(32)] }),
        code: "MEASUREMENT_MISMATCH",
        check: `policy.arm.${name}`,
      }),
    ),
    {
      name: "a component more than the policy names",
      request: asks({ softwareComponents: [toHex(components[0]?.measurement ?? rim)] }),
      code: "MEASUREMENT_MISMATCH",
      check: "policy.arm.softwareComponents",
    },
    {
      name: "a component by another signer",
      mint: {
        facts: {
          components: [
            ...components,
            { type: "BL2", measurement: pattern(1, 32), version: "1", signerId: pattern(2, 32) },
          ],
        },
      },
      request: asks({ signerId: [toHex(components[0]?.signerId ?? rim)] }),
      code: "MEASUREMENT_MISMATCH",
      check: "policy.arm.signerId",
    },
    {
      name: "no measurements where some are demanded",
      mint: psa(legacy({ facts: { components: [] } })),
      request: asks({ softwareComponents: [toHex(rim)] }),
      code: "MEASUREMENT_MISMATCH",
    },
    {
      name: "a realm measurement demanded of a PSA token",
      mint: psa(),
      request: asks({ rim: [toHex(rim)] }),
      code: "MEASUREMENT_MISMATCH",
      check: "policy.arm.rim",
    },
  ]);
});

describe("what the result says", () => {
  it("names measurements, ids, components and the lifecycle", async () => {
    const { result } = await appraiseToken();
    const { rim, rem, components, implementationId, instanceId, rpv } = defaultArmFacts;
    expect(result?.claims).toMatchObject({
      measurements: {
        rim: toHex(rim),
        rem0: toHex(rem[0] ?? rim),
        rem3: "00".repeat(32),
        component0: toHex(components[0]?.measurement ?? rim),
        component1: toHex(components[1]?.measurement ?? rim),
      },
      hardware: {
        product: "Arm CCA",
        implementationId: toHex(implementationId),
        instanceId: toHex(instanceId),
      },
      tcb: { lifecycle: "0x3000" },
      attributes: { rpv: toHex(rpv), lifecycleState: "secured", "component0.type": "BL1" },
      debug: false,
    });
    expect(result?.format).toMatchObject({ token: "cca", profile: "current", algorithm: "ES384" });
    expect(result?.claimsVerified).toBe(true);
  });

  it("is found out from the bytes alone", async () => {
    for (const token of ["cca", "psa"] as const) {
      for (const isLegacy of [false, true]) {
        const { verdict, result } = await appraiseToken(
          { token, isLegacy },
          { evidenceType: undefined },
        );
        expect(verdict).toBe("affirming");
        expect(result?.evidenceType).toBe("arm-cca-token");
        expect(result?.format["token"]).toBe(token);
      }
    }
  });

  it("never lets an unverified claim look verified", async () => {
    const { result } = await appraiseToken({ keys: () => [] });
    expect(result?.claimsVerified).toBe(false);
  });
});
