import type { CborItem, CborKey, CborMap } from "@/lib/bytes/cbor";
import { fail, type Failure } from "@/lib/rats/result";

interface Sizes {
  readonly sizes?: readonly number[];
  readonly min?: number;
  readonly max?: number;
}

/**
 * Reads the claims of one token by key and type. The first claim that is missing or of the wrong form is remembered in
 * `failure`, and every read after it gives nothing of use: one check after the last claim is enough. Claims that nobody
 * reads are ignored, as RFC 9711 (EAT), section 3 demands.
 */
export class ClaimReader {
  failure: Failure | null = null;
  readonly #entries: CborMap["entries"];
  readonly #token: string;

  constructor(map: CborMap, token: string) {
    this.#entries = map.entries;
    this.#token = token;
  }

  has(key: CborKey): boolean {
    return this.#entries.has(key);
  }

  bytes(key: CborKey, name: string, sizes: Sizes = {}): Uint8Array {
    return this.optionalBytes(key, name, sizes) ?? this.#missing(name, new Uint8Array(0));
  }

  optionalBytes(key: CborKey, name: string, sizes: Sizes = {}): Uint8Array | null {
    const item = this.#entries.get(key)?.value;
    return item === undefined ? null : this.bytesOf(item, name, sizes);
  }

  /** The bytes of an item that is no claim of its own, for example one of an array. */
  bytesOf(
    item: CborItem | undefined,
    name: string,
    { sizes, min = 0, max = 4096 }: Sizes,
  ): Uint8Array {
    if (item?.kind !== "bytes") return this.stop(name, "no byte string", new Uint8Array(0));
    const { length } = item.value;
    const isInSize = sizes === undefined ? length >= min && length <= max : sizes.includes(length);
    const wanted = sizes === undefined ? `${min} to ${max}` : sizes.join(" or ");
    return isInSize ? item.value : this.stop(name, `${length} bytes, not ${wanted}`, item.value);
  }

  text(key: CborKey, name: string): string {
    return this.optionalText(key, name) ?? this.#missing(name, "");
  }

  optionalText(key: CborKey, name: string): string | null {
    const item = this.#entries.get(key)?.value;
    if (item === undefined) return null;
    return item.kind === "text" && item.value !== "" ? item.value : this.stop(name, "no text", "");
  }

  integer(
    key: CborKey,
    name: string,
    { min, max }: { readonly min: number; readonly max: number },
  ): number {
    const item = this.#entries.get(key)?.value;
    if (item === undefined) return this.#missing(name, 0);
    if (item.kind !== "integer") return this.stop(name, "no integer", 0);
    return item.value >= min && item.value <= max
      ? item.value
      : this.stop(name, `${item.value} is not from ${min} to ${max}`, 0);
  }

  array(key: CborKey, name: string): readonly CborItem[] {
    const item = this.#entries.get(key)?.value;
    if (item === undefined) return this.#missing(name, []);
    return item.kind === "array" ? item.items : this.stop(name, "no array", []);
  }

  stop<T>(name: string, detail: string, instead: T): T {
    this.failure ??= fail(
      "DOCUMENT_INVALID",
      `${name}: ${detail}`,
      `${this.#token}.${name}`,
    ).failure;
    return instead;
  }

  #missing<T>(name: string, instead: T): T {
    return this.stop(name, "is missing", instead);
  }
}
