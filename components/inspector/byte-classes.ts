import type { Check, CheckStatus } from "@/lib/rats/check";
import type { Field, Inspection } from "@/lib/rats/inspection";
import { fieldsOfCheck } from "@/components/attestation/check-field";
import { allFields } from "./field-tree";

/**
 * What became of a byte:
 * `equal` was compared with an expectation and fits, `different` does not; `ignored` is a value that nobody asked
 * about; `reserved` must be zero and is, `reserved-set` is not; `structure` is framing that the format checks cover;
 * `unread` lies after the byte at which reading stopped, or in no field.
 */
export const BYTE_CLASSES = [
  "structure",
  "equal",
  "different",
  "ignored",
  "reserved",
  "reserved-set",
  "unread",
] as const;
export type ByteClass = (typeof BYTE_CLASSES)[number];

export interface ByteRun {
  readonly start: number;
  readonly end: number;
  readonly byteClass: ByteClass;
}

const rank = { fail: 0, warn: 1, pass: 2, skip: 3 } as const satisfies Record<CheckStatus, number>;

/** Checks that judged the value of a field, worst first. `policy.tdx.mrTd` judges `body.mrTd`. */
export function checksOfField(field: Field, checks: readonly Check[]): readonly Check[] {
  return checks
    .filter((check) => fieldsOfCheck(check.id).includes(field.id))
    .sort((a, b) => rank[a.status] - rank[b.status]);
}

/** A child without a state of its own takes its parent's: a bit field is compared as a whole. */
export function classOfField(
  field: Field,
  checks: readonly Check[],
  inherited: ByteClass | null,
): ByteClass {
  const worst = checksOfField(field, checks)[0];
  if (worst?.status === "fail" || worst?.status === "warn") return "different";
  if (worst?.status === "pass") return "equal";
  if (field.reserved) return isZero(field) ? "reserved" : "reserved-set";
  if (inherited !== null) return inherited;
  return isMeasured(field) ? "ignored" : "structure";
}

function isZero(field: Field): boolean {
  return field.value === null || /^0*$/.test(field.value);
}

/** Values of the report itself, which a policy could ask about; framing is judged by the checks of the format. */
function isMeasured(field: Field): boolean {
  return field.kind !== "structure" && /^(?:body|report|payload|claims|pcrs)\./.test(field.id);
}

/** One class for each byte of the evidence. */
export function classifyBytes(
  inspection: Pick<Inspection, "size" | "fields" | "stoppedAt">,
  checks: readonly Check[],
): readonly ByteClass[] {
  const classes = new Array<ByteClass>(inspection.size).fill("unread");
  const paint = (field: Field, inherited: ByteClass | null) => {
    const own = classOfField(field, checks, inherited);
    classes.fill(own, field.offset, Math.min(field.offset + field.length, inspection.size));
    const passedOn = own === "equal" || own === "different" ? own : null;
    for (const child of field.children) paint(child, passedOn);
  };
  for (const field of inspection.fields) paint(field, null);
  if (inspection.stoppedAt !== null) classes.fill("unread", inspection.stoppedAt.offset);
  return classes;
}

/** Neighbouring bytes of one class joined, for the minimap. */
export function byteRuns(classes: readonly ByteClass[]): readonly ByteRun[] {
  const runs: ByteRun[] = [];
  classes.forEach((byteClass, offset) => {
    const last = runs.at(-1);
    if (last?.byteClass === byteClass) runs[runs.length - 1] = { ...last, end: offset + 1 };
    else runs.push({ start: offset, end: offset + 1, byteClass });
  });
  return runs;
}

/** Class of each field by id, for the mark in the tree. */
export function fieldClasses(
  inspection: Pick<Inspection, "fields">,
  checks: readonly Check[],
): ReadonlyMap<string, ByteClass> {
  return new Map(
    allFields(inspection.fields).map((field) => [field.id, classOfField(field, checks, null)]),
  );
}
