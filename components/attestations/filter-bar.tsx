"use client";

import { SlidersHorizontal } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { FilterSelect } from "@/components/ui/filter-select";
import { SearchField } from "@/components/ui/search-field";
import type { AttestationFilter } from "@/lib/contract/attestations";
import { evidenceTypeWords, verdictWords } from "@/lib/format/words";
import { EVIDENCE_TYPES } from "@/lib/rats/evidence-type";
import { REASON_CODES } from "@/lib/rats/reason-codes";
import { TCB_STATUSES } from "@/lib/rats/tcb-status";
import { VERDICTS } from "@/lib/rats/verdict";
import { FilterDetails } from "./filter-details";
import { attestationListHref } from "./list-href";
import { type ListState, readListState } from "./list-state";

const reasonCodes = Object.entries(REASON_CODES)
  .filter(([, entry]) => entry.group !== "request")
  .map(([code]) => code)
  .sort();

/** What is asked often stands open; platform, measurement, reason and time behind a button. Choosing goes to the address. */
export function FilterBar({ state }: { readonly state: ListState }) {
  const router = useRouter();
  const { filter } = state;
  const [showsDetails, setShowsDetails] = useState(false);
  const [digestError, setDigestError] = useState<string | null>(null);

  const apply = (change: Readonly<Record<string, string | undefined>>): boolean => {
    const next = readListState({ ...filter, ...change });
    if (next.ignored.length > 0) return false;
    router.push(attestationListHref(next.filter), { scroll: false });
    return true;
  };

  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-start gap-2">
        <SearchField
          label="Filter by the first digits of a digest"
          placeholder="First digits of a digest, then Enter"
          value={filter.q}
          error={digestError}
          onSearch={(q) =>
            setDigestError(apply({ q }) ? null : "Give at least four hex digits of a digest.")
          }
        />
        <FilterSelect
          label="Verdict"
          value={filter.verdict}
          options={VERDICTS.map((verdict) => [verdict, verdictWords[verdict].label])}
          onChange={(verdict) => apply({ verdict })}
        />
        <FilterSelect
          label="Type"
          value={filter.evidenceType}
          options={EVIDENCE_TYPES.map((type) => [type, evidenceTypeWords[type].label])}
          onChange={(evidenceType) => apply({ evidenceType })}
        />
        <FilterSelect
          label="TCB status"
          value={filter.tcbStatus}
          options={TCB_STATUSES.map((status) => [status, status])}
          onChange={(tcbStatus) => apply({ tcbStatus })}
        />
        <FilterSelect
          label="Reason"
          value={filter.reasonCode}
          options={reasonCodes.map((code) => [code, code])}
          onChange={(reasonCode) => apply({ reasonCode })}
        />
        <Button
          aria-expanded={showsDetails}
          aria-controls="filter-details"
          onClick={() => setShowsDetails(!showsDetails)}
        >
          <SlidersHorizontal aria-hidden />
          More filters
        </Button>
      </div>
      <div id="filter-details" hidden={!showsDetails}>
        <FilterDetails key={detailsKey(filter)} filter={filter} onApply={apply} />
      </div>
    </div>
  );
}

/** New fields when the address changes under them. */
function detailsKey({ fmspc, measurement, from, to }: AttestationFilter): string {
  return JSON.stringify([fmspc, measurement, from, to]);
}
