import { HCL_HEADER, RUNTIME_DATA_HEADER, TD_REPORT_STRUCT } from "@/lib/formats/azure-hcl/layout";
import {
  CCA_SPECIFICATION,
  PLATFORM_VOCABLE,
  PSA_SPECIFICATION,
  PSA_VOCABLE,
  REALM_VOCABLE,
} from "@/lib/formats/arm/vocabulary";
import type { Vocable } from "@/lib/formats/cose/describe-cbor";
import { DCAP_STRUCTURES } from "@/lib/formats/dcap/field-dictionary";
import type { FieldLayout, StructureLayout } from "@/lib/formats/dcap/layout";
import { EVENT_TYPES } from "@/lib/formats/event-log/layout";
import { CLAIM_DICTIONARY } from "@/lib/formats/jws/claim-dictionary";
import { DOCUMENT_VOCABLE } from "@/lib/formats/nitro/describe-document";
import { NITRO_SPECIFICATION } from "@/lib/formats/nitro/layout";
import { SNP_STRUCTURES } from "@/lib/formats/snp/field-dictionary";
import { TPM_STRUCTURES } from "@/lib/formats/tpm/field-dictionary";
import type { PlacedLayout } from "@/lib/formats/tpm/layout";
import { OBJECT_ATTRIBUTES } from "@/lib/formats/tpm/public-area";
import type {
  DictionaryBit,
  DictionaryEntry,
  DictionaryStructure,
} from "@/lib/rats/field-dictionary";

/** Every structure that is explained, from the same descriptions that parsers read and the inspector draws. */
export const FIELD_DICTIONARY: readonly DictionaryStructure[] = [
  ...DCAP_STRUCTURES.map(({ id, layout }) => fromLayout("Intel SGX and TDX", id, layout)),
  ...SNP_STRUCTURES.map(({ id, layout }) => fromLayout("AMD SEV-SNP", id, layout)),
  fromVocable("AWS Nitro", DOCUMENT_VOCABLE, NITRO_SPECIFICATION),
  ...TPM_STRUCTURES.map(({ id, layout }) => fromPlaced("TPM 2.0", id, layout)),
  fromLayout("Azure vTPM", "hcl.header", HCL_HEADER),
  fromLayout("Azure vTPM", "hcl.runtimeHeader", RUNTIME_DATA_HEADER),
  fromLayout("Azure vTPM", "hcl.tdReport", TD_REPORT_STRUCT),
  fromVocable("Arm CCA platform", PLATFORM_VOCABLE, CCA_SPECIFICATION),
  fromVocable("Arm CCA realm", REALM_VOCABLE, CCA_SPECIFICATION),
  fromVocable("Arm PSA", PSA_VOCABLE, PSA_SPECIFICATION),
  {
    id: anchor("Tokens", "claims"),
    kind: "Tokens",
    name: "Headers and claims",
    specification: "RFC 7515, RFC 7519 and the issuers' own pages",
    length: null,
    entries: Object.entries(CLAIM_DICTIONARY).map(([id, [description, specification]]) => ({
      id,
      name: id,
      offset: null,
      length: null,
      description,
      specification,
      bits: [],
    })),
  },
  {
    id: anchor("Event logs", "types"),
    kind: "Event logs",
    name: "Event types",
    specification: "TCG PC Client Platform Firmware Profile 1.06, table 27 “Events”",
    length: null,
    entries: [...EVENT_TYPES].map(([type, { name, meaning }]) => ({
      id: `0x${type.toString(16).padStart(8, "0")}`,
      name,
      offset: null,
      length: null,
      description: `${meaning}.`,
      specification: null,
      bits: [],
    })),
  },
];

function fromLayout(kind: string, id: string, layout: StructureLayout): DictionaryStructure {
  return {
    id: anchor(kind, id),
    kind,
    name: `${layout.name}: ${id}`,
    specification: layout.specification,
    length: layout.length,
    entries: layout.fields.map((field) => ({
      id: field.id,
      name: field.name,
      offset: field.offset,
      length: field.length,
      description: field.description,
      specification: null,
      bits: bitsOf(field),
    })),
  };
}

/** A structure whose fields have no fixed places. */
function fromPlaced(kind: string, id: string, layout: PlacedLayout): DictionaryStructure {
  return {
    id: anchor(kind, id),
    kind,
    name: `${layout.name}: ${id}`,
    specification: layout.specification,
    length: null,
    entries: layout.fields.map((field) => ({
      id: field.id,
      name: field.name,
      offset: null,
      length: null,
      description: field.description,
      specification: null,
      bits:
        field.kind === "flags"
          ? OBJECT_ATTRIBUTES.map(({ bit, name, meaning }) => ({ place: `${bit}`, name, meaning }))
          : [],
    })),
  };
}

function bitsOf({ bits }: FieldLayout): readonly DictionaryBit[] {
  return (bits?.names ?? []).map(({ bit, width = 1, name, meaning }) => ({
    place: width === 1 ? String(bit) : `${bit} to ${bit + width - 1}`,
    name,
    meaning,
  }));
}

function fromVocable(kind: string, vocable: Vocable, specification: string): DictionaryStructure {
  return {
    id: anchor(kind, vocable.id),
    kind,
    name: `${vocable.name}: ${vocable.id}`,
    specification,
    length: null,
    entries: membersOf(vocable, ""),
  };
}

/** Members by their path; two keys of one meaning (profiles number claims differently) are one entry. */
function membersOf(vocable: Vocable, within: string): readonly DictionaryEntry[] {
  const named = new Map<string, Vocable>();
  for (const member of vocable.members?.values() ?? []) named.set(member.id, member);
  // Registers and array items have one description: that of the first.
  const each = vocable.each?.(0);
  if (each?.members !== undefined) named.set("0", each);
  return [...named].flatMap(([id, member]) => {
    const path = `${within}${id}`;
    const entry = {
      id: path,
      name: member.name,
      offset: null,
      length: null,
      description: member.description,
      specification: null,
      bits: [],
    };
    return [entry, ...membersOf(member, `${path}.`)];
  });
}

function anchor(kind: string, id: string): string {
  return `${kind} ${id}`
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replace(/-$/, "");
}
