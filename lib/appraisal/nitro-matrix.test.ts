import { describe, expect, it } from "vitest";
import { fromHex, toHex } from "@/lib/bytes/hex";
import { flipped, joinBytes, pattern } from "@/lib/simulator/byte-writer";
import {
  defaultPcrs,
  NITRO_MINTED_AT,
  NITRO_MODULE_ID,
  type MintNitroOptions,
} from "@/lib/simulator/aws/mint-nitro";
import { cbor, headOfSize, type CborPair } from "@/lib/simulator/cbor-writer";
import {
  appraiseDocument,
  itJudgesDocuments,
  mintDocument,
  type NitroCase,
} from "./testing/appraise-nitro";

const bytesOf = (hex: string) => fromHex(hex) ?? new Uint8Array(0);
const at = Date.parse(NITRO_MINTED_AT);
const iso = (offsetMs: number) => new Date(at + offsetMs).toISOString();

/** The members with one of them replaced; null leaves it out. */
const member =
  (key: string, value: Uint8Array | null) =>
  (members: readonly CborPair[]): readonly CborPair[] =>
    members.flatMap((entry): readonly CborPair[] =>
      entry[0] !== key ? [entry] : value === null ? [] : [[key, value]],
    );
const pcrs = (...entries: readonly CborPair[]) => ({
  members: member("pcrs", cbor.map(...entries)),
});
const good = (length = 48) => cbor.bytes(pattern(1, length));
const firstThree: readonly CborPair[] = [
  [0, good()],
  [1, good()],
  [2, good()],
];
const invalid = (name: string, mint: NitroCase["mint"] = {}): NitroCase => ({
  name,
  mint,
  code: "DOCUMENT_INVALID",
});

describe("every form of a good document is affirmed", () => {
  itJudgesDocuments([
    { name: "as the module writes it" },
    { name: "with tag 18", mint: { isTagged: true } },
    { name: "with a payload of definite length", mint: { isDefinite: true } },
    { name: "without its optional members", mint: { members: withoutOptional } },
    { name: "with an empty nonce", mint: { nonce: new Uint8Array(0) } },
    { name: "with 512 bytes of user data", mint: { userData: pattern(2, 512) } },
    { name: "with 1,024 bytes of public key", mint: { publicKey: pattern(2, 1024) } },
    { name: "with 3 registers", mint: pcrs(...firstThree) },
    {
      name: "with 32 registers",
      mint: pcrs(...Array.from({ length: 32 }, (_, index): CborPair => [index, good()])),
    },
  ]);

  function withoutOptional(members: readonly CborPair[]): readonly CborPair[] {
    return members.slice(0, 6);
  }
});

