import { joinBytes } from "./byte-writer";

/**
 * Writes DER (ITU-T X.690). Nothing here checks what is put together, on purpose: the simulator also has to mint
 * certificates that break the rules.
 */
export function der(tag: number, ...content: readonly Uint8Array[]): Uint8Array {
  const body = joinBytes(content);
  return joinBytes([Uint8Array.of(tag), derLength(body.length), body]);
}

function derLength(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Uint8Array.of(0x80 | bytes.length, ...bytes);
}

export function sequence(...content: readonly Uint8Array[]): Uint8Array {
  return der(0x30, ...content);
}

export function setOf(...content: readonly Uint8Array[]): Uint8Array {
  return der(0x31, ...content);
}

export function octetString(bytes: Uint8Array): Uint8Array {
  return der(0x04, bytes);
}

export function bitString(bytes: Uint8Array, unusedBits = 0): Uint8Array {
  return der(0x03, Uint8Array.of(unusedBits), bytes);
}

export function boolean(value: boolean): Uint8Array {
  return der(0x01, Uint8Array.of(value ? 0xff : 0x00));
}

export function enumerated(value: number): Uint8Array {
  return der(0x0a, Uint8Array.of(value));
}

export function utf8String(text: string): Uint8Array {
  return der(0x0c, new TextEncoder().encode(text));
}

export function printableString(text: string): Uint8Array {
  return der(0x13, new TextEncoder().encode(text));
}

/** Minimal two's complement, as DER demands. */
export function integer(value: bigint | number): Uint8Array {
  let rest = BigInt(value);
  const negative = rest < 0n;
  const bytes: number[] = [];
  do {
    bytes.unshift(Number(BigInt.asUintN(8, rest)));
    rest >>= 8n;
  } while (rest !== (negative ? -1n : 0n));
  const top = bytes[0] ?? 0;
  if (!negative && top >= 0x80) bytes.unshift(0x00);
  if (negative && top < 0x80) bytes.unshift(0xff);
  return der(0x02, Uint8Array.from(bytes));
}

/** An unsigned big-endian number of any length as an INTEGER. */
export function unsignedInteger(bytes: Uint8Array): Uint8Array {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start += 1;
  const minimal = bytes.subarray(start);
  const needsSign = (minimal[0] ?? 0) >= 0x80;
  return der(0x02, needsSign ? Uint8Array.of(0) : new Uint8Array(0), minimal);
}

/** `dotted` as in "1.2.840.10045.4.3.2". */
export function objectIdentifier(dotted: string): Uint8Array {
  const arcs = dotted.split(".").map(Number);
  const [first = 0, second = 0, ...others] = arcs;
  const bytes: number[] = [];
  for (const arc of [first * 40 + second, ...others]) {
    const groups = [arc % 128];
    for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) {
      groups.unshift((rest % 128) | 0x80);
    }
    bytes.push(...groups);
  }
  return der(0x06, Uint8Array.from(bytes));
}

/** Context-specific and constructed: `[number] EXPLICIT`. */
export function explicit(number: number, ...content: readonly Uint8Array[]): Uint8Array {
  return der(0xa0 | number, ...content);
}

/** Context-specific and primitive: `[number] IMPLICIT` of a primitive type. */
export function implicit(number: number, content: Uint8Array): Uint8Array {
  return der(0x80 | number, content);
}

/** RFC 5280, 4.1.2.5: UTCTime through 2049, GeneralizedTime from 2050 on. `time` is ISO 8601 in UTC. */
export function time(isoTime: string): Uint8Array {
  const digits = new Date(isoTime).toISOString().replaceAll(/[-:T]/g, "").slice(0, 14);
  const early = Number(digits.slice(0, 4)) < 2050;
  const text = `${early ? digits.slice(2) : digits}Z`;
  return der(early ? 0x17 : 0x18, new TextEncoder().encode(text));
}
