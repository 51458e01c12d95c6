import type { Field } from "@/lib/rats/inspection";
import { findField } from "./field-tree";
import { rangeOf, type ByteRange } from "./hex-model";

/** What a person pinned: a field, or bytes that no field names. */
export type Pin =
  | { readonly kind: "field"; readonly id: string }
  | { readonly kind: "range"; readonly range: ByteRange };

/** Reads `?field=body.rtmr0` or `?off=376&len=48`; null when there is no such field or byte. */
export function pinFromSearch(
  search: Pick<URLSearchParams, "get">,
  fields: readonly Field[],
  size: number,
): Pin | null {
  const id = search.get("field");
  if (id !== null) return findField(fields, id) === null ? null : { kind: "field", id };
  const start = wholeNumber(search.get("off"));
  const length = wholeNumber(search.get("len")) ?? 1;
  if (start === null || start >= size || length === 0) return null;
  return { kind: "range", range: { start, end: Math.min(start + length, size) } };
}

/** What a pin, or none, changes in the query; other parameters stay. */
export function pinChanges(
  pin: Pin | null,
): Readonly<Record<"field" | "off" | "len", string | null>> {
  const range = pin?.kind === "range" ? pin.range : null;
  return {
    field: pin?.kind === "field" ? pin.id : null,
    off: range === null ? null : String(range.start),
    len: range === null ? null : String(range.end - range.start),
  };
}

/** The bytes of a pin; null when its field is not there. */
export function rangeOfPin(pin: Pin | null, fields: readonly Field[]): ByteRange | null {
  if (pin === null) return null;
  if (pin.kind === "range") return pin.range;
  const field = findField(fields, pin.id);
  return field === null ? null : rangeOf(field);
}

function wholeNumber(text: string | null): number | null {
  return text !== null && /^[0-9]{1,9}$/.test(text) ? Number(text) : null;
}
