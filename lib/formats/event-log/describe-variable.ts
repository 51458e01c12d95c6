import { ByteReader } from "@/lib/bytes/byte-reader";
import { toHex } from "@/lib/bytes/hex";
import { parseCertificate } from "@/lib/x509/certificate";
import { devicePathText } from "./device-path";
import { guidText, readEfiVariable, utf16Text, type EfiVariable } from "./efi-variable";
import { EV_EFI_VARIABLE_AUTHORITY } from "./layout";

/** EFI_CERT_X509_GUID and EFI_CERT_SHA256_GUID: UEFI 2.10, section 32.4.1. */
const SIGNATURE_KINDS: ReadonlyMap<string, string> = new Map([
  ["a5c059a1-94e4-4aa7-87b5-ab155c2bf072", "certificates"],
  ["c1c41626-504c-4092-aca9-41f936934328", "SHA-256 digests"],
]);
const SWITCHES = ["SecureBoot", "SetupMode", "AuditMode", "DeployedMode"];
const SIGNATURE_DATABASES = ["PK", "KEK", "db", "dbx", "dbt", "dbr", "MokList", "MokListRT"];
const MAX_LISTS = 4096;

/** What a UEFI variable says; null when the data is no variable record. */
export function describeVariable(type: number, data: Uint8Array): string | null {
  const variable = readEfiVariable(data);
  if (variable === null) return null;
  const { name, value } = variable;
  if (type === EV_EFI_VARIABLE_AUTHORITY) return `Vouched for by ${authority(variable)}`;
  if (value.length === 0) return `${name} is not set`;
  if (SWITCHES.includes(name)) return `${name} is ${value[0] === 1 ? "on" : "off"}`;
  if (name === "BootOrder") return `Boot order: ${bootOrder(value)}`;
  if (/^(Boot|Driver|SysPrep)[0-9A-F]{4}$/.test(name)) return `${name}: ${loadOption(value)}`;
  if (SIGNATURE_DATABASES.includes(name)) return `${name}: ${signatureLists(value)}`;
  return `${name} = ${value.length > 32 ? `${value.length} bytes` : toHex(value)}`;
}

/** EFI_SIGNATURE_DATA: its owner's GUID, then a certificate. SbatLevel and others are text instead. */
function authority({ name, value }: EfiVariable): string {
  const certificate = parseCertificate(value.subarray(16), "EVENT_LOG_INVALID");
  if (certificate.ok) return `${name}: ${certificate.value.subject}`;
  return `${name}, ${value.length} bytes`;
}

function bootOrder(value: Uint8Array): string {
  const reader = new ByteReader(value);
  const entries: string[] = [];
  while (reader.remaining >= 2) {
    entries.push(`Boot${reader.u16le().toString(16).toUpperCase().padStart(4, "0")}`);
  }
  return entries.join(", ");
}

/** EFI_LOAD_OPTION: attributes, length of the path, name, device path. UEFI 2.10, section 3.1.3. */
function loadOption(value: Uint8Array): string {
  const reader = new ByteReader(value);
  reader.skip(4);
  const pathLength = reader.u16le();
  const name = utf16Text(value.subarray(6));
  reader.skip((name.length + 1) * 2);
  const path = devicePathText(reader.bytes(pathLength));
  return reader.overrun ? `“${name}”` : `“${name}” from ${path}`;
}

/** EFI_SIGNATURE_LISTs, counted by kind. */
function signatureLists(value: Uint8Array): string {
  const reader = new ByteReader(value);
  const counts = new Map<string, number>();
  for (let list = 0; reader.remaining > 0 && list < MAX_LISTS; list++) {
    const kind = SIGNATURE_KINDS.get(guidText(reader.bytes(16))) ?? "other entries";
    const listSize = reader.u32le();
    const headerSize = reader.u32le();
    const entrySize = reader.u32le();
    const content = listSize - 28 - headerSize;
    reader.skip(listSize - 28);
    if (reader.overrun || entrySize === 0 || content < 0) return `${value.length} bytes`;
    counts.set(kind, (counts.get(kind) ?? 0) + Math.floor(content / entrySize));
  }
  return [...counts].map(([kind, count]) => `${count} ${kind}`).join(", ");
}
