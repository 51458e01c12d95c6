import type { Field } from "@/lib/rats/inspection";

/** How bytes are written inside a JSON text. */
export type TextEncoding = "hex" | "base64";

/** Where the letters of an encoded value stand in the evidence. */
export interface TextPlace {
  /** Offset of the first letter. */
  readonly start: number;
  readonly length: number;
  readonly encoding: TextEncoding;
}

/**
 * Where the text of a JSON string stands, found by its letters, which are long and so unique; null when they are
 * escaped or not there. Offsets are those of bytes, so text before it that is not ASCII counts for what it takes.
 */
export function placeOfText(json: string, value: string, encoding: TextEncoding): TextPlace | null {
  const at = json.indexOf(`"${value}"`);
  if (at < 0 || value === "") return null;
  const start = new TextEncoder().encode(json.slice(0, at + 1)).length;
  return { start, length: value.length, encoding };
}

/**
 * The letters that hold `length` bytes from `offset` on. Four letters of base64 hold three bytes, so the letter at an
 * end may hold bits of a neighbour, too.
 */
export function lettersOf(
  place: TextPlace,
  { offset, length }: { readonly offset: number; readonly length: number },
): { readonly offset: number; readonly length: number } {
  if (place.encoding === "hex") return { offset: place.start + offset * 2, length: length * 2 };
  const first = Math.floor((offset * 8) / 6);
  const end = length === 0 ? first : Math.floor(((offset + length) * 8 - 1) / 6) + 1;
  return { offset: place.start + first, length: end - first };
}

/**
 * Fields of decoded bytes, moved to where their letters stand in the evidence. What their place is in the decoded bytes
 * is said in the description, because that is what the specification's table has.
 */
export function relocate(
  field: Field,
  place: TextPlace,
  { shift = 0, prefix = "" }: { readonly shift?: number; readonly prefix?: string } = {},
): Field {
  const { offset, length } = lettersOf(place, {
    offset: field.offset + shift,
    length: field.length,
  });
  const where =
    field.kind === "structure"
      ? ""
      : ` Byte ${field.offset} of the decoded value, ${field.length} long.`;
  return {
    ...field,
    id: `${prefix}${field.id}`,
    offset,
    length,
    description: `${field.description}${where}`,
    children: field.children.map((child) => relocate(child, place, { shift, prefix })),
  };
}
