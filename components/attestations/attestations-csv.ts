import type { AttestationItem } from "@/lib/contract/attestations";
import { type CsvCell, csvLine } from "@/lib/format/csv";

const columns: readonly (readonly [string, (item: AttestationItem) => CsvCell])[] = [
  ["id", (item) => item.id],
  ["receivedAt", (item) => item.receivedAt],
  ["verifiedAt", (item) => item.verifiedAt],
  ["verdict", (item) => item.verdict],
  ["evidenceType", (item) => item.evidenceType],
  ["assurance", (item) => item.assurance],
  ["claimsVerified", (item) => String(item.claimsVerified)],
  ["tcbStatus", (item) => item.tcbStatus],
  ["fmspc", (item) => item.fmspc],
  ["policyName", (item) => item.policyName],
  ["reasonCodes", (item) => item.reasonCodes.join(" ")],
  ["measurementName", (item) => item.measurement?.name ?? null],
  ["measurement", (item) => item.measurement?.value ?? null],
  ["evidenceDigest", (item) => item.evidenceDigest],
  [
    "submodules",
    (item) => item.submodules.map(({ name, verdict }) => `${name}:${verdict}`).join(" "),
  ],
  ["totalMs", (item) => item.totalMs],
];

export function attestationsCsv(items: readonly AttestationItem[]): string {
  const lines = [
    columns.map(([name]) => name),
    ...items.map((item) => columns.map(([, read]) => read(item))),
  ];
  return lines.map(csvLine).join("");
}
