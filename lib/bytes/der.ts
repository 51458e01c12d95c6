import { toHex } from "./hex";

/** Identifier octets: class, constructed bit and number together (X.690 section 8.1.2). */
export const derTags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Where a value stands in the bytes that were read. Views of them are made when asked for: most are only walked through. */
export class DerNode {
  /** The identifier octet, for example 0x30 for a SEQUENCE and 0xa0 for a constructed [0]. */
  readonly tag: number;
  readonly source: Uint8Array;
  /** Offsets of the identifier octet, of the first byte of the content, and of what follows. */
  readonly start: number;
  readonly contentStart: number;
  readonly end: number;

  constructor(
    source: Uint8Array,
    { start, contentStart, end }: { start: number; contentStart: number; end: number },
  ) {
    this.tag = source[start] ?? 0;
    this.source = source;
    this.start = start;
    this.contentStart = contentStart;
    this.end = end;
  }

  get constructed(): boolean {
    return (this.tag & 0x20) !== 0;
  }

  /** Bytes of the content. */
  get length(): number {
    return this.end - this.contentStart;
  }

  get content(): Uint8Array {
    return this.source.subarray(this.contentStart, this.end);
  }

  /** The byte of the content at `index`, from 0; undefined behind its end. */
  at(index: number): number | undefined {
    return index < this.length ? this.source[this.contentStart + index] : undefined;
  }
}

/** Header and content: what a signature or a comparison covers. */
export function derRaw({ source, start, end }: DerNode): Uint8Array {
  return source.subarray(start, end);
}

/**
 * One value that takes up all the bytes: X.690 DER, so a definite length in its shortest form. Only this level is read,
 * its children when asked for: nesting costs a hostile sender's bytes, never our stack.
 */
export function readDer(bytes: Uint8Array): DerNode | null {
  const node = nodeAt(bytes, 0, bytes.length);
  return node?.end === bytes.length ? node : null;
}

/** The values inside `node`, which must be constructed and, when `expectedTag` is given, carry that tag itself. */
export function derChildren(node: DerNode, expectedTag?: number): readonly DerNode[] | null {
  if (!node.constructed) return null;
  if (expectedTag !== undefined && node.tag !== expectedTag) return null;
  const children: DerNode[] = [];
  let at = node.contentStart;
  while (at < node.end) {
    const child = nodeAt(node.source, at, node.end);
    if (child === null) return null;
    children.push(child);
    at = child.end;
  }
  return children;
}

/** The value at `start`, which must end at `limit` at the latest. */
function nodeAt(bytes: Uint8Array, start: number, limit: number): DerNode | null {
  const tag = bytes[start];
  const first = bytes[start + 1];
  if (tag === undefined || first === undefined) return null;
  if (!isSupportedTag(tag)) return null;

  let length = first;
  let header = 2;
  if (first >= 0x80) {
    const octets = first & 0x7f;
    if (octets === 0 || octets > 4) return null; // indefinite, or longer than any input
    length = 0;
    for (let index = 0; index < octets; index++) {
      length = length * 256 + (bytes[start + 2 + index] ?? 0);
    }
    const shortest = octets === 1 ? 0x80 : 256 ** (octets - 1);
    if (length < shortest) return null;
    header = 2 + octets;
  }
  const contentStart = start + header;
  const end = contentStart + length;
  return end > limit ? null : new DerNode(bytes, { start, contentStart, end });
}

/** No multi-byte tag numbers; of the universal class only SEQUENCE and SET are constructed (X.690 section 10.2). */
function isSupportedTag(tag: number): boolean {
  if ((tag & 0x1f) === 0x1f || tag === 0) return false;
  if ((tag & 0xc0) !== 0) return true;
  const mustBeConstructed = (tag & 0x1f) === 0x10 || (tag & 0x1f) === 0x11;
  return mustBeConstructed === ((tag & 0x20) !== 0);
}

/** An INTEGER or ENUMERATED in its shortest form. */
export function derInteger(node: DerNode): bigint | null {
  if (node.tag !== derTags.integer && node.tag !== derTags.enumerated) return null;
  if (!isMinimalInteger(node)) return null;
  const unsigned = BigInt(`0x${toHex(node.content)}`);
  const isNegative = (node.at(0) ?? 0) >= 0x80;
  return isNegative ? unsigned - (1n << BigInt(node.length * 8)) : unsigned;
}

/** An INTEGER or ENUMERATED from 0 to `max`, which is at most 2^31 - 1. */
export function derSmallInteger(node: DerNode, max: number): number | null {
  if (node.tag !== derTags.integer && node.tag !== derTags.enumerated) return null;
  if (node.length > 4 || !isMinimalInteger(node) || (node.at(0) ?? 0) >= 0x80) return null;
  let value = 0;
  for (let at = node.contentStart; at < node.end; at++)
    value = value * 256 + (node.source[at] ?? 0);
  return value <= max ? value : null;
}

