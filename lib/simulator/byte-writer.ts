/**
 * Writes fixed layouts field by field, in the order of the specification's table.
 * A value of the wrong length is a programmer's mistake and throws: a minted field must never shift its neighbours.
 */
export class ByteWriter {
  private readonly parts: Uint8Array[] = [];

  u8(value: number): this {
    return this.integer(BigInt(value), 1);
  }

  u16le(value: number): this {
    return this.integer(BigInt(value), 2);
  }

  u32le(value: number): this {
    return this.integer(BigInt(value), 4);
  }

  u64le(value: bigint): this {
    return this.integer(value, 8);
  }

  u16be(value: number): this {
    return this.append(bigEndian(BigInt(value), 2));
  }

  u32be(value: number): this {
    return this.append(bigEndian(BigInt(value), 4));
  }

  u64be(value: bigint): this {
    return this.append(bigEndian(value, 8));
  }

  /** Exactly `length` bytes. */
  bytes(value: Uint8Array, length: number): this {
    if (value.length !== length) {
      throw new RangeError(`a field of ${length} bytes was given ${value.length}`);
    }
    this.parts.push(value);
    return this;
  }

  /** However many bytes there are. */
  append(value: Uint8Array): this {
    this.parts.push(value);
    return this;
  }

  zeros(length: number): this {
    return this.append(new Uint8Array(length));
  }

  finish(): Uint8Array {
    return joinBytes(this.parts);
  }

  private integer(value: bigint, length: number): this {
    return this.append(littleEndian(value, length));
  }
}

function littleEndian(value: bigint, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let rest = value;
  for (let index = 0; index < length; index += 1) {
    bytes[index] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  if (rest !== 0n) throw new RangeError(`${value} does not fit ${length} bytes`);
  return bytes;
}

function bigEndian(value: bigint, length: number): Uint8Array {
  return littleEndian(value, length).reverse();
}

export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/** A copy with the bits of `mask` at `index` flipped; a negative index counts from the end. */
export function flipped(bytes: Uint8Array, index: number, mask = 0x01): Uint8Array {
  const copy = new Uint8Array(bytes);
  const at = index < 0 ? bytes.length + index : index;
  const byte = copy[at];
  if (byte === undefined) throw new RangeError(`no byte ${index} in ${bytes.length}`);
  copy[at] = byte ^ mask;
  return copy;
}

/** `length` bytes that differ from those of any other seed, so that a field read at a wrong offset shows. */
export function pattern(seed: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (seed * 37 + index * 11 + 1) & 0xff);
}
