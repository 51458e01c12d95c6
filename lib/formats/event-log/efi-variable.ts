import { ByteReader } from "@/lib/bytes/byte-reader";
import { utf8Bytes } from "@/lib/bytes/text";
import { concatBytes } from "@/lib/bytes/equal-bytes";

/** EFI_GLOBAL_VARIABLE, UEFI 2.10, section 3.3. */
export const GLOBAL_VARIABLE_GUID = "8be4df61-93ca-11d2-aa0d-00e098032b8c";

/** UEFI_VARIABLE_DATA: TCG PC Client Platform Firmware Profile 1.06, section 10.2.6. */
export interface EfiVariable {
  readonly guid: string;
  readonly name: string;
  readonly value: Uint8Array;
}

/** Null when the bytes are not exactly one variable record. */
export function readEfiVariable(bytes: Uint8Array): EfiVariable | null {
  const reader = new ByteReader(bytes);
  const guid = guidText(reader.bytes(16));
  const nameLength = Number(reader.u64le());
  const valueLength = Number(reader.u64le());
  const name = utf16Text(reader.bytes(nameLength * 2));
  const value = reader.bytes(valueLength);
  return reader.overrun || reader.remaining > 0 ? null : { guid, name, value };
}

/** The record that firmware measures for a variable of the global vendor with this name and value. */
export function globalVariableRecord(name: string, value: Uint8Array): Uint8Array {
  const lengths = new Uint8Array(16);
  lengths[0] = name.length;
  lengths[8] = value.length;
  const text = new Uint8Array(name.length * 2);
  utf8Bytes(name).forEach((code, at) => text.set([code], at * 2));
  return concatBytes(GLOBAL_VARIABLE_GUID_BYTES, lengths, text, value);
}

const GLOBAL_VARIABLE_GUID_BYTES = Uint8Array.of(
  ...[0x61, 0xdf, 0xe4, 0x8b, 0xca, 0x93, 0xd2, 0x11],
  ...[0xaa, 0x0d, 0x00, 0xe0, 0x98, 0x03, 0x2b, 0x8c],
);

const GUID_ORDER = [3, 2, 1, 0, -1, 5, 4, -1, 7, 6, -1, 8, 9, -1, 10, 11, 12, 13, 14, 15] as const;

/** The first three parts of an EFI_GUID are little-endian numbers. */
export function guidText(bytes: Uint8Array): string {
  return GUID_ORDER.map((at) =>
    at < 0 ? "-" : (bytes[at] ?? 0).toString(16).padStart(2, "0"),
  ).join("");
}

/** UTF-16, little-endian, as UEFI writes names; up to the first NUL. */
export function utf16Text(bytes: Uint8Array): string {
  const reader = new ByteReader(bytes);
  let text = "";
  while (reader.remaining >= 2) {
    const code = reader.u16le();
    if (code === 0) break;
    text += String.fromCharCode(code);
  }
  return text;
}
