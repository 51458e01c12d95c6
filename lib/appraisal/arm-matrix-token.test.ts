import { describe } from "vitest";
import { joinBytes, pattern } from "@/lib/simulator/byte-writer";
import { cbor, type CborPair, type Sign1Parts } from "@/lib/simulator/cbor-writer";
import type { MintArmOptions } from "@/lib/simulator/arm/mint-arm";
import { defaultArmFacts } from "@/lib/simulator/arm/token-claims";
import { itJudgesTokens, type ArmCase } from "./testing/appraise-arm";

const psa = (mint: MintArmOptions = {}): MintArmOptions => ({ token: "psa", ...mint });
const legacy = (mint: MintArmOptions = {}): MintArmOptions => ({ isLegacy: true, ...mint });

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
