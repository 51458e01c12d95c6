import { toHex } from "@/lib/bytes/hex";
import { latin1 } from "@/lib/bytes/text";
import type { Field } from "@/lib/rats/inspection";
import { describeBits, littleEndian, setBitNames } from "./bit-tables";
import type { FieldLayout, StructureLayout } from "./layout";

/** What the value of a field says, by the field's id in its layout; null when there is nothing to say. */
export type Meanings = Readonly<Record<string, (bytes: Uint8Array) => string | null>>;

/** Decodes one structure; a field that the evidence is too short for is left out. */
export function describeStructure(given: {
  readonly layout: StructureLayout;
  readonly bytes: Uint8Array;
  readonly offset: number;
  readonly id: string;
  readonly name: string;
  readonly meanings?: Meanings;
}): Field {
  const { layout, bytes, offset, id, name, meanings = {} } = given;
  const children = layout.fields
    .filter((field) => offset + field.offset + field.length <= bytes.length)
    .map((field) => describeField({ field, layout, bytes, offset, parent: id, meanings }));
  return structure({
    id,
    name,
    offset,
    length: Math.min(layout.length, Math.max(0, bytes.length - offset)),
    description: `${layout.name}, ${layout.length} bytes.`,
    specification: layout.specification,
    children,
  });
}

function describeField(given: {
  readonly field: FieldLayout;
  readonly layout: StructureLayout;
  readonly bytes: Uint8Array;
  readonly offset: number;
  readonly parent: string;
  readonly meanings: Meanings;
}): Field {
  const { field, layout, bytes, offset, parent, meanings } = given;
  const start = offset + field.offset;
  const slice = bytes.subarray(start, start + field.length);
  const isZero = slice.every((byte) => byte === 0);
  const meaning =
    meanings[field.id]?.(slice) ??
    (field.bits
      ? setBitNames(field.bits, slice)
      : isZero && field.kind === "bytes"
        ? "all zero"
        : null);
  return {
    id: `${parent}.${field.id}`,
    name: field.name,
    offset: start,
    length: field.length,
    kind: field.kind,
    value: field.kind === "integer" ? littleEndian(slice).toString() : toHex(slice),
    meaning: field.reserved && !isZero ? "reserved, but not zero" : meaning,
    description: field.description,
    specification: layout.specification,
    reserved: field.reserved === true,
    bits: field.bits ? describeBits(field.bits, slice) : [],
    children: [],
  };
}

/** A field that is made of others. */
export function structure(
  given: Pick<Field, "id" | "name" | "offset" | "length" | "description" | "specification"> & {
    readonly children: readonly Field[];
  },
): Field {
  return { ...given, kind: "structure", value: null, meaning: null, reserved: false, bits: [] };
}

/** A field whose place no layout says. */
export function leaf(
  given: Pick<
    Field,
    "id" | "name" | "offset" | "length" | "kind" | "value" | "description" | "specification"
  > & { readonly meaning?: string | null },
): Field {
  return { ...given, meaning: given.meaning ?? null, reserved: false, bits: [], children: [] };
}

/** The text that stands in a byte string, when all of it up to the zero padding is printable ASCII. */
export function printableText(bytes: Uint8Array): string | null {
  const end = bytes.findLastIndex((byte) => byte !== 0) + 1;
  if (end === 0) return "all zero";
  const used = bytes.subarray(0, end);
  return used.every((byte) => byte >= 0x20 && byte < 0x7f) ? `text “${latin1(used)}”` : null;
}
