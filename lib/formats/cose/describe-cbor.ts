import type { CborItem, CborKey } from "@/lib/bytes/cbor";
import { isAllZero } from "@/lib/bytes/equal-bytes";
import { toHex } from "@/lib/bytes/hex";
import { latin1 } from "@/lib/bytes/text";
import type { Field } from "@/lib/rats/inspection";

/** What one CBOR item is called and what it says; the field dictionary prints the same tree. */
export interface Vocable {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** What a value says for people; null when there is nothing to add. */
  readonly meaning?: (item: CborItem) => string | null;
  /** Members of a map. */
  readonly members?: ReadonlyMap<CborKey, Vocable>;
  /** Items of an array, or values of a map whose keys are numbers without names. */
  readonly each?: (key: number) => Vocable;
}

interface Described {
  readonly item: CborItem;
  readonly vocable: Vocable;
  /** Bytes of the evidence before the ones that `item` was read from. */
  readonly base: number;
  readonly specification: string;
  /** Id of the field around it; absent at the top. */
  readonly parent?: string;
  /** Where the field begins when that is before its value: a map's entry begins at its key. */
  readonly start?: number;
}

/** A CBOR item as a tree of fields with their places in the evidence. An entry of a map includes its key. */
export function describeCbor(given: Described): Field {
  const { item, vocable, base, specification, parent, start = item.offset } = given;
  const id = parent === undefined ? vocable.id : `${parent}.${vocable.id}`;
  const common = {
    id,
    name: vocable.name,
    offset: base + start,
    length: item.offset + item.length - start,
    description: vocable.description,
    specification,
    reserved: false,
    bits: [],
  };
  const taken = new Set<string>();
  const within = (child: CborItem, key: CborKey, childStart = child.offset) => {
    const known =
      vocable.members?.get(key) ?? (typeof key === "number" ? vocable.each?.(key) : null);
    const named = known ?? unknownVocable(key);
    // Two keys of one meaning in a map that should have one of them: both are shown.
    const own = taken.has(named.id) ? { ...named, id: `${named.id}[${key}]` } : named;
    taken.add(own.id);
    return describeCbor({
      item: child,
      vocable: own,
      base,
      specification,
      parent: id,
      start: childStart,
    });
  };
  const meaning = vocable.meaning?.(item) ?? null;
  switch (item.kind) {
    case "array":
      return {
        ...common,
        kind: "structure",
        value: null,
        meaning,
        children: item.items.map((child, index) => within(child, index)),
      };
    case "map":
      return {
        ...common,
        kind: "structure",
        value: null,
        meaning,
        children: [...item.entries.values()].map(({ key, value, offset }) =>
          within(value, key, offset),
        ),
      };
    case "tag":
      return {
        ...common,
        kind: "structure",
        value: null,
        meaning: meaning ?? `tag ${item.tag}`,
        children: [within(item.content, 0)],
      };
    default:
      return { ...common, ...leafValue(item, meaning), children: [] };
  }
}

type Leaf = Exclude<CborItem, { kind: "array" | "map" | "tag" }>;

function leafValue(item: Leaf, meaning: string | null): Pick<Field, "kind" | "value" | "meaning"> {
  switch (item.kind) {
    case "integer":
      return { kind: "integer", value: `${item.value}`, meaning };
    case "bytes":
      return {
        kind: "bytes",
        value: toHex(item.value),
        meaning: meaning ?? bytesMeaning(item.value),
      };
    case "text":
      return { kind: "text", value: item.value, meaning };
    case "boolean":
      return { kind: "text", value: `${item.value}`, meaning };
    case "null":
      return { kind: "text", value: "null", meaning: meaning ?? "absent" };
  }
}

function bytesMeaning(bytes: Uint8Array): string | null {
  if (bytes.length === 0) return "empty";
  if (isAllZero(bytes)) return "all zero";
  const isPrintable = bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
  return isPrintable && bytes.length >= 4 ? `text “${latin1(bytes)}”` : null;
}

function unknownVocable(key: CborKey): Vocable {
  return {
    id: typeof key === "number" ? `${key}` : `“${key}”`,
    name: typeof key === "number" ? `Claim ${key}` : key,
    description: "Not a member that this format has.",
  };
}
