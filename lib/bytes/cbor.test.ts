import { Encoder } from "cbor-x";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCbor, type CborItem } from "./cbor";
import type { CborLimits } from "./cbor-scanner";
import { fromHex } from "./hex";

function bytesOf(hex: string): Uint8Array {
  const bytes = fromHex(hex);
  if (bytes === null) throw new Error(`${hex} is no hex`);
  return bytes;
}

function read(hex: string, limits?: CborLimits) {
  return readCbor(bytesOf(hex), "DOCUMENT_INVALID", limits);
}

/** What an item says, without its places. */
function plain(item: CborItem): unknown {
  switch (item.kind) {
    case "null":
      return null;
    case "array":
      return item.items.map(plain);
    case "map":
      return new Map([...item.entries.values()].map(({ key, value }) => [key, plain(value)]));
    case "tag":
      return { tag: item.tag, content: plain(item.content) };
    default:
      return item.value;
  }
}

// RFC 8949, appendix A.
describe("examples of the specification", () => {
  it.each([
    ["00", 0],
    ["17", 23],
    ["1818", 24],
    ["1864", 100],
    ["1903e8", 1000],
    ["1a000f4240", 1_000_000],
    ["1b000000e8d4a51000", 1_000_000_000_000],
    ["20", -1],
    ["3863", -100],
    ["3903e7", -1000],
    ["40", new Uint8Array(0)],
    ["4401020304", Uint8Array.of(1, 2, 3, 4)],
    ["60", ""],
    ["6449455446", "IETF"],
    ["62c3bc", "ü"],
    ["63e6b0b4", "水"],
    ["64f0908591", "𐅑"],
    ["80", []],
    ["8301820203820405", [1, [2, 3], [4, 5]]],
    ["a0", new Map()],
    [
      "a201020304",
      new Map([
        [1, 2],
        [3, 4],
      ]),
    ],
    [
      "a26161016162820203",
      new Map<string, unknown>([
        ["a", 1],
        ["b", [2, 3]],
      ]),
    ],
    ["f4", false],
    ["f5", true],
    ["f6", null],
  ])("reads %s", (hex, expected) => {
    const result = read(hex);
    expect(result.ok && plain(result.value)).toEqual(expected);
  });

  it("reads a tag only where it was asked for", () => {
    const tagged = read("d28101", { tags: [18] });
    expect(tagged.ok && plain(tagged.value)).toEqual({ tag: 18, content: [1] });
    expect(read("d28101")).toMatchObject({ ok: false, failure: { code: "DOCUMENT_INVALID" } });
    expect(read("c101", { tags: [18] }).ok).toBe(false);
  });
});