describe("envelope", () => {
  itJudgesDocuments([
    {
      name: "a key id beside the algorithm",
      mint: { protectedHeader: cbor.map([1, cbor.integer(-35)], [4, cbor.bytes(pattern(1, 4))]) },
      code: "COSE_INVALID",
    },
    {
      name: "a critical header",
      mint: {
        protectedHeader: cbor.map([1, cbor.integer(-35)], [2, cbor.array(cbor.integer(1))]),
      },
      code: "COSE_INVALID",
    },
    ...[
      ["ES256", cbor.integer(-7)],
      ["ES512", cbor.integer(-36)],
      ["EdDSA", cbor.integer(-8)],
      ["HMAC 256", cbor.integer(5)],
      ["the text ES384", cbor.text("ES384")],
    ].map(([name, value]): NitroCase => ({
      name: `algorithm ${name}`,
      mint: { protectedHeader: cbor.map([1, typeof value === "object" ? value : cbor.null]) },
      code: "COSE_ALGORITHM_REJECTED",
    })),
    {
      name: "the algorithm in the unprotected header",
      mint: { protectedHeader: cbor.map(), unprotectedHeader: cbor.map([1, cbor.integer(-35)]) },
      code: "COSE_ALGORITHM_REJECTED",
    },
    {
      name: "an algorithm that could be written shorter",
      mint: { protectedHeader: bytesOf("a101390022") },
      code: "COSE_INVALID",
    },
    {
      name: "an unprotected header that is not empty",
      mint: { unprotectedHeader: cbor.map([4, cbor.bytes(pattern(1, 4))]) },
      code: "COSE_INVALID",
    },
    {
      name: "a byte behind the document",
      mint: { document: (document) => joinBytes([document, Uint8Array.of(0)]) },
      code: "COSE_INVALID",
    },
    {
      name: "five members",
      mint: {
        document: (document) => joinBytes([Uint8Array.of(0x85), document.subarray(1), cbor.null]),
      },
      code: "COSE_INVALID",
    },
    {
      name: "an array of indefinite length",
      mint: {
        document: (document) =>
          joinBytes([Uint8Array.of(0x9f), document.subarray(1), Uint8Array.of(0xff)]),
      },
      code: "COSE_INVALID",
    },
    {
      name: "a signature of 95 bytes",
      mint: { sign: async (data, { keys }) => (await keys.enclave.sign(data)).subarray(1) },
      code: "COSE_INVALID",
    },
    {
      name: "a signature of r = 0",
      mint: {
        sign: async (data, { keys }) =>
          joinBytes([new Uint8Array(48), (await keys.enclave.sign(data)).subarray(48)]),
      },
      code: "COSE_SIGNATURE_INVALID",
    },
    {
      name: "a signature by another key",
      mint: { sign: (data, { keys }) => keys.stranger.sign(data) },
      code: "COSE_SIGNATURE_INVALID",
      check: "cose.signature",
    },
    {
      name: "a signature over SHA-256",
      mint: { sign: (data, { keys }) => keys.enclave.sign(data, "SHA-256") },
      code: "COSE_SIGNATURE_INVALID",
    },
    {
      name: "a signature over the payload alone",
      mint: { sign: (data, { keys }) => keys.enclave.sign(data.subarray(20)) },
      code: "COSE_SIGNATURE_INVALID",
    },
    {
      name: "a payload of 16,385 bytes",
      mint: { payload: (payload) => joinBytes([payload, new Uint8Array(16_385 - payload.length)]) },
      code: "DOCUMENT_INVALID",
    },
    {
      name: "32 KiB and a byte",
      mint: {
        document: (document) => joinBytes([document, new Uint8Array(32_769 - document.length)]),
      },
      code: "EVIDENCE_TOO_LARGE",
    },
  ]);
});

describe("payload", () => {
  itJudgesDocuments([
    invalid("a byte behind the map", {
      payload: (payload) => joinBytes([payload, Uint8Array.of(0)]),
    }),
    invalid("an array", { payload: () => cbor.array(cbor.null) }),
    invalid("the same member twice", {
      members: (members) => [...members, ["nonce", cbor.bytes(pattern(1, 8))]],
    }),
    invalid("an unknown member", { members: (members) => [...members, ["extra", cbor.null]] }),
    invalid("a member with a number as its key", {
      members: (members) => [...members, [1, cbor.null]],
    }),
    invalid("an inherited name as a member", {
      members: (members) => [...members, ["constructor", cbor.null]],
    }),
    ...["module_id", "digest", "timestamp", "pcrs", "certificate", "cabundle"].map((key) =>
      invalid(`no ${key}`, { members: member(key, null) }),
    ),
    ...["module_id", "digest", "timestamp", "pcrs", "certificate", "cabundle"].map((key) =>
      invalid(`null for ${key}`, { members: member(key, cbor.null) }),
    ),
    invalid("an empty module id", { members: member("module_id", cbor.text("")) }),
    invalid("the digest SHA256", { members: member("digest", cbor.text("SHA256")) }),
    invalid("a timestamp of 0", { members: member("timestamp", cbor.integer(0)) }),
    invalid("a negative timestamp", { members: member("timestamp", cbor.integer(-1)) }),
    invalid("a timestamp as text", { members: member("timestamp", cbor.text("1")) }),
    invalid("a timestamp that is too wide", {
      members: member("timestamp", headOfSize({ major: 0, argument: 5, size: 8 })),
    }),
    invalid("a timestamp beyond 2^53", {
      members: member("timestamp", headOfSize({ major: 0, argument: 2 ** 60, size: 8 })),
    }),
    invalid("user data of 1,025 bytes", { userData: pattern(1, 1025) }),
    invalid("a nonce of 1,025 bytes", { nonce: pattern(1, 1025) }),
    invalid("a public key of 1,025 bytes", { publicKey: pattern(1, 1025) }),
    invalid("an empty public key", { publicKey: new Uint8Array(0) }),
    invalid("a nonce as text", { members: member("nonce", cbor.text("12345678")) }),
    invalid("a nonce of indefinite length", {
      members: member("nonce", bytesOf("5f420102420304ff")),
    }),
    {
      name: "user data of 513 bytes",
      mint: { userData: pattern(1, 513) },
      code: "DOCUMENT_INVALID",
      check: "document.sizes",
      verdict: "warning",
    },
    {
      name: "a nonce of 1,024 bytes",
      mint: { nonce: pattern(1, 1024) },
      code: "DOCUMENT_INVALID",
      check: "document.sizes",
      verdict: "warning",
    },
  ]);
});

