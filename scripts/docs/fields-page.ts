import { FIELD_DICTIONARY } from "@/lib/evidence/field-dictionary";
import type { DictionaryStructure } from "@/lib/rats/field-dictionary";
import { cell, markdownTable } from "./markdown";

/** `docs/fields.md`, from the descriptions that parsers read and the inspector draws. */
export function fieldsPage(): string {
  return [
    "# Fields of evidence",
    "",
    "<!-- Written by `npx tsx scripts/generate-docs.ts` from lib/formats; a test compares them. -->",
    "",
    "What `attestry inspect` and the inspector name, field by field. Offsets count from the first byte of the structure;",
    "the inspector adds where the structure itself begins. Integers are little-endian, those of a TPM big-endian.",
    "",
    ...FIELD_DICTIONARY.flatMap(structure),
  ].join("\n");
}

function structure({
  kind,
  name,
  length,
  specification,
  entries,
}: DictionaryStructure): readonly string[] {
  const isPlaced = length !== null;
  return [
    `## ${kind}, ${name}`,
    "",
    `${isPlaced ? `${length} bytes. ` : ""}${specification}.`,
    "",
    markdownTable([
      [...(isPlaced ? ["Offset", "Length"] : []), "Field", "Id", "Meaning"],
      ...entries.map((entry) => [
        ...(isPlaced ? [String(entry.offset), String(entry.length)] : []),
        cell(entry.name),
        `\`${entry.id}\``,
        cell(
          entry.specification === null
            ? entry.description
            : `${entry.description} (${entry.specification})`,
        ),
      ]),
    ]),
    "",
    ...entries.flatMap(({ name: field, bits }) =>
      bits.length === 0
        ? []
        : [
            `Bits of ${field}:`,
            "",
            markdownTable([
              ["Bit", "Name", "Meaning"],
              ...bits.map((bit) => [bit.place, `\`${bit.name}\``, cell(bit.meaning)]),
            ]),
            "",
          ],
    ),
  ];
}
