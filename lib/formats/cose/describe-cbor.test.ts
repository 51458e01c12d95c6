import { describe, expect, it } from "vitest";
import { readCbor } from "@/lib/bytes/cbor";
import { fromHex } from "@/lib/bytes/hex";
import type { Field } from "@/lib/rats/inspection";
import { describeCbor, type Vocable } from "./describe-cbor";

const vocable: Vocable = {
  id: "claims",
  name: "Claims",
  description: "Claims of a test.",
  members: new Map<number, Vocable>([
    [1, { id: "nonce", name: "Nonce", description: "A nonce." }],
    [2, { id: "nonce", name: "Nonce", description: "A nonce of an older profile." }],
    [
      3,
      {
        id: "registers",
        name: "Registers",
        description: "Registers by number.",
        each: (index) => ({ id: `${index}`, name: `Register ${index}`, description: "One." }),
      },
    ],
  ]),
};

function described(hex: string): Field {
  const read = readCbor(fromHex(hex) ?? new Uint8Array(0), "DOCUMENT_INVALID");
  if (!read.ok) throw new Error(read.failure.detail);
  return describeCbor({ item: read.value, vocable, base: 100, specification: "a test" });
}

describe("a map as fields", () => {
  it("places entries from their keys on, in the evidence", () => {
    // {1: h'00ff', 3: {0: 7}}
    const { children, offset, length } = described("a2014200ff03a10007");
    expect({ offset, length }).toEqual({ offset: 100, length: 9 });
    expect(
      children.map(({ id, offset, length, value }) => ({ id, offset, length, value })),
    ).toEqual([
      { id: "claims.nonce", offset: 101, length: 4, value: "00ff" },
      { id: "claims.registers", offset: 105, length: 4, value: null },
    ]);
    expect(children[1]?.children[0]).toMatchObject({
      id: "claims.registers.0",
      offset: 107,
      length: 2,
      kind: "integer",
      value: "7",
    });
  });

  it("gives every field an id of its own, also where two keys mean the same or look alike", () => {
    // {1: 0, 2: 0, 9: 0, "9": 0, "nonce": 0, 3: {5: 0, "5": 0}}
    const { children } = described("a6010002000900613900656e6f6e63650003a20500613500");
    const ids = [...children, ...(children.at(-1)?.children ?? [])].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain("claims.nonce");
    expect(ids).toContain("claims.9");
  });
});