/** The magnitude of a non-negative INTEGER, without a leading zero byte; null for a negative one. */
export function derUnsigned(node: DerNode): Uint8Array | null {
  if (node.tag !== derTags.integer || !isMinimalInteger(node)) return null;
  const first = node.at(0) ?? 0;
  if (first >= 0x80) return null;
  const hasLeadingZero = node.length > 1 && first === 0;
  return node.source.subarray(node.contentStart + (hasLeadingZero ? 1 : 0), node.end);
}

function isMinimalInteger(node: DerNode): boolean {
  const [first, second] = [node.at(0), node.at(1)];
  if (first === undefined) return false;
  if (second === undefined) return true;
  return !(first === 0 && second < 0x80) && !(first === 0xff && second >= 0x80);
}

/** 0x00 or 0xff, nothing between (X.690 section 11.1). */
export function derBoolean(node: DerNode): boolean | null {
  if (node.tag !== derTags.boolean || node.length !== 1) return null;
  if (node.at(0) === 0xff) return true;
  return node.at(0) === 0 ? false : null;
}

/** Dotted form, for example "1.2.840.10045.4.3.2". */
export function derOid(node: DerNode): string | null {
  const { source, contentStart, end, length } = node;
  if (node.tag !== derTags.oid || length === 0 || length > 64) return null;
  if ((source[end - 1] ?? 0) >= 0x80) return null;
  let text = "";
  let arc = 0;
  let isFirstOctet = true;
  for (let at = contentStart; at < end; at++) {
    const octet = source[at] ?? 0;
    if (isFirstOctet && octet === 0x80) return null; // not the shortest form
    arc = arc * 128 + (octet & 0x7f);
    if (arc > Number.MAX_SAFE_INTEGER) return null;
    isFirstOctet = octet < 0x80;
    if (!isFirstOctet) continue;
    if (text === "") {
      const root = Math.min(2, Math.floor(arc / 40));
      text = `${root}.${arc - root * 40}`;
    } else {
      text += `.${arc}`;
    }
    arc = 0;
  }
  return text;
}

export interface DerBitString {
  readonly unusedBits: number;
  readonly bytes: Uint8Array;
}

/** Unused bits must be zero (X.690 section 11.2.1). */
export function derBitString(node: DerNode): DerBitString | null {
  const unusedBits = node.at(0);
  if (node.tag !== derTags.bitString || unusedBits === undefined || unusedBits > 7) return null;
  const bytes = node.source.subarray(node.contentStart + 1, node.end);
  const last = bytes[bytes.length - 1];
  if (last === undefined) return unusedBits === 0 ? { unusedBits, bytes } : null;
  return (last & ((1 << unusedBits) - 1)) === 0 ? { unusedBits, bytes } : null;
}

/** UTCTime or GeneralizedTime with seconds and "Z", as RFC 5280 section 4.1.2.5 has it. Milliseconds since 1970. */
export function derTime(node: DerNode): number | null {
  const yearDigits =
    node.tag === derTags.utcTime ? 2 : node.tag === derTags.generalizedTime ? 4 : 0;
  if (yearDigits === 0 || node.length !== yearDigits + 11) return null;
  if (node.at(yearDigits + 10) !== 0x5a) return null;

  const pairs: number[] = [];
  for (let at = 0; at < yearDigits + 10; at += 2) {
    const tens = (node.at(at) ?? 0) - 0x30;
    const ones = (node.at(at + 1) ?? 0) - 0x30;
    if (tens < 0 || tens > 9 || ones < 0 || ones > 9) return null;
    pairs.push(tens * 10 + ones);
  }
  const [second = 0, minute = 0, hour = 0, day = 0, month = 0, low = 0, high = 0] = pairs.reverse();
  const year = yearDigits === 4 ? high * 100 + low : low >= 50 ? 1900 + low : 2000 + low;
  if (hour > 23 || minute > 59 || second > 59) return null;
  return utcDate({ year, month, day, hour, minute, second });
}

function utcDate(parts: {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}): number | null {
  const date = new Date(0);
  date.setUTCFullYear(parts.year, parts.month - 1, parts.day); // Date.UTC reads years below 100 as 19xx
  date.setUTCHours(parts.hour, parts.minute, parts.second);
  const isSame = date.getUTCMonth() === parts.month - 1 && date.getUTCDate() === parts.day;
  return isSame ? date.getTime() : null;
}
