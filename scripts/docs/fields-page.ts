import { DCAP_STRUCTURES } from "@/lib/formats/dcap/field-dictionary";
import type { FieldLayout, StructureLayout } from "@/lib/formats/dcap/layout";
import { cell, markdownTable } from "./markdown";

/** `docs/fields.md`, from the layout that the parser reads and the inspector draws. */
export function fieldsPage(): string {
  return [
    "# Fields of a quote",
    "",
    "<!-- Written by `npx tsx scripts/generate-docs.ts` from lib/formats/dcap; a test compares them. -->",
    "",
    "What `attestry inspect` and the quote inspector name, field by field. Offsets count from the first byte of the",
    "structure; the inspector adds where the structure itself begins. Integers are little-endian.",
    "",
    ...DCAP_STRUCTURES.flatMap(({ id, layout }) => structure(id, layout)),
  ].join("\n");
}

function structure(id: string, layout: StructureLayout): readonly string[] {
  return [
    `## ${layout.name}: ${id}`,
    "",
    `${layout.length} bytes. ${layout.specification}.`,
    "",
    markdownTable([
      ["Offset", "Length", "Field", "Id", "Meaning"],
      ...layout.fields.map(({ id: fieldId, name, offset, length, description }) => [
        String(offset),
        String(length),
        cell(name),
        `\`${fieldId}\``,
        cell(description),
      ]),
    ]),
    "",
    ...layout.fields.flatMap(bits),
  ];
}

function bits({ name, bits: table }: FieldLayout): readonly string[] {
  if (table === undefined || table.names.length === 0) return [];
  return [
    `Bits of ${name}:`,
    "",
    markdownTable([
      ["Bit", "Name", "Meaning"],
      ...table.names.map(({ bit, width, name: bitName, meaning }) => [
        width === undefined || width === 1 ? String(bit) : `${bit} to ${bit + width - 1}`,
        `\`${bitName}\``,
        cell(meaning),
      ]),
    ]),
    "",
  ];
}
