import { describe } from "vitest";
import { fromHex } from "@/lib/bytes/hex";
import { joinBytes, pattern } from "@/lib/simulator/byte-writer";
import { cbor, headOfSize, type CborPair } from "@/lib/simulator/cbor-writer";
import { itJudgesDocuments, type NitroCase } from "./testing/appraise-nitro";

const bytesOf = (hex: string) => fromHex(hex) ?? new Uint8Array(0);
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
    invalid("a timestamp that is no date", {
      members: member("timestamp", cbor.integer(8_640_000_000_000_001)),
    }),
    invalid("a timestamp of the year 10000", {
      members: member("timestamp", cbor.integer(253_402_300_800_000)),
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
