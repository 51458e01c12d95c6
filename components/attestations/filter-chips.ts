import type { FilterChip } from "@/components/ui/filter-chips";
import type { AttestationFilter } from "@/lib/contract/attestations";
import { formatUtc } from "@/lib/format/date";
import { shortenDigest } from "@/lib/format/digest";
import { evidenceTypeWords, verdictWords } from "@/lib/format/words";
import { attestationListHref } from "./list-href";

const labels = {
  verdict: "Verdict",
  evidenceType: "Type",
  tcbStatus: "TCB",
  fmspc: "FMSPC",
  reasonCode: "Reason",
  measurement: "Measurement",
  q: "Digest",
  from: "From",
  to: "Before",
} satisfies Record<keyof AttestationFilter, string>;

/** Every filter that is on. */
export function filterChips(filter: AttestationFilter): readonly FilterChip[] {
  const texts: Record<keyof AttestationFilter, string | undefined> = {
    verdict: filter.verdict && verdictWords[filter.verdict].label,
    evidenceType: filter.evidenceType && evidenceTypeWords[filter.evidenceType].label,
    tcbStatus: filter.tcbStatus,
    fmspc: filter.fmspc,
    reasonCode: filter.reasonCode,
    measurement: filter.measurement && shortenDigest(filter.measurement),
    q: filter.q && `${shortenDigest(filter.q)}…`,
    from: filter.from && formatUtc(filter.from),
    to: filter.to && formatUtc(filter.to),
  };
  const names: readonly (keyof AttestationFilter)[] = [
    "verdict",
    "evidenceType",
    "tcbStatus",
    "fmspc",
    "reasonCode",
    "measurement",
    "q",
    "from",
    "to",
  ];
  return names.flatMap((name) => {
    const text = texts[name];
    const removeHref = attestationListHref({ ...filter, [name]: undefined });
    return text === undefined ? [] : [{ label: labels[name], text, removeHref }];
  });
}
