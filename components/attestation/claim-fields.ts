import type { Field } from "@/lib/rats/inspection";

/** Finds the field of the evidence that a claim was read from. */
export type ClaimFields = (name: string, value: string) => Field | null;

export const noClaimFields: ClaimFields = () => null;

/** Values shorter than this are equal by chance. */
const MIN_TELLING_DIGITS = 32;

/**
 * By the last part of the field's id (`body.rtmr0` is the claim `rtmr0`), else by a long value that only it has.
 */
export function claimFields(fields: readonly Field[]): ClaimFields {
  const byName = new Map<string, Field>();
  const byValue = new Map<string, Field>();
  const visit = (field: Field) => {
    if (field.children.length > 0) field.children.forEach(visit);
    const name = (field.id.split(".").at(-1) ?? field.id).toLowerCase();
    if (field.kind !== "structure" && !byName.has(name)) byName.set(name, field);
    const { value } = field;
    const isTelling = value !== null && value.length >= MIN_TELLING_DIGITS && !/^0+$/.test(value);
    if (isTelling && !byValue.has(value)) byValue.set(value, field);
  };
  fields.forEach(visit);
  return (name, value) => {
    const named = byName.get(name.toLowerCase());
    // A name alone may stand for something else in another structure: the value decides where both are known.
    return (named?.value === value ? named : byValue.get(value)) ?? null;
  };
}
