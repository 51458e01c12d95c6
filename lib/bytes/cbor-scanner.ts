import { utf8 } from "./text";

export interface CborLimits {
  /** Arrays, maps and tags inside each other; 16 when absent. */
  readonly maxDepth?: number;
  /** Items of every kind in the whole document; 4,096 when absent. */
  readonly maxItems?: number;
  /** Tag numbers that may stand anywhere; none when absent. */
  readonly tags?: readonly number[];
  /** A definite length is demanded everywhere; with this, not of the outermost map. */
  readonly allowIndefiniteRootMap?: boolean;
}

interface Extent {
  readonly offset: number;
  readonly end: number;
}

type KeyShape = Extent &
  (
    | { readonly kind: "integer"; readonly value: number }
    | { readonly kind: "text"; readonly value: string }
  );

/** What stands where. Values only where they are needed to tell two things apart. */
export type CborShape =
  | KeyShape
  | (Extent & { readonly kind: "bytes"; readonly content: number })
  | (Extent & { readonly kind: "boolean"; readonly value: boolean })
  | (Extent & { readonly kind: "null" })
  | (Extent & { readonly kind: "array"; readonly items: readonly CborShape[] })
  | (Extent & {
      readonly kind: "map";
      readonly entries: readonly (readonly [KeyShape, CborShape])[];
    })
  | (Extent & { readonly kind: "tag"; readonly tag: number; readonly content: CborShape });

export type CborScan =
  | { readonly ok: true; readonly shape: CborShape }
  | { readonly ok: false; readonly problem: string; readonly offset: number };

const defaultDepth = 16;
const defaultItems = 4096;
const breakByte = 0xff;

/**
 * Walks one CBOR item that takes up all the bytes, under RFC 8949 section 4.2.1 (core deterministic encoding) except for the
 * order of keys: shortest heads, definite lengths. Also refused: two equal keys in a map, keys that are neither integers
 * nor text, integers beyond 2^53 - 1, text that is not UTF-8, floats, `undefined`, simple values, and tags that were not
 * asked for. No length is believed before as many bytes are there.
 */
export function scanCbor(bytes: Uint8Array, limits: CborLimits = {}): CborScan {
  const scanner = new Scanner(bytes, limits);
  const shape = scanner.item(0, 0);
  if (shape === null) return { ok: false, problem: scanner.problem, offset: scanner.stoppedAt };
  if (shape.end !== bytes.length) {
    return { ok: false, problem: "bytes follow the item", offset: shape.end };
  }
  return { ok: true, shape };
}

interface Head {
  readonly major: number;
  readonly argument: number;
  /** Where the content begins. */
  readonly content: number;
  readonly isIndefinite: boolean;
}

class Scanner {
  problem = "";
  stoppedAt = 0;
  readonly #bytes: Uint8Array;
  readonly #limits: CborLimits;
  readonly #maxDepth: number;
  readonly #maxItems: number;
  #items = 0;

  constructor(bytes: Uint8Array, limits: CborLimits) {
    this.#bytes = bytes;
    this.#limits = limits;
    this.#maxDepth = limits.maxDepth ?? defaultDepth;
    this.#maxItems = limits.maxItems ?? defaultItems;
  }

