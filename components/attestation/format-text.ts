import type { EvidenceFormat } from "@/lib/rats/attestation-result";

const labels: Readonly<Record<string, string>> = {
  tdx: "TDX module",
  certificationDataType: "certification data type",
  trailingBytes: "trailing bytes",
};

/** How the bytes were read, in a line: `version 4, TDX module 1.5`. */
export function formatText(format: EvidenceFormat): string {
  return Object.entries(format)
    .map(([name, value]) => `${labels[name] ?? spaced(name)} ${String(value)}`)
    .join(", ");
}

/** `hashAlgorithm`: `hash algorithm`. */
function spaced(name: string): string {
  return name.replaceAll(
    /([a-z])([A-Z])/g,
    (_match, before: string, after: string) => `${before} ${after.toLowerCase()}`,
  );
}
