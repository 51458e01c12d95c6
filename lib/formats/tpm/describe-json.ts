import type { Field } from "@/lib/rats/inspection";

/** A member of the JSON around decoded evidence, as a structure or as text. */
export function jsonField(given: {
  readonly id: string;
  readonly name: string;
  readonly offset: number;
  readonly length: number;
  readonly description: string;
  readonly value?: string | null;
  readonly meaning?: string | null;
  readonly children?: readonly Field[];
}): Field {
  const { children = [], value = null, meaning = null, ...rest } = given;
  return {
    ...rest,
    kind: children.length > 0 || value === null ? "structure" : "text",
    value,
    meaning,
    specification: "Attestry, guide “TPM quotes and Azure confidential VMs”",
    reserved: false,
    bits: [],
    children,
  };
}

/** A structure whose parts stand in the order that they have in the text, none reaching outside it. */
export function inTextOrder(fields: readonly Field[]): readonly Field[] {
  return [...fields].sort((a, b) => a.offset - b.offset);
}
