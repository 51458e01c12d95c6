import Link from "next/link";
import { Chip } from "@/components/ui/chip";
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

/** Every filter that is on, each with a link to the list without it. */
export function FilterChips({ filter }: { readonly filter: AttestationFilter }) {
  const shown = chips(filter);
  if (shown.length === 0) return null;
  return (
    <ul aria-label="Filters" className="flex flex-wrap items-center gap-2">
      {shown.map(({ name, text }) => (
        <li key={name} className="max-w-full">
          <Chip
            label={labels[name]}
            removeHref={attestationListHref({ ...filter, [name]: undefined })}
          >
            {text}
          </Chip>
        </li>
      ))}
      {shown.length > 1 ? (
        <li>
          <Link
            href="/attestations"
            className="rounded-sm text-sm text-muted underline-offset-2 hover:text-text hover:underline"
          >
            Clear all
          </Link>
        </li>
      ) : null}
    </ul>
  );
}

function chips(
  filter: AttestationFilter,
): readonly { readonly name: keyof AttestationFilter; readonly text: string }[] {
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
    return text === undefined ? [] : [{ name, text }];
  });
}
