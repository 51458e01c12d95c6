const nothing = new Uint8Array(0);

/**
 * Reads a binary structure in the order of its specification's table. It never throws: the first read past the end is
 * remembered in `overrun`, and from then on every read gives zero, so one check after the last field is enough.
 */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #position: number;
  #overrun = false;

  /** Reads `bytes[offset..end)`; bounds outside the array count as an overrun. */
  constructor(bytes: Uint8Array, offset = 0, end = bytes.length) {
    const inBounds = offset >= 0 && offset <= end && end <= bytes.length;
    this.#bytes = bytes;
    this.#position = inBounds ? offset : 0;
    this.#end = inBounds ? end : 0;
    this.#overrun = !inBounds;
  }

  /** Offset of the next byte in the whole array. */
  get position(): number {
    return this.#position;
  }

  get remaining(): number {
    return this.#end - this.#position;
  }

  get overrun(): boolean {
    return this.#overrun;
  }

  u8(): number {
    const at = this.#take(1);
    return at < 0 ? 0 : (this.#bytes[at] ?? 0);
  }

  u16le(): number {
    const at = this.#take(2);
    return at < 0 ? 0 : (this.#bytes[at] ?? 0) | ((this.#bytes[at + 1] ?? 0) << 8);
  }

  u32le(): number {
    const at = this.#take(4);
    return at < 0 ? 0 : this.#u32At(at);
  }

  u64le(): bigint {
    const at = this.#take(8);
    if (at < 0) return 0n;
    return (BigInt(this.#u32At(at + 4)) << 32n) | BigInt(this.#u32At(at));
  }

  u16be(): number {
    const at = this.#take(2);
    return at < 0 ? 0 : ((this.#bytes[at] ?? 0) << 8) | (this.#bytes[at + 1] ?? 0);
  }

  u32be(): number {
    return this.u16be() * 0x10000 + this.u16be();
  }

  u64be(): bigint {
    return (BigInt(this.u32be()) << 32n) | BigInt(this.u32be());
  }

  /** A view, not a copy; empty after an overrun. */
  bytes(length: number): Uint8Array {
    const at = this.#take(length);
    return at < 0 ? nothing : this.#bytes.subarray(at, at + length);
  }

  skip(length: number): void {
    this.#take(length);
  }

  #u32At(at: number): number {
    const low = (this.#bytes[at] ?? 0) | ((this.#bytes[at + 1] ?? 0) << 8);
    const high = (this.#bytes[at + 2] ?? 0) | ((this.#bytes[at + 3] ?? 0) << 8);
    return low + high * 0x10000; // no shift by 24: it would make a negative number
  }

  /** Where the next `length` bytes start, or -1. The comparison is in doubles, so no length wraps around. */
  #take(length: number): number {
    if (this.#overrun || !(length >= 0 && length <= this.#end - this.#position)) {
      this.#overrun = true;
      return -1;
    }
    const at = this.#position;
    this.#position += length;
    return at;
  }
}
