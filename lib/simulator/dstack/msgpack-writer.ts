import { ByteWriter, joinBytes } from "../byte-writer";

/** What is written as bytes, and what as the list of numbers that Rust makes of a vector. */
export type Msgpack =
  | number
  | string
  | Uint8Array
  | { readonly numbers: Uint8Array }
  | readonly Msgpack[]
  | ReadonlyMap<string, Msgpack>;

/** MessagePack as rmp-serde writes it with names. */
export function writeMsgpack(value: Msgpack): Uint8Array {
  if (typeof value === "number") return writeNumber(value);
  if (typeof value === "string") {
    const bytes = new TextEncoder().encode(value);
    return joinBytes([
      head(bytes.length, { fix: 0xa0, fixCount: 32, of8: 0xd9, of16: 0xda }),
      bytes,
    ]);
  }
  if (value instanceof Uint8Array) {
    return joinBytes([head(value.length, { fix: 0, fixCount: 0, of8: 0xc4, of16: 0xc5 }), value]);
  }
  if (value instanceof Map) {
    const members = [...value].flatMap(([name, member]) => [
      writeMsgpack(name),
      writeMsgpack(member),
    ]);
    return joinBytes([
      head(value.size, { fix: 0x80, fixCount: 16, of8: null, of16: 0xde }),
      ...members,
    ]);
  }
  const items = "numbers" in value ? [...value.numbers] : Array.isArray(value) ? value : [];
  return joinBytes([
    head(items.length, { fix: 0x90, fixCount: 16, of8: null, of16: 0xdc }),
    ...items.map((item: Msgpack) => writeMsgpack(item)),
  ]);
}

function writeNumber(value: number): Uint8Array {
  if (value < 0x80) return Uint8Array.of(value);
  if (value < 0x100) return Uint8Array.of(0xcc, value);
  if (value < 0x10000) return new ByteWriter().u8(0xcd).u16be(value).finish();
  return new ByteWriter().u8(0xce).u32be(value).finish();
}

/** A count in its shortest form. */
function head(
  count: number,
  form: { fix: number; fixCount: number; of8: number | null; of16: number },
): Uint8Array {
  if (count < form.fixCount) return Uint8Array.of(form.fix + count);
  if (form.of8 !== null && count < 0x100) return Uint8Array.of(form.of8, count);
  return new ByteWriter().u8(form.of16).u16be(count).finish();
}