  item(offset: number, depth: number): CborShape | null {
    if (depth > this.#maxDepth) return this.#stop("nested too deeply", offset);
    this.#items += 1;
    if (this.#items > this.#maxItems) return this.#stop("too many items", offset);
    const head = this.#head(offset);
    if (head === null) return null;
    if (head.isIndefinite && !this.#mayBeIndefinite(head, depth)) {
      return this.#stop("an indefinite length", offset);
    }
    const { major, argument, content } = head;
    switch (major) {
      case 0:
        return { kind: "integer", offset, end: content, value: argument };
      case 1:
        return { kind: "integer", offset, end: content, value: -1 - argument };
      case 2:
      case 3:
        return this.#string(offset, head);
      case 4:
        return this.#array({ offset, head, depth });
      case 5:
        return this.#map({ offset, head, depth });
      case 6:
        return this.#tag({ offset, head, depth });
      default:
        return this.#simple(offset, head);
    }
  }

  /** Major type and argument in the shortest form (RFC 8949 section 3). */
  #head(offset: number): Head | null {
    const first = this.#bytes[offset];
    if (first === undefined) return this.#stop("the bytes end", offset);
    const major = first >> 5;
    const additional = first & 0x1f;
    if (additional < 24) {
      return { major, argument: additional, content: offset + 1, isIndefinite: false };
    }
    if (additional === 31 && major >= 2 && major <= 5) {
      return { major, argument: 0, content: offset + 1, isIndefinite: true };
    }
    if (additional > 27) return this.#stop("a reserved head", offset);
    if (major === 7) return this.#stop("a float or a simple value", offset);
    const size = 1 << (additional - 24);
    const content = offset + 1 + size;
    if (content > this.#bytes.length) return this.#stop("the bytes end in a head", offset);
    let argument = 0;
    for (let at = offset + 1; at < content; at++)
      argument = argument * 256 + (this.#bytes[at] ?? 0);
    const shortest = size === 1 ? 24 : 256 ** (size / 2);
    if (argument < shortest) return this.#stop("not the shortest form", offset);
    // -1 - (2^53 - 1) is no safe integer either
    if (argument > Number.MAX_SAFE_INTEGER - 1) return this.#stop("a number too large", offset);
    return { major, argument, content, isIndefinite: false };
  }

  #mayBeIndefinite({ major }: Head, depth: number): boolean {
    return major === 5 && depth === 0 && this.#limits.allowIndefiniteRootMap === true;
  }

  #string(offset: number, { major, argument, content }: Head): CborShape | null {
    const end = content + argument;
    if (end > this.#bytes.length) return this.#stop("a string longer than what is left", offset);
    if (major === 2) return { kind: "bytes", offset, end, content };
    const value = utf8(this.#bytes.subarray(content, end));
    return value === null
      ? this.#stop("text that is not UTF-8", offset)
      : { kind: "text", offset, end, value };
  }

  #array({ offset, head, depth }: { offset: number; head: Head; depth: number }): CborShape | null {
    if (head.argument > this.#bytes.length - head.content) {
      return this.#stop("an array longer than what is left", offset);
    }
    const items: CborShape[] = [];
    let at = head.content;
    for (let index = 0; index < head.argument; index++) {
      const item = this.item(at, depth + 1);
      if (item === null) return null;
      items.push(item);
      at = item.end;
    }
    return { kind: "array", offset, end: at, items };
  }

  #map({ offset, head, depth }: { offset: number; head: Head; depth: number }): CborShape | null {
    if (head.argument > (this.#bytes.length - head.content) / 2) {
      return this.#stop("a map longer than what is left", offset);
    }
    const entries: (readonly [KeyShape, CborShape])[] = [];
    const seen = new Set<number | string>();
    let at = head.content;
    for (let index = 0; head.isIndefinite || index < head.argument; index++) {
      if (head.isIndefinite && this.#bytes[at] === breakByte) {
        return { kind: "map", offset, end: at + 1, entries };
      }
      const key = this.item(at, depth + 1);
      if (key === null) return null;
      if (key.kind !== "integer" && key.kind !== "text") {
        return this.#stop("a key that is neither an integer nor text", at);
      }
      if (seen.has(key.value)) return this.#stop("the same key twice", at);
      seen.add(key.value);
      const value = this.item(key.end, depth + 1);
      if (value === null) return null;
      entries.push([key, value]);
      at = value.end;
    }
    return { kind: "map", offset, end: at, entries };
  }

  #tag({ offset, head, depth }: { offset: number; head: Head; depth: number }): CborShape | null {
    const tag = head.argument;
    if (this.#limits.tags?.includes(tag) !== true) {
      return this.#stop(`tag ${tag} has no place here`, offset);
    }
    const content = this.item(head.content, depth + 1);
    return content === null ? null : { kind: "tag", offset, end: content.end, tag, content };
  }

  #simple(offset: number, { argument, content }: Head): CborShape | null {
    if (argument === 20 || argument === 21) {
      return { kind: "boolean", offset, end: content, value: argument === 21 };
    }
    if (argument === 22) return { kind: "null", offset, end: content };
    return this.#stop("a float or a simple value", offset);
  }

  #stop(problem: string, offset: number): null {
    this.problem = problem;
    this.stoppedAt = offset;
    return null;
  }
}
