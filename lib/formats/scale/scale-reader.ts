import { ByteReader } from "@/lib/bytes/byte-reader";
import { utf8 } from "@/lib/bytes/text";

/**
 * Reads SCALE, the encoding of Parity's codec: little-endian integers, and lengths in one, two or four bytes by the two
 * low bits of the first. Lengths must be in their shortest form. Like `ByteReader` it remembers that something was wrong.
 * Polkadot wiki, "SCALE Codec", section "Compact/general integers".
 */
export class ScaleReader {
  readonly #reader: ByteReader;
  #malformed = false;

  constructor(bytes: Uint8Array, offset = 0) {
    this.#reader = new ByteReader(bytes, offset);
  }

  get position(): number {
    return this.#reader.position;
  }

  get remaining(): number {
    return this.#reader.remaining;
  }

  /** True when the bytes ended early, a length was not in its shortest form, or text was no UTF-8. */
  get failed(): boolean {
    return this.#malformed || this.#reader.overrun;
  }

  u8(): number {
    return this.#reader.u8();
  }

  u32(): number {
    return this.#reader.u32le();
  }

  fixed(length: number): Uint8Array {
    return this.#reader.bytes(length);
  }

  /** A length: below 2^30, which is more than any input here may have. */
  compact(): number {
    const first = this.#reader.u8();
    const mode = first & 3;
    if (mode === 0) return first >> 2;
    if (mode === 1) return this.#atLeast((first >> 2) + this.#reader.u8() * 0x40, 0x40);
    if (mode === 2) {
      const low = this.#reader.u8();
      const high = this.#reader.u16le();
      return this.#atLeast((first >> 2) + low * 0x40 + high * 0x4000, 0x4000);
    }
    this.#malformed = true;
    return 0;
  }

  /** A vector of bytes. */
  bytes(): Uint8Array {
    return this.#reader.bytes(this.compact());
  }

  text(): string {
    const text = utf8(this.bytes());
    if (text === null) this.#malformed = true;
    return text ?? "";
  }

  #atLeast(value: number, least: number): number {
    if (value < least) this.#malformed = true;
    return value;
  }
}
