import type { ByteReader } from "@/lib/bytes/byte-reader";

/** Where a field of a structure without fixed offsets was found. */
export interface PlacedField {
  readonly id: string;
  /** From the first byte of the array that is read. */
  readonly offset: number;
  readonly length: number;
}

/**
 * Notes where each field lies while it is read, so that one pass serves the parser and the inspector. Fields that were
 * read before a failure are there, too.
 */
export class PlacedReader {
  readonly parts: PlacedField[] = [];
  readonly #reader: ByteReader;

  constructor(reader: ByteReader) {
    this.#reader = reader;
  }

  get overrun(): boolean {
    return this.#reader.overrun;
  }

  get remaining(): number {
    return this.#reader.remaining;
  }

  take<T>(id: string, read: (reader: ByteReader) => T): T {
    const offset = this.#reader.position;
    const value = read(this.#reader);
    if (!this.#reader.overrun) {
      this.parts.push({ id, offset, length: this.#reader.position - offset });
    }
    return value;
  }

  u8(id: string): number {
    return this.take(id, (reader) => reader.u8());
  }

  u16(id: string): number {
    return this.take(id, (reader) => reader.u16be());
  }

  u32(id: string): number {
    return this.take(id, (reader) => reader.u32be());
  }

  u64(id: string): bigint {
    return this.take(id, (reader) => reader.u64be());
  }

  bytes(id: string, length: number): Uint8Array {
    return this.take(id, (reader) => reader.bytes(length));
  }

  /** A TPM2B: u16 size, then that many bytes. Null when there are more than `max`. */
  sized(id: string, max: number): Uint8Array | null {
    const size = this.u16(`${id}Size`);
    return size > max ? null : this.bytes(id, size);
  }
}
