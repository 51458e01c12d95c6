import type { HashName } from "./event-log";

/** Bytes of a whole log; the request's limit as well. */
export const MAX_EVENT_LOG_BYTES = 4 * 1024 * 1024;
/** Real logs have about a hundred; each costs a digest for every bank. */
export const MAX_EVENTS = 16_384;
export const MAX_BANKS = 8;

export const EV_NO_ACTION = 0x3;
export const EV_SEPARATOR = 0x4;
export const EV_EVENT_TAG = 0x6;
export const EV_IPL = 0xd;
export const EV_EFI_VARIABLE_DRIVER_CONFIG = 0x8000_0001;
export const EV_EFI_VARIABLE_BOOT = 0x8000_0002;
export const EV_EFI_BOOT_SERVICES_APPLICATION = 0x8000_0003;
export const EV_EFI_BOOT_SERVICES_DRIVER = 0x8000_0004;
export const EV_EFI_RUNTIME_SERVICES_DRIVER = 0x8000_0005;
export const EV_EFI_GPT_EVENT = 0x8000_0006;
export const EV_EFI_PLATFORM_FIRMWARE_BLOB2 = 0x8000_000a;
export const EV_EFI_HANDOFF_TABLES2 = 0x8000_000b;
export const EV_EFI_VARIABLE_BOOT2 = 0x8000_000c;
export const EV_EFI_VARIABLE_AUTHORITY = 0x8000_00e0;

/** First bytes of the record that opens a crypto-agile log. */
export const SPEC_ID_EVENT03 = "Spec ID Event03\0";
export const STARTUP_LOCALITY = "StartupLocality\0";

/** TCG Algorithm Registry, table "TPM_ALG_ID". */
export const LOG_ALGORITHMS: ReadonlyMap<number, { readonly name: HashName; size: number }> =
  new Map([
    [0x0004, { name: "sha1", size: 20 }],
    [0x000b, { name: "sha256", size: 32 }],
    [0x000c, { name: "sha384", size: 48 }],
    [0x000d, { name: "sha512", size: 64 }],
    [0x0012, { name: "sm3", size: 32 }],
  ]);

/**
 * What the digest of an event covers. `data`: the event's data as it stands, so data that does not hash to the digest
 * was changed. `variable`: all of a UEFI variable record, or its value only, as firmware differs. `text`: a boot
 * loader's text, without what it puts before it. `other`: something that is not in the log.
 */
export type DigestCovers = "data" | "variable" | "text" | "other" | "nothing";

export interface EventTypeEntry {
  readonly name: string;
  readonly meaning: string;
  readonly covers: DigestCovers;
}

