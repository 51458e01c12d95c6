import { joinBytes } from "./byte-writer";

/**
 * Writes CBOR (RFC 8949) with heads in their shortest form. Members are written as they are given, twice or out of order: the
 * simulator also has to mint documents that break the rules.
 */
export const cbor = {
  integer: (value: number): Uint8Array => (value >= 0 ? head(0, value) : head(1, -1 - value)),
  bytes: (value: Uint8Array): Uint8Array => joinBytes([head(2, value.length), value]),
  text(value: string): Uint8Array {
    const encoded = new TextEncoder().encode(value);
    return joinBytes([head(3, encoded.length), encoded]);
  },
  array: (...items: readonly Uint8Array[]): Uint8Array =>
    joinBytes([head(4, items.length), ...items]),
  map: (...entries: readonly CborPair[]): Uint8Array =>
    joinBytes([head(5, entries.length), ...entries.flatMap(pair)]),
  indefiniteMap: (...entries: readonly CborPair[]): Uint8Array =>
    joinBytes([Uint8Array.of(0xbf), ...entries.flatMap(pair), Uint8Array.of(0xff)]),
  tag: (tag: number, content: Uint8Array): Uint8Array => joinBytes([head(6, tag), content]),
  null: Uint8Array.of(0xf6),
} as const;

/** A key, as the number or text that it is, and the value's bytes. */
export type CborPair = readonly [number | string, Uint8Array];

function pair([key, value]: CborPair): readonly Uint8Array[] {
  return [typeof key === "number" ? cbor.integer(key) : cbor.text(key), value];
}

function head(major: number, argument: number): Uint8Array {
  const size =
    argument < 24 ? 0 : argument < 0x100 ? 1 : argument < 0x10000 ? 2 : argument < 2 ** 32 ? 4 : 8;
  return headOfSize({ major, argument, size });
}

/** A head with its argument in `size` bytes (0, 1, 2, 4 or 8), also when a shorter one would do. */
export function headOfSize(given: {
  readonly major: number;
  readonly argument: number;
  readonly size: number;
}): Uint8Array {
  const { major, argument, size } = given;
  if (size === 0) return Uint8Array.of((major << 5) | argument);
  const bytes = new Uint8Array(1 + size);
  bytes[0] = (major << 5) | (24 + Math.log2(size));
  let rest = argument;
  for (let at = size; at >= 1; at--) {
    bytes[at] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return bytes;
}

/** What a COSE_Sign1 is made of; a test changes one member of a good one. */
export interface Sign1Parts {
  readonly protectedHeader: Uint8Array;
  readonly unprotectedHeader: Uint8Array;
  readonly payload: Uint8Array;
  readonly sign: (toBeSigned: Uint8Array) => Promise<Uint8Array>;
  readonly isTagged: boolean;
}

/** RFC 9052 section 4.4: signs the Sig_structure and puts the message together. */
export async function writeSign1(parts: Sign1Parts): Promise<Uint8Array> {
  const { protectedHeader, unprotectedHeader, payload, sign, isTagged } = parts;
  const signature = await sign(
    cbor.array(
      cbor.text("Signature1"),
      cbor.bytes(protectedHeader),
      cbor.bytes(new Uint8Array(0)),
      cbor.bytes(payload),
    ),
  );
  const message = cbor.array(
    cbor.bytes(protectedHeader),
    unprotectedHeader,
    cbor.bytes(payload),
    cbor.bytes(signature),
  );
  return isTagged ? cbor.tag(18, message) : message;
}
