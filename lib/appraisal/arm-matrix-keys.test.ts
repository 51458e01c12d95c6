import { describe, expect, it } from "vitest";
import type { SigningKey } from "@/lib/simulator/signing-key";
import { flipped, joinBytes, pattern } from "@/lib/simulator/byte-writer";
import { cbor, type CborPair, type Sign1Parts } from "@/lib/simulator/cbor-writer";
import type { MintArmOptions } from "@/lib/simulator/arm/mint-arm";
import {
  appraiseToken,
  armRequest,
  itJudgesTokens,
  mintToken,
  sharedArmPki,
  type ArmCase,
} from "./testing/appraise-arm";
import { appraise, offlineContext } from "./testing/appraise-minted";
import { simpleCache } from "./testing/simple-cache";

const legacy = (mint: MintArmOptions = {}): MintArmOptions => ({ isLegacy: true, ...mint });

const sign1 =
  (changes: Partial<Sign1Parts>) =>
  (parts: Sign1Parts): Sign1Parts => ({ ...parts, ...changes });
const signedBy = (key: SigningKey) => sign1({ sign: (data) => key.sign(data) });

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

  it("are not taken for those of another request that only look the same when joined", async () => {
    const context = offlineContext({ cache: simpleCache() });
    const minted = await mintToken();
    const joined = (minted.endorsements.arm?.keys ?? []).map((key) => ({
      ...key,
      x5c: [[key["x5c"]].flat().join(" ")],
    }));
    const spoilt = armRequest(minted, { endorsements: { arm: { keys: joined } } });
    expect((await appraise(spoilt, context)).codes).toContain("CERT_CHAIN_INVALID");
    expect((await appraise(armRequest(minted), context)).reasons).toEqual([]);
  });

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