describe("what cbor-x alone would accept", () => {
  it.each([
    ["the same key twice", "a201020103", 3],
    ["the same text key twice", "a2616101616102", 4],
    ["an integer that could be shorter", "1800", 0],
    ["a 16-bit integer that could be shorter", "1900ff", 0],
    ["a 32-bit integer that could be shorter", "1a0000ffff", 0],
    ["a 64-bit integer that could be shorter", "1b00000000ffffffff", 0],
    ["a length that could be shorter", "5803010203", 0],
    ["an indefinite byte string", "5f4101ff", 0],
    ["an indefinite text", "7f6161ff", 0],
    ["an indefinite array", "9f01ff", 0],
    ["an indefinite map", "bf0102ff", 0],
    ["a half float", "f93c00", 0],
    ["a double", "fb3ff199999999999a", 0],
    ["undefined", "f7", 0],
    ["a simple value", "f0", 0],
    ["an integer beyond 2^53 - 1", "1b0020000000000000", 0],
    ["a negative integer beyond 2^53 - 1", "3b0020000000000000", 0],
    ["a bignum", "c249010000000000000000", 0],
    ["a byte string as a key", "a1410102", 1],
    ["an array as a key", "a18002", 1],
    ["text that is not UTF-8", "61ff", 0],
    ["an overlong UTF-8 form", "62c0af", 0],
    ["a surrogate in UTF-8", "63eda080", 0],
  ])("is refused: %s", (_name, hex, offset) => {
    expect(read(hex)).toMatchObject({ ok: false, offset, failure: { code: "DOCUMENT_INVALID" } });
  });

  it("is refused: long text whose byte order mark one reader would drop", () => {
    const long = `7850efbbbf${"61".repeat(77)}`;
    expect(read(long)).toMatchObject({ ok: false, failure: { code: "DOCUMENT_INVALID" } });
  });

  it.each([
    ["nothing", "", 0],
    ["bytes behind the item", "0000", 1],
    ["a string that ends early", "430102", 0],
    ["an array that ends early", "8201", 0],
    ["a head that ends early", "821901", 1],
    ["a map that ends after a key", "a101", 0],
    ["a break outside", "ff", 0],
    ["a reserved head", "1c", 0],
    ["a length of 2^32 - 1", "5affffffff", 0],
    ["an array of 2^32 - 1", "9affffffff", 0],
    ["a map of 2^53", "bb001fffffffffffff", 0],
  ])("is refused: %s", (_name, hex, offset) => {
    expect(read(hex)).toMatchObject({ ok: false, offset });
  });

  it("allows an indefinite length of the outermost map only", () => {
    const limits = { allowIndefiniteRootMap: true };
    const result = read("bf0102ff", limits);
    expect(result.ok && plain(result.value)).toEqual(new Map([[1, 2]]));
    expect(read("bf01bf0102ffff", limits).ok).toBe(false);
    expect(read("9f01ff", limits).ok).toBe(false);
    expect(read("bf0102", limits).ok).toBe(false);
    expect(read("bf01ff", limits).ok).toBe(false);
    expect(read("bf01020102ff", limits).ok).toBe(false);
    expect(read("bf0102ff00", limits).ok).toBe(false);
  });

  it("stops at the limits of depth and count", () => {
    const deep = (levels: number) => `${"81".repeat(levels)}00`;
    expect(read(deep(16)).ok).toBe(true);
    expect(read(deep(17)).ok).toBe(false);
    expect(read(deep(100_000)).ok).toBe(false);
    expect(read("8500000000f6", { maxItems: 6 }).ok).toBe(true);
    expect(read("8500000000f6", { maxItems: 5 }).ok).toBe(false);
  });
});

describe("places", () => {
  it("counts from the first byte, an entry from its key", () => {
    // {1: h'0a0b', "x": [true]}
    const result = read("a201420a0b617881f5");
    if (!result.ok || result.value.kind !== "map") throw new Error("no map");
    const [first, second] = result.value.entries.values();
    expect(result.value).toMatchObject({ offset: 0, length: 9 });
    expect(first).toMatchObject({ key: 1, offset: 1, length: 4 });
    expect(first?.value).toMatchObject({ kind: "bytes", offset: 2, length: 3 });
    expect(second).toMatchObject({ key: "x", offset: 5, length: 4 });
    expect(second?.value).toMatchObject({ kind: "array", offset: 7, length: 2 });
  });
});

const encoder = new Encoder({ mapsAsObjects: false, useRecords: false, tagUint8Array: false });

/** What cbor-x writes within our limits; the type of `plain`. */
const { value: anyValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
    fc.string({ unit: "grapheme", maxLength: 40 }),
    fc.uint8Array({ maxLength: 300 }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 5 }),
    fc
      .array(fc.tuple(fc.oneof(fc.nat(), fc.string({ maxLength: 8 })), tie("value")), {
        maxLength: 5,
      })
      .map((entries) => new Map(entries)),
  ),
}));

describe("any bytes", () => {
  it("reads what another writer wrote, or refuses it: cbor-x writes map lengths in two bytes", () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const bytes = Uint8Array.from(encoder.encode(value));
        const result = readCbor(bytes, "DOCUMENT_INVALID");
        if (result.ok) expect(plain(result.value)).toEqual(value);
        else expect(result.failure.detail).toContain("not the shortest form");
      }),
      { numRuns: 500 },
    );
  });

  it("never throws, and never accepts a truncation", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const result = readCbor(bytes, "DOCUMENT_INVALID", {
          tags: [18],
          allowIndefiniteRootMap: true,
        });
        if (!result.ok) return;
        for (let end = 0; end < bytes.length; end++) {
          expect(readCbor(bytes.subarray(0, end), "DOCUMENT_INVALID", { tags: [18] }).ok).toBe(
            false,
          );
        }
      }),
      { numRuns: 2000 },
    );
  });
});
