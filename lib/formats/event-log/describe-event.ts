import { ByteReader } from "@/lib/bytes/byte-reader";
import { toHex } from "@/lib/bytes/hex";
import { latin1 } from "@/lib/bytes/text";
import { describeVariable } from "./describe-variable";
import { devicePathText } from "./device-path";
import { utf16Text } from "./efi-variable";
import type { LoggedEvent } from "./event-log";
import {
  EV_EFI_BOOT_SERVICES_APPLICATION,
  EV_EFI_BOOT_SERVICES_DRIVER,
  EV_EFI_GPT_EVENT,
  EV_EFI_HANDOFF_TABLES2,
  EV_EFI_PLATFORM_FIRMWARE_BLOB2,
  EV_EFI_RUNTIME_SERVICES_DRIVER,
  EV_EFI_VARIABLE_AUTHORITY,
  EV_EFI_VARIABLE_BOOT,
  EV_EFI_VARIABLE_BOOT2,
  EV_EFI_VARIABLE_DRIVER_CONFIG,
  EV_EVENT_TAG,
  EV_NO_ACTION,
  EV_SEPARATOR,
  EVENT_TYPES,
  SPEC_ID_EVENT03,
  STARTUP_LOCALITY,
} from "./layout";

const MAX_TEXT = 400;

/** What an event says, in a sentence for people. Nothing here is checked: it is what the log claims. */
export function describeEvent(event: LoggedEvent): string {
  const { type, data, name } = event;
  if (name !== null) return `${name}${data.length > 0 ? ` = ${textOrHex(data)}` : ""}`;
  if (event.isStripped) return `${meaningOf(type)}; the log leaves its data out`;
  return shorten(describeData(type, data) ?? meaningOf(type));
}

function meaningOf(type: number): string {
  return EVENT_TYPES.get(type)?.meaning ?? "An event of a type that the profile does not name";
}

function describeData(type: number, data: Uint8Array): string | null {
  switch (type) {
    case EV_NO_ACTION:
      return describeNoAction(data);
    case EV_SEPARATOR:
      return toHex(data) === "00000000" || toHex(data) === "ffffffff"
        ? "End of the firmware's measurements"
        : `The firmware reports an error: ${toHex(data.subarray(0, 16))}`;
    case EV_EFI_VARIABLE_DRIVER_CONFIG:
    case EV_EFI_VARIABLE_BOOT:
    case EV_EFI_VARIABLE_BOOT2:
    case EV_EFI_VARIABLE_AUTHORITY:
      return describeVariable(type, data);
    case EV_EFI_BOOT_SERVICES_APPLICATION:
    case EV_EFI_BOOT_SERVICES_DRIVER:
    case EV_EFI_RUNTIME_SERVICES_DRIVER:
      return describeImage(data);
    case EV_EFI_GPT_EVENT:
      return describePartitions(data);
    case EV_EFI_PLATFORM_FIRMWARE_BLOB2:
    case EV_EFI_HANDOFF_TABLES2:
      return describeNamed(type, data);
    case EV_EVENT_TAG:
      return describeTag(data);
    default: {
      const text = printable(data);
      return text === null ? null : text === "" ? meaningOf(type) : `“${text}”`;
    }
  }
}

function describeNoAction(data: Uint8Array): string | null {
  const text = latin1(data.subarray(0, 64));
  if (text.startsWith(SPEC_ID_EVENT03)) return "Header: a crypto-agile log of the TCG profile";
  if (text.startsWith(STARTUP_LOCALITY)) {
    return `The TPM was started from locality ${data[STARTUP_LOCALITY.length] ?? "unknown"}`;
  }
  const signature = /^[\x20-\x7e]+/.exec(text)?.[0];
  return signature === undefined ? null : `Information: ${signature}`;
}

/** UEFI_IMAGE_LOAD_EVENT, TCG PC Client Platform Firmware Profile 1.06, section 10.2.3. */
function describeImage(data: Uint8Array): string | null {
  const reader = new ByteReader(data);
  reader.skip(24); // location, length and link-time address
  const path = reader.bytes(Number(reader.u64le()));
  if (reader.overrun) return null;
  const text = devicePathText(path);
  return text === "" ? "Starts an image from memory" : `Starts ${text}`;
}

/** UEFI_GPT_DATA: the header, the number of partitions, and an entry of 128 bytes for each. */
function describePartitions(data: Uint8Array): string | null {
  const reader = new ByteReader(data);
  reader.skip(92);
  const count = Number(reader.u64le());
  const names: string[] = [];
  for (let at = 0; at < count && reader.remaining >= 128; at++) {
    reader.skip(56);
    names.push(utf16Text(reader.bytes(72)));
  }
  if (reader.overrun) return null;
  const named = names.filter((name) => name !== "").map((name) => `“${name}”`);
  return `Partition table of the boot disk: ${names.length} partitions${
    named.length > 0 ? `, ${named.join(", ")}` : ""
  }`;
}

/** A name with its length before it, then what the type says. */
function describeNamed(type: number, data: Uint8Array): string | null {
  const name = printable(data.subarray(1, 1 + (data[0] ?? 0)));
  return name === null || name === "" ? null : `${meaningOf(type)}: ${name}`;
}

/** A tag number, a length, and data of that length. */
function describeTag(data: Uint8Array): string | null {
  const reader = new ByteReader(data);
  const tag = reader.u32le();
  const content = reader.bytes(reader.u32le());
  if (reader.overrun) {
    const text = printable(data);
    return text === null ? null : `“${text}”`;
  }
  return `Tag ${tag.toString(16).padStart(8, "0")}: ${textOrHex(content)}`;
}

/**
 * The text that the bytes are: ASCII up to a NUL, which boot loaders may follow with one stray byte, or UTF-16. Null when
 * they are neither. Nothing but ASCII is shown, so that no text can look like another.
 */
function printable(data: Uint8Array): string | null {
  const text = latin1(data);
  const ascii = text.slice(0, text.includes("\0") ? text.indexOf("\0") : text.length);
  const isWhole = /^\0*.?$/s.test(text.slice(ascii.length));
  if (isWhole && /^[\t\n\r\x20-\x7e]*$/.test(ascii)) return ascii;
  if (data.length % 2 !== 0) return null;
  const wide = utf16Text(data);
  return wide.length * 2 >= data.length - 2 && /^[\x20-\x7e]+$/.test(wide) ? wide : null;
}

function textOrHex(data: Uint8Array): string {
  const text = printable(data);
  const isText = text !== null && text !== "" && !/[^\x20-\x7e]/.test(text);
  return shorten(isText ? text : toHex(data));
}

function shorten(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}