/** TCG PC Client Platform Firmware Profile 1.06, table 27 "Events", and what CC logs and boot loaders use. */
export const EVENT_TYPES: ReadonlyMap<number, EventTypeEntry> = new Map([
  [0x0, entry("EV_PREBOOT_CERT", "Reserved", "other")],
  [0x1, entry("EV_POST_CODE", "Power-on self test code or firmware volume", "other")],
  [EV_NO_ACTION, entry("EV_NO_ACTION", "Information; extends nothing", "nothing")],
  [EV_SEPARATOR, entry("EV_SEPARATOR", "End of the firmware's measurements", "data")],
  [0x5, entry("EV_ACTION", "Something that the firmware did", "data")],
  [EV_EVENT_TAG, entry("EV_EVENT_TAG", "Tagged event of an operating system or loader", "other")],
  [0x7, entry("EV_S_CRTM_CONTENTS", "Contents of the root of trust for measurement", "other")],
  [0x8, entry("EV_S_CRTM_VERSION", "Version of the root of trust for measurement", "data")],
  [0x9, entry("EV_CPU_MICROCODE", "Processor microcode", "other")],
  [
    0xa,
    entry("EV_PLATFORM_CONFIG_FLAGS", "Platform configuration, for example ACPI tables", "other"),
  ],
  [0xb, entry("EV_TABLE_OF_DEVICES", "Platform devices", "other")],
  [0xc, entry("EV_COMPACT_HASH", "A digest of the caller's choice", "other")],
  [EV_IPL, entry("EV_IPL", "Boot loader: a command, a file or a setting", "text")],
  [0xe, entry("EV_IPL_PARTITION_DATA", "Data of the boot partition", "other")],
  [0xf, entry("EV_NONHOST_CODE", "Code of a device beside the host", "other")],
  [0x10, entry("EV_NONHOST_CONFIG", "Configuration of a device beside the host", "other")],
  [0x11, entry("EV_NONHOST_INFO", "A device beside the host is there", "other")],
  [0x12, entry("EV_OMIT_BOOT_DEVICE_EVENTS", "Boot device events are left out", "other")],
  [0x8000_0000, entry("EV_EFI_EVENT_BASE", "Reserved", "other")],
  [
    EV_EFI_VARIABLE_DRIVER_CONFIG,
    entry("EV_EFI_VARIABLE_DRIVER_CONFIG", "UEFI variable: configuration", "data"),
  ],
  [EV_EFI_VARIABLE_BOOT, entry("EV_EFI_VARIABLE_BOOT", "UEFI variable: boot", "variable")],
  [
    EV_EFI_BOOT_SERVICES_APPLICATION,
    entry(
      "EV_EFI_BOOT_SERVICES_APPLICATION",
      "UEFI application; the digest is its Authenticode hash",
      "other",
    ),
  ],
  [
    EV_EFI_BOOT_SERVICES_DRIVER,
    entry(
      "EV_EFI_BOOT_SERVICES_DRIVER",
      "UEFI boot driver; the digest is its Authenticode hash",
      "other",
    ),
  ],
  [
    EV_EFI_RUNTIME_SERVICES_DRIVER,
    entry(
      "EV_EFI_RUNTIME_SERVICES_DRIVER",
      "UEFI runtime driver; the digest is its Authenticode hash",
      "other",
    ),
  ],
  [EV_EFI_GPT_EVENT, entry("EV_EFI_GPT_EVENT", "Partition table of the boot disk", "other")],
  [0x8000_0007, entry("EV_EFI_ACTION", "Something that the firmware did", "data")],
  [0x8000_0008, entry("EV_EFI_PLATFORM_FIRMWARE_BLOB", "Firmware volume", "other")],
  [0x8000_0009, entry("EV_EFI_HANDOFF_TABLES", "Tables handed over by the firmware", "other")],
  [
    EV_EFI_PLATFORM_FIRMWARE_BLOB2,
    entry("EV_EFI_PLATFORM_FIRMWARE_BLOB2", "Firmware volume", "other"),
  ],
  [
    EV_EFI_HANDOFF_TABLES2,
    entry("EV_EFI_HANDOFF_TABLES2", "Tables handed over by the firmware", "other"),
  ],
  [EV_EFI_VARIABLE_BOOT2, entry("EV_EFI_VARIABLE_BOOT2", "UEFI variable: boot", "variable")],
  [0x8000_000d, entry("EV_EFI_GPT_EVENT2", "Partition table of the boot disk", "other")],
  [0x8000_0010, entry("EV_EFI_HCRTM_EVENT", "Hardware root of trust for measurement", "other")],
  [
    EV_EFI_VARIABLE_AUTHORITY,
    entry(
      "EV_EFI_VARIABLE_AUTHORITY",
      "UEFI variable: who vouched for what was started",
      "variable",
    ),
  ],
  [0x8000_00e1, entry("EV_EFI_SPDM_FIRMWARE_BLOB", "Firmware of a device, by SPDM", "other")],
  [
    0x8000_00e2,
    entry("EV_EFI_SPDM_FIRMWARE_CONFIG", "Configuration of a device, by SPDM", "other"),
  ],
  [0x8000_00e3, entry("EV_EFI_SPDM_DEVICE_POLICY", "Policy for devices, by SPDM", "other")],
  [
    0x8000_00e4,
    entry("EV_EFI_SPDM_DEVICE_AUTHORITY", "Who vouched for a device, by SPDM", "other"),
  ],
]);

function entry(name: string, meaning: string, covers: DigestCovers): EventTypeEntry {
  return { name, meaning, covers };
}

/** The name of a type, or its number when the profile has none. */
export function eventTypeName(type: number): string {
  return EVENT_TYPES.get(type)?.name ?? `0x${type.toString(16).padStart(8, "0")}`;
}
