import { Decoder } from "cbor-x/decode-no-eval";
import type { ReasonCode } from "@/lib/rats/reason-codes";
import { fail, type Failure } from "@/lib/rats/result";
import { scanCbor, type CborLimits, type CborShape } from "./cbor-scanner";

/** Where an item stands in the bytes that were read. */
interface Place {
  readonly offset: number;
  /** Head and content, in bytes. */
  readonly length: number;
}

export type CborItem =
  | (Place & { readonly kind: "integer"; readonly value: number })
  | (Place & { readonly kind: "bytes"; readonly value: Uint8Array })
  | (Place & { readonly kind: "text"; readonly value: string })
  | (Place & { readonly kind: "boolean"; readonly value: boolean })
  | (Place & { readonly kind: "null" })
  | (Place & { readonly kind: "array"; readonly items: readonly CborItem[] })
  | CborMap
  | (Place & { readonly kind: "tag"; readonly tag: number; readonly content: CborItem });

export type CborKey = number | string;

export interface CborEntry extends Place {
  readonly key: CborKey;
  readonly value: CborItem;
}

export interface CborMap extends Place {
  readonly kind: "map";
  readonly entries: ReadonlyMap<CborKey, CborEntry>;
}

/** A `Result` that also says at which byte reading stopped. */
export type CborReading =
  | { readonly ok: true; readonly value: CborItem }
  | { readonly ok: false; readonly failure: Failure; readonly offset: number };

/**
 * `useRecords` and `mapsAsObjects` off: no extension of CBOR's meaning, no object prototypes. The build without `eval`,
 * because the console's content security policy forbids it.
 */
const decoder = new Decoder({ mapsAsObjects: false, useRecords: false });

/**
 * One CBOR item (RFC 8949) that takes up all the bytes, with the place of every part of it. cbor-x decodes what the scanner
 * has let through, and both must have seen the same document: a value that is of another kind than the bytes say is a
 * refusal. Byte strings are views, not copies.
 */
export function readCbor(bytes: Uint8Array, code: ReasonCode, limits?: CborLimits): CborReading {
  const scanned = scanCbor(bytes, limits);
  if (!scanned.ok) {
    const { problem, offset } = scanned;
    return { ...fail(code, `${problem} at byte ${offset}`, "cbor"), offset };
  }
  const item = joined(scanned.shape, decoded(bytes));
  return item === null
    ? { ...fail(code, "two readers of this CBOR see different values", "cbor"), offset: 0 }
    : { ok: true, value: item };
}

/** Undefined, which no item that the scanner lets through stands for, when cbor-x refuses what the scanner accepted. */
function decoded(bytes: Uint8Array): unknown {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined; // the caller says that the readers disagree
  }
}

/** The scanner's shape filled with cbor-x's values; null where they contradict each other. */
function joined(shape: CborShape, value: unknown): CborItem | null {
  const { offset } = shape;
  const length = shape.end - offset;
  switch (shape.kind) {
    case "integer": {
      const number = typeof value === "bigint" ? Number(value) : value;
      return number === shape.value
        ? { kind: "integer", offset, length, value: shape.value }
        : null;
    }
    case "bytes":
      return value instanceof Uint8Array && value.length === shape.end - shape.content
        ? { kind: "bytes", offset, length, value }
        : null;
    case "text":
      return value === shape.value ? { kind: "text", offset, length, value: shape.value } : null;
    case "boolean":
      return value === shape.value ? { kind: "boolean", offset, length, value: shape.value } : null;
    case "null":
      return value === null ? { kind: "null", offset, length } : null;
    case "array":
      return Array.isArray(value) ? joinedArray(shape, value) : null;
    case "map":
      return value instanceof Map ? joinedMap(shape, value) : null;
    case "tag": {
      if (typeof value !== "object" || value === null) return null;
      if (!("tag" in value) || !("value" in value) || value.tag !== shape.tag) return null;
      const content = joined(shape.content, value.value);
      return content === null ? null : { kind: "tag", offset, length, tag: shape.tag, content };
    }
  }
}

function joinedArray(
  shape: Extract<CborShape, { kind: "array" }>,
  values: readonly unknown[],
): CborItem | null {
  if (values.length !== shape.items.length) return null;
  const items: CborItem[] = [];
  for (const [index, part] of shape.items.entries()) {
    const item = joined(part, values[index]);
    if (item === null) return null;
    items.push(item);
  }
  return { kind: "array", offset: shape.offset, length: shape.end - shape.offset, items };
}

function joinedMap(
  shape: Extract<CborShape, { kind: "map" }>,
  values: ReadonlyMap<unknown, unknown>,
): CborItem | null {
  if (values.size !== shape.entries.length) return null;
  const entries = new Map<CborKey, CborEntry>();
  for (const [keyShape, valueShape] of shape.entries) {
    const key = keyShape.value;
    if (!values.has(key)) return null;
    const value = joined(valueShape, values.get(key));
    if (value === null) return null;
    const { offset } = keyShape;
    entries.set(key, { key, value, offset, length: valueShape.end - offset });
  }
  return { kind: "map", offset: shape.offset, length: shape.end - shape.offset, entries };
}

/** The value under a key of a map; undefined for anything else. */
export function cborMember(item: CborItem, key: CborKey): CborItem | undefined {
  return item.kind === "map" ? item.entries.get(key)?.value : undefined;
}
