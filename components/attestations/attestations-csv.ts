import type { AttestationItem } from "@/lib/contract/attestations";

const columns: readonly (readonly [string, (item: AttestationItem) => string | number | null])[] = [
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

/** RFC 4180: CRLF, quotes doubled. */
export function attestationsCsv(items: readonly AttestationItem[]): string {
  const lines = [
    columns.map(([name]) => name),
    ...items.map((item) => columns.map(([, read]) => cell(read(item)))),
  ];
  return lines.map((line) => `${line.join(",")}\r\n`).join("");
}

function cell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  // A spreadsheet runs what begins with one of these as a formula; policy names come from callers.
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
