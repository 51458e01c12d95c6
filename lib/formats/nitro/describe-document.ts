import type { CborItem } from "@/lib/bytes/cbor";
import { isAllZero } from "@/lib/bytes/equal-bytes";
import type { Vocable } from "../cose/describe-cbor";
import { describeSign1, type Sign1Description } from "../cose/describe-sign1";
import { DOCUMENT_MEMBERS, NITRO_SPECIFICATION, PCR_MEANINGS } from "./layout";

/** The document as a tree of names; the inspector and the field dictionary draw it. */
export const DOCUMENT_VOCABLE: Vocable = {
  id: "payload",
  name: "Attestation document",
  description: "What the Nitro Secure Module says of the enclave.",
  members: new Map(
    DOCUMENT_MEMBERS.map(({ key, name, description }) => [
      key,
      { id: key, name, description, ...extras(key) },
    ]),
  ),
};

function extras(key: string): Pick<Vocable, "meaning" | "each"> {
  switch (key) {
    case "timestamp":
      return { meaning: timeMeaning };
    case "pcrs":
      return { each: (index) => registerVocable(index) };
    case "cabundle":
      return {
        each: (index) => ({
          id: `${index}`,
          name: index === 0 ? "Root certificate" : `Issuer certificate ${index}`,
          description: "A certificate of the chain in DER; decoded under Certificates.",
          meaning: derMeaning,
        }),
      };
    case "certificate":
      return { meaning: derMeaning };
    default:
      return {};
  }
}

function registerVocable(index: number): Vocable {
  const holds = PCR_MEANINGS.get(index);
  return {
    id: `${index}`,
    name: `PCR ${index}`,
    description: holds ? `Measurement of the ${holds}.` : "A register that the enclave may extend.",
    meaning: (item) => registerMeaning(item, holds),
  };
}

function registerMeaning(item: CborItem, holds: string | undefined): string | null {
  if (item.kind !== "bytes") return null;
  return isAllZero(item.value) ? "all zero" : (holds ?? null);
}

function timeMeaning(item: CborItem): string | null {
  if (item.kind !== "integer") return null;
  const date = new Date(item.value);
  return Number.isNaN(date.getTime()) ? "no date" : date.toISOString();
}

function derMeaning(item: CborItem): string | null {
  return item.kind === "bytes" ? `certificate, ${item.value.length} bytes of DER` : null;
}

/** Every member of a document with its place, read as far as it goes. */
export function describeNitroDocument(bytes: Uint8Array): Sign1Description {
  return describeSign1(bytes, {
    vocable: DOCUMENT_VOCABLE,
    specification: NITRO_SPECIFICATION,
    limits: { allowIndefiniteRootMap: true },
  });
}
