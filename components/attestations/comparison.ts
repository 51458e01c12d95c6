import type { Attestation } from "@/lib/contract/attestations";
import { assuranceWord } from "@/lib/format/assurance";
import { formatUtc } from "@/lib/format/date";
import { checkStatusWords, evidenceTypeWords, verdictWords } from "@/lib/format/words";

export interface ComparisonRow {
  readonly name: string;
  readonly left: string | null;
  readonly right: string | null;
  readonly isSame: boolean;
  /** Long hexadecimal: drawn in mono with the first difference marked. */
  readonly isHex: boolean;
}

export interface ComparisonSection {
  readonly title: string;
  readonly rows: readonly ComparisonRow[];
}

/** Two attestations side by side, in the order that a reviewer asks: outcome, software, platform, checks. */
export function compareAttestations(
  left: Attestation,
  right: Attestation,
): readonly ComparisonSection[] {
  const pair = (name: string, read: (attestation: Attestation) => string | null): ComparisonRow =>
    row({ name, left: read(left), right: read(right) });
  const maps = (read: (attestation: Attestation) => Readonly<Record<string, string>>) =>
    mapRows(read(left), read(right));

  return [
    {
      title: "Outcome",
      rows: [
        pair("Verdict", ({ verdict }) => verdictWords[verdict].label),
        pair("Reasons", ({ reasonCodes }) => reasonCodes.join(", ") || null),
        pair("TCB status", ({ result }) => result.tcb?.status ?? null),
        pair("TCB date", ({ result }) => (result.tcb?.date ? formatUtc(result.tcb.date) : null)),
        pair("Advisories", ({ result }) => result.tcb?.advisoryIds.join(", ") || null),
        pair("Assurance", ({ result }) => assuranceWord(result).label),
        pair("Evidence type", ({ evidenceType }) => evidenceTypeWords[evidenceType].label),
        pair("Judged at", ({ verifiedAt }) => formatUtc(verifiedAt)),
        pair("Policy", ({ policyName }) => policyName),
        pair("Policy digest", ({ result }) => hexOf(result.policy.digest)),
        pair("Evidence digest", ({ evidenceDigest }) => hexOf(evidenceDigest)),
      ],
    },
    { title: "Measurements", rows: maps(({ result }) => result.claims?.measurements ?? {}) },
    {
      title: "Report data",
      rows: [pair("Report data", ({ result }) => result.claims?.reportData ?? null)],
    },
    { title: "Platform", rows: maps(({ result }) => result.claims?.hardware ?? {}) },
    { title: "Security versions", rows: maps(({ result }) => result.claims?.tcb ?? {}) },
    { title: "Attributes", rows: maps(({ result }) => result.claims?.attributes ?? {}) },
    { title: "Checks", rows: checkRows(left, right) },
  ].filter(({ rows }) => rows.length > 0);
}

function checkRows(left: Attestation, right: Attestation): readonly ComparisonRow[] {
  const text = (attestation: Attestation, id: string) => {
    const check = attestation.result.checks.find((candidate) => candidate.id === id);
    if (!check) return null;
    const label = checkStatusWords[check.status].label;
    return check.code === null ? label : `${label}: ${check.code}`;
  };
  const ids = new Set([...left.result.checks, ...right.result.checks].map(({ id }) => id));
  return [...ids].map((id) => row({ name: id, left: text(left, id), right: text(right, id) }));
}

function mapRows(
  left: Readonly<Record<string, string>>,
  right: Readonly<Record<string, string>>,
): readonly ComparisonRow[] {
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...names].map((name) =>
    row({ name, left: left[name] ?? null, right: right[name] ?? null }),
  );
}

function row({
  name,
  left,
  right,
}: {
  readonly name: string;
  readonly left: string | null;
  readonly right: string | null;
}): ComparisonRow {
  return { name, left, right, isSame: left === right, isHex: isHex(left) || isHex(right) };
}

const hexOf = (digest: string) => digest.replace(/^sha256:/, "");
const isHex = (text: string | null) => text !== null && /^[0-9a-f]{12,}$/.test(text);