describe("platform configuration registers", () => {
  itJudgesDocuments([
    invalid("none", pcrs()),
    invalid("an index of 32", pcrs(...firstThree, [32, good()])),
    invalid("a negative index", pcrs(...firstThree, [-1, good()])),
    invalid("a text index", pcrs(...firstThree, ["3", good()])),
    invalid("an index twice", pcrs(...firstThree, [2, good()])),
    invalid("32 bytes", pcrs(...firstThree, [3, good(32)])),
    invalid("64 bytes", pcrs(...firstThree, [3, good(64)])),
    invalid("47 bytes", pcrs(...firstThree, [3, good(47)])),
    invalid("text", pcrs(...firstThree, [3, cbor.text("a".repeat(48))])),
    invalid("no PCR 0", pcrs(...firstThree.slice(1))),
    invalid("a map of indefinite length", {
      members: member("pcrs", cbor.indefiniteMap(...firstThree)),
    }),
    {
      name: "PCR 0 to 2 zero",
      mint: { isDebug: true },
      code: "DEBUG_ENABLED",
      check: "policy.debug",
    },
    {
      name: "PCR 0 to 2 zero where the policy allows debug",
      mint: { isDebug: true },
      request: { policy: { extends: "relaxed", allowDebug: true } },
      code: "DEBUG_ENABLED",
      verdict: "warning",
    },
    {
      name: "only PCR 0 zero",
      mint: { pcrs: { 0: new Uint8Array(48) } },
      code: "DEBUG_ENABLED",
    },
  ]);
});

describe("certificate chain", () => {
  const chainInvalid = (name: string, mint: NitroCase["mint"] = {}): NitroCase => ({
    name,
    mint,
    code: "CERT_CHAIN_INVALID",
    check: "nitro.chain",
    follows: ["COSE_SIGNATURE_INVALID", "ROOT_CA_UNTRUSTED", "DOCUMENT_INVALID"],
  });
  itJudgesDocuments([
    chainInvalid("the bundle reversed", { bundle: (bundle) => bundle.toReversed() }),
    chainInvalid("an issuer left out", {
      bundle: (bundle) => [...bundle.slice(0, 2), ...bundle.slice(3)],
    }),
    chainInvalid("an issuer twice", {
      bundle: (bundle) => [...bundle, bundle[3] ?? new Uint8Array(0)],
    }),
    chainInvalid("the root twice", {
      bundle: (bundle) => [bundle[0] ?? new Uint8Array(0), ...bundle],
    }),
    chainInvalid("the leaf inside the bundle, too", {
      members: (members) => {
        const leaf = members.find(([key]) => key === "certificate")?.[1] ?? cbor.null;
        const bundle = members.find(([key]) => key === "cabundle")?.[1] ?? cbor.null;
        return member(
          "cabundle",
          joinBytes([Uint8Array.of(0x85), bundle.subarray(1), leaf]),
        )(members);
      },
    }),
    invalid("no bundle", { bundle: () => [] }),
    invalid("eight certificates in the bundle", {
      bundle: (bundle) => [...bundle, ...bundle],
    }),
    invalid("a certificate of 1,025 bytes", { leafBytes: () => pattern(1, 1025) }),
    invalid("an empty certificate", { leafBytes: () => new Uint8Array(0) }),
    chainInvalid("no certificate", { leafBytes: () => pattern(1, 600) }),
    chainInvalid("a NUL behind the leaf", {
      leafBytes: (der) => joinBytes([der, Uint8Array.of(0)]),
    }),
    chainInvalid("a leaf on P-256", {
      certificates: { enclave: (spec, { keys }) => ({ ...spec, key: keys.p256 }) },
    }),
    chainInvalid("a leaf signed with SHA-256", {
      certificates: { enclave: (spec) => ({ ...spec, hash: "SHA-256" }) },
    }),
    chainInvalid("a leaf that is a CA", {
      certificates: {
        enclave: (spec) => ({
          ...spec,
          extensions: spec.extensions.map((one) =>
            one.oid === "2.5.29.19" ? { ...one, value: bytesOf("30030101ff") } : one,
          ),
        }),
      },
    }),
    chainInvalid("a leaf by another issuer's key", {
      certificates: { enclave: (spec, { keys }) => ({ ...spec, signer: keys.stranger }) },
    }),
    chainInvalid("an issuer that is no CA", {
      certificates: {
        instance: (spec) => ({
          ...spec,
          extensions: spec.extensions.filter(({ oid }) => oid !== "2.5.29.19"),
        }),
      },
    }),
    chainInvalid("an issuer that may not sign certificates", {
      certificates: {
        zonal: (spec) => ({
          ...spec,
          extensions: spec.extensions.filter(({ oid }) => oid !== "2.5.29.15"),
        }),
      },
    }),
    chainInvalid("a path that is longer than its root allows", {
      certificates: {
        regional: (spec) => ({
          ...spec,
          extensions: spec.extensions.map((one) =>
            one.oid === "2.5.29.19" ? { ...one, value: bytesOf("30060101ff020101") } : one,
          ),
        }),
      },
    }),
    chainInvalid("a leaf with an unknown critical extension", {
      certificates: {
        enclave: (spec) => ({
          ...spec,
          extensions: [
            ...spec.extensions,
            { oid: "1.3.6.1.4.1.99999.1", critical: true, value: bytesOf("0500") },
          ],
        }),
      },
    }),
    {
      name: "the simulator's root without anybody trusting it",
      request: { trustAnchors: undefined },
      code: "ROOT_CA_UNTRUSTED",
    },
  ]);
});

