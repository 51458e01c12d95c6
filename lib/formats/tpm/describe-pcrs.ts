import { isJsonObject, type JsonValue } from "@/lib/bytes/strict-json";
import type { Field } from "@/lib/rats/inspection";
import { jsonField } from "./describe-json";

/** PCR values where they stand; several registers often have the same value, so each is looked for behind the last. */
export function describePcrs(json: string, value: JsonValue | undefined): Field | null {
  const entries = pcrEntries(value);
  const begin = json.indexOf('"pcrs"');
  if (entries.length === 0 || begin < 0) return null;
  const encoder = new TextEncoder();
  const children: Field[] = [];
  let at = begin;
  for (const [pcr, text] of entries) {
    const found = json.indexOf(`"${text}"`, at);
    if (found < 0) continue;
    at = found + text.length + 2;
    children.push(
      jsonField({
        id: `pcrs.${pcr}`,
        name: `PCR ${pcr}`,
        offset: encoder.encode(json.slice(0, found + 1)).length,
        length: text.length,
        description: pcrMeaning(Number(pcr)),
        value: text.toLowerCase(),
        meaning: /^0*$/.test(text) ? "all zero" : null,
      }),
    );
  }
  const first = children[0];
  const last = children.at(-1);
  if (!first || !last) return null;
  return jsonField({
    id: "pcrs",
    name: "PCR values",
    offset: first.offset,
    length: last.offset + last.length - first.offset,
    description: "Values of the quoted registers, which must hash to the signed digest.",
    children,
  });
}

function pcrEntries(value: JsonValue | undefined): readonly (readonly [string, string])[] {
  const entries: readonly (readonly [string, JsonValue | undefined])[] = Array.isArray(value)
    ? value.map((item, index) => [`${index}`, item] as const)
    : bankEntries(value);
  return entries.flatMap(([pcr, item]) =>
    typeof item === "string" && item !== "" ? [[pcr, item] as const] : [],
  );
}

function bankEntries(
  value: JsonValue | undefined,
): readonly (readonly [string, JsonValue | undefined])[] {
  const bank = isJsonObject(value) ? Object.values(value)[0] : undefined;
  return isJsonObject(bank) ? Object.entries(bank) : [];
}

/** TCG PC Client Platform Firmware Profile, table “PCR Usage”, and what Linux does with the rest. */
const PCR_USES: readonly string[] = [
  "Firmware code.",
  "Firmware configuration.",
  "Code of option ROMs.",
  "Configuration of option ROMs.",
  "Boot loader.",
  "Boot loader's configuration and partition table.",
  "Resume from sleep, or what the vendor wants.",
  "Secure boot policy.",
  "Commands of the boot loader; kernel command line.",
  "Files that the boot loader read: kernel, initial RAM disk.",
  "Files that the running kernel measured (IMA).",
  "Phases of the boot (systemd).",
  "Kernel command line and configuration (systemd).",
  "System extensions (systemd).",
  "Machine owner keys (shim).",
  "File systems (systemd).",
  "Debugging.",
];

function pcrMeaning(pcr: number): string {
  if (pcr >= 17 && pcr <= 22) return "Dynamic launch.";
  return PCR_USES[pcr] ?? "For applications.";
}
