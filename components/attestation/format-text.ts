import type { EvidenceFormat } from "@/lib/rats/attestation-result";

const labels: Readonly<Record<string, string>> = {
  tdx: "TDX module",
  certificationDataType: "certification data type",
  trailingBytes: "trailing bytes",
};

/** How the bytes were read, in a line: `version 4, TDX module 1.5`. Identifiers stand among the fields. */
export function formatText(format: EvidenceFormat): string {
  return Object.entries(format)
    .filter(([, value]) => !/^[0-9a-f]{16,}$/.test(String(value)))
    .map(([name, value]) => {
      const label = labels[name] ?? spaced(name);
      if (typeof value === "boolean") return value ? label : `not ${label}`;
      return `${label} ${value}`;
    })
    .join(", ");
}

/** `hashAlgorithm`: `hash algorithm`. */
function spaced(name: string): string {
  return name.replaceAll(
    /([a-z])([A-Z])/g,
    (_match, before: string, after: string) => `${before} ${after.toLowerCase()}`,
  );
}