describe("a self-made root with the right names", () => {
  const selfMade: MintNitroOptions = {
    certificates: {
      root: (spec, { keys }) => ({
        ...spec,
        key: keys.stranger,
        signer: keys.stranger,
        extensions: spec.extensions.filter(({ oid }) => oid !== "2.5.29.14"),
      }),
      regional: (spec, { keys }) => ({
        ...spec,
        signer: keys.stranger,
        extensions: spec.extensions.filter(({ oid }) => oid !== "2.5.29.35"),
      }),
    },
  };

  it("pitfall 2: is compared with the pinned one, never believed because the bundle carries it", async () => {
    const { trustAnchors } = await mintDocument();
    const { verdict, reasons } = await appraiseDocument(selfMade, { trustAnchors });
    expect(verdict).toBe("contraindicated");
    expect(reasons).toEqual(["ROOT_CA_UNTRUSTED nitro.root"]);
    expect((await appraiseDocument(selfMade)).verdict).toBe("affirming");
  });
});

describe("time", () => {
  const expired: Pick<NitroCase, "code" | "check"> = {
    code: "CERT_EXPIRED",
    check: "nitro.validity",
  };
  itJudgesDocuments([
    { name: "the last second of the leaf", request: { verifyAt: iso(3 * 3_600_000) } },
    { name: "a second later", request: { verifyAt: iso(3 * 3_600_000 + 1000) }, ...expired },
    { name: "the first second of the leaf", request: { verifyAt: iso(-4000) } },
    { name: "a second before", request: { verifyAt: iso(-5000) }, ...expired },
    {
      name: "an expired issuer",
      mint: { certificates: { zonal: (spec) => ({ ...spec, notAfter: "2026-05-31T23:59:59Z" }) } },
      ...expired,
    },
    {
      name: "an expired root",
      mint: { certificates: { root: (spec) => ({ ...spec, notAfter: "2026-05-31T23:59:59Z" }) } },
      ...expired,
    },
    {
      name: "a timestamp from before the certificate",
      mint: { timestamp: at - 60_000 },
      code: "DOCUMENT_INVALID",
      check: "document.timestamp",
    },
    {
      name: "a timestamp from after the certificate",
      mint: { timestamp: at + 4 * 3_600_000 },
      code: "DOCUMENT_INVALID",
      check: "document.timestamp",
    },
    {
      name: "a timestamp six minutes ahead",
      mint: { timestamp: at + 360_000 },
      code: "DOCUMENT_INVALID",
      check: "document.timestamp",
    },
    { name: "a timestamp four minutes ahead", mint: { timestamp: at + 240_000 } },
    {
      name: "a document of six minutes ago where five are allowed",
      request: {
        verifyAt: iso(360_000),
        policy: { extends: "relaxed", maxAgeSeconds: 300 },
      },
      code: "EVIDENCE_TOO_OLD",
    },
  ]);
});

