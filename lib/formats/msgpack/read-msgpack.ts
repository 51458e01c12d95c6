import { ByteReader } from "@/lib/bytes/byte-reader";
import { utf8 } from "@/lib/bytes/text";

/** What MessagePack can say here: no floats and no extensions, and maps by text. */
export type MsgpackValue =
  null | boolean | number | string | Uint8Array | readonly MsgpackValue[] | MsgpackMap;
export type MsgpackMap = ReadonlyMap<string, MsgpackValue>;

const MAX_DEPTH = 16;

export function isMsgpackMap(value: MsgpackValue | undefined): value is MsgpackMap {
  return value instanceof Map;
}

/**
 * One MessagePack value that fills the bytes, or null. Maps have text keys, each once; integers are within the safe range.
 * MessagePack specification, section "Formats".
 */
export function readMsgpack(bytes: Uint8Array): MsgpackValue | null {
  const parser = new Parser(bytes);
  const value = parser.value(0);
  return value === undefined || !parser.isDone ? null : value;
}

/** `undefined` stands for a refusal. Every item takes a byte, so counts are bounded by the input. */
class Parser {
  readonly #reader: ByteReader;

  constructor(bytes: Uint8Array) {
    this.#reader = new ByteReader(bytes);
  }

  get isDone(): boolean {
    return !this.#reader.overrun && this.#reader.remaining === 0;
  }

  value(depth: number): MsgpackValue | undefined {
    const reader = this.#reader;
    const type = reader.u8();
    if (reader.overrun || depth > MAX_DEPTH) return undefined;
    if (type < 0x80) return type;
    if (type < 0x90) return this.#map(type & 0x0f, depth);
    if (type < 0xa0) return this.#array(type & 0x0f, depth);
    if (type < 0xc0) return this.#text(type & 0x1f);
    switch (type) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xc4:
        return this.#bytes(reader.u8());
      case 0xc5:
        return this.#bytes(reader.u16be());
      case 0xc6:
        return this.#bytes(reader.u32be());
      case 0xcc:
        return this.#read(reader.u8());
      case 0xcd:
        return this.#read(reader.u16be());
      case 0xce:
        return this.#read(reader.u32be());
      case 0xcf:
        return this.#safe(reader.u64be());
      case 0xd9:
        return this.#text(reader.u8());
      case 0xda:
        return this.#text(reader.u16be());
      case 0xdb:
        return this.#text(reader.u32be());
      case 0xdc:
        return this.#array(reader.u16be(), depth);
      case 0xdd:
        return this.#array(reader.u32be(), depth);
      case 0xde:
        return this.#map(reader.u16be(), depth);
      case 0xdf:
        return this.#map(reader.u32be(), depth);
      default:
        return undefined; // floats, negative integers, extensions: nothing that is read here has them
    }
  }

  #read<T>(value: T): T | undefined {
    return this.#reader.overrun ? undefined : value;
  }

  #safe(value: bigint): number | undefined {
    return value > BigInt(Number.MAX_SAFE_INTEGER) ? undefined : this.#read(Number(value));
  }

  #bytes(length: number): Uint8Array | undefined {
    return this.#read(this.#reader.bytes(length));
  }

  #text(length: number): string | undefined {
    const bytes = this.#bytes(length);
    return bytes === undefined ? undefined : (utf8(bytes) ?? undefined);
  }

  #array(count: number, depth: number): readonly MsgpackValue[] | undefined {
    if (count > this.#reader.remaining) return undefined;
    const items: MsgpackValue[] = [];
    for (let at = 0; at < count; at++) {
      const item = this.value(depth + 1);
      if (item === undefined) return undefined;
      items.push(item);
    }
    return items;
  }

  #map(count: number, depth: number): MsgpackMap | undefined {
    if (count > this.#reader.remaining) return undefined;
    const members = new Map<string, MsgpackValue>();
    for (let at = 0; at < count; at++) {
      const name = this.value(depth + 1);
      const value = this.value(depth + 1);
      if (typeof name !== "string" || value === undefined || members.has(name)) return undefined;
      members.set(name, value);
    }
    return members;
  }
}
