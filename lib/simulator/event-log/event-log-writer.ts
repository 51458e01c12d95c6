import { ByteWriter, joinBytes } from "../byte-writer";

/** The banks that a minted log can have, with TCG's algorithm numbers and WebCrypto's names. */
export const BANKS = {
  sha1: { id: 0x0004, size: 20, webCrypto: "SHA-1" },
  sha256: { id: 0x000b, size: 32, webCrypto: "SHA-256" },
  sha384: { id: 0x000c, size: 48, webCrypto: "SHA-384" },
  sha512: { id: 0x000d, size: 64, webCrypto: "SHA-512" },
} as const;
export type Bank = keyof typeof BANKS;

/** One event before it is written. */
export interface EventSpec {
  /** As the log writes it: a PCR, or the index of a CC register, where 1 is RTMR0. */
  readonly register: number;
  readonly type: number;
  readonly data: Uint8Array;
  /** What the digests are of; the data when absent. */
  readonly measured?: Uint8Array;
}

/** An event with its digests: what a log holds and what registers are extended by. */
export interface DigestedEvent extends EventSpec {
  readonly digests: readonly { readonly bank: Bank; readonly digest: Uint8Array }[];
}

const EV_NO_ACTION = 3;

export function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export async function digestOf(bank: Bank, data: Uint8Array): Promise<Uint8Array> {
  const { webCrypto } = BANKS[bank];
  return new Uint8Array(await globalThis.crypto.subtle.digest(webCrypto, data.slice()));
}

/** Events that extend nothing have zero digests. */
export async function digested(spec: EventSpec, banks: readonly Bank[]): Promise<DigestedEvent> {
  const digests = await Promise.all(
    banks.map(async (bank) => ({
      bank,
      digest:
        spec.type === EV_NO_ACTION
          ? new Uint8Array(BANKS[bank].size)
          : await digestOf(bank, spec.measured ?? spec.data),
    })),
  );
  return { ...spec, digests };
}

/** TCG_PCR_EVENT2: TCG PC Client Platform Firmware Profile, section 10.2.2. */
export function writeEvent({ register, type, data, digests }: DigestedEvent): Uint8Array {
  const writer = new ByteWriter().u32le(register).u32le(type).u32le(digests.length);
  for (const { bank, digest } of digests) {
    writer.u16le(BANKS[bank].id).bytes(digest, BANKS[bank].size);
  }
  return writer.u32le(data.length).append(data).finish();
}

/** TCG_PCR_EVENT: the records of a SHA-1 log, and the first record of every other. */
export function writeSha1Event(given: {
  readonly register: number;
  readonly type: number;
  readonly digest: Uint8Array;
  readonly data: Uint8Array;
}): Uint8Array {
  const { register, type, digest, data } = given;
  return new ByteWriter()
    .u32le(register)
    .u32le(type)
    .bytes(digest, 20)
    .u32le(data.length)
    .append(data)
    .finish();
}

/** The record that opens a crypto-agile log and names its banks; under index 1 in a CC log. */
export function writeSpecId(
  register: 0 | 1,
  banks: readonly { readonly id: number; readonly size: number }[],
): Uint8Array {
  const data = new ByteWriter()
    .append(ascii("Spec ID Event03\0"))
    .u32le(0) // platform class: client
    .u8(0)
    .u8(2) // version 2.0
    .u8(0)
    .u8(2) // UINTN of 64 bits
    .u32le(banks.length);
  for (const { id, size } of banks) data.u16le(id).u16le(size);
  return writeSha1Event({
    register,
    type: EV_NO_ACTION,
    digest: new Uint8Array(20),
    data: data.u8(0).finish(),
  });
}

/** UEFI_VARIABLE_DATA of a variable of the global vendor. */
export function writeVariable(name: string, value: Uint8Array): Uint8Array {
  const guid = [0x61, 0xdf, 0xe4, 0x8b, 0xca, 0x93, 0xd2, 0x11, 0xaa, 0x0d, 0, 0xe0, 0x98];
  const wide = Uint8Array.from(
    [...name].flatMap((letter) => [letter.charCodeAt(0) & 0xff, letter.charCodeAt(0) >> 8]),
  );
  return new ByteWriter()
    .append(Uint8Array.of(...guid, 0x03, 0x2b, 0x8c))
    .u64le(BigInt(name.length))
    .u64le(BigInt(value.length))
    .append(wide)
    .append(value)
    .finish();
}

/** new = H(old ‖ digest), from the register's first value. */
export async function extendAll(
  bank: Bank,
  given: { readonly initial: Uint8Array; readonly digests: readonly Uint8Array[] },
): Promise<Uint8Array> {
  let value = given.initial;
  for (const digest of given.digests) value = await digestOf(bank, joinBytes([value, digest]));
  return value;
}