describe("freshness and knobs", () => {
  const nonce = pattern(9, 32);
  const asks = (nitro: object) => ({ policy: { extends: "relaxed" as const, nitro } });
  const pcr = (index: number) => toHex(defaultPcrs()[index] ?? new Uint8Array(0));
  itJudgesDocuments([
    { name: "the expected nonce", mint: { nonce }, request: { expected: { nonce: toHex(nonce) } } },
    ...[
      ["another nonce", { nonce: flipped(nonce, 31) }],
      ["a longer nonce", { nonce: joinBytes([nonce, Uint8Array.of(0)]) }],
      ["a shorter nonce", { nonce: nonce.subarray(0, 31) }],
      ["an empty nonce", { nonce: new Uint8Array(0) }],
      ["no nonce", { nonce: null }],
    ].map(([name, mint]): NitroCase => ({
      name: `${String(name)} than the expected one`,
      mint: typeof mint === "object" ? mint : {},
      request: { expected: { nonce: toHex(nonce) } },
      code: "NONCE_MISMATCH",
    })),
    {
      name: "the expected user data",
      mint: { userData: nonce },
      request: { expected: { userData: toHex(nonce) } },
    },
    {
      name: "user data with zeros behind it",
      mint: { userData: joinBytes([nonce, new Uint8Array(32)]) },
      request: { expected: { userData: toHex(nonce) } },
      code: "USER_DATA_MISMATCH",
    },
    {
      name: "no user data where some is expected",
      request: { expected: { userData: toHex(nonce) } },
      code: "USER_DATA_MISMATCH",
    },
    {
      name: "pinned registers and module",
      request: asks({ pcrs: { 0: [pcr(0)], 3: [pcr(4), pcr(3)] }, moduleId: [NITRO_MODULE_ID] }),
    },
    {
      name: "another register value",
      request: asks({ pcrs: { 0: [pcr(1)] } }),
      code: "MEASUREMENT_MISMATCH",
      check: "policy.nitro.pcrs.0",
    },
    {
      name: "a register value cut short",
      request: asks({ pcrs: { 0: [pcr(0).slice(0, 64)] } }),
      code: "MEASUREMENT_MISMATCH",
    },
    {
      name: "a register that the document does not have",
      request: asks({ pcrs: { 20: [pcr(0)] } }),
      code: "MEASUREMENT_MISMATCH",
      check: "policy.nitro.pcrs.20",
    },
    {
      name: "no acceptable value",
      request: asks({ pcrs: { 0: [] } }),
      code: "MEASUREMENT_MISMATCH",
    },
    {
      name: "another module",
      request: asks({ moduleId: ["i-0123456789abcdef0"] }),
      code: "MEASUREMENT_MISMATCH",
      check: "policy.nitro.moduleId",
    },
    {
      name: "a module in other letters",
      request: asks({ moduleId: [NITRO_MODULE_ID.toUpperCase()] }),
      code: "MEASUREMENT_MISMATCH",
    },
  ]);
});

describe("what the result says", () => {
  it("names every register, the carried data and the chain, leaf first", async () => {
    const nonce = pattern(3, 16);
    const userData = pattern(4, 20);
    const { result } = await appraiseDocument({ nonce, userData });
    expect(result?.claims?.measurements).toEqual(
      Object.fromEntries(
        Object.entries(defaultPcrs()).map(([index, value]) => [`pcr${index}`, toHex(value)]),
      ),
    );
    expect(result?.claims?.attributes).toMatchObject({
      nonce: toHex(nonce),
      userData: toHex(userData),
      timestamp: "2026-06-01T00:00:00.000Z",
    });
    expect(result?.claims?.hardware["moduleId"]).toBe(NITRO_MODULE_ID);
    expect(result?.chain).toHaveLength(5);
    expect(result?.chain[0]?.subject).toContain(NITRO_MODULE_ID);
    expect(result?.claimsVerified).toBe(true);
  });

  it("is simulated, and refused by strict and moderate", async () => {
    for (const policy of ["strict", "moderate"]) {
      const { codes, result } = await appraiseDocument({}, { policy });
      expect(codes).toContain("SIMULATED_NOT_ALLOWED");
      expect(result).toMatchObject({ assurance: "simulated", simulated: true });
    }
  });
});
