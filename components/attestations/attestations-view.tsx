"use client";

import { useQuery } from "@tanstack/react-query";
import { ScanSearch, ShieldCheck } from "lucide-react";
import { useState } from "react";
import { PageHeader } from "@/components/shell/page-header";
import { Banner } from "@/components/ui/banner";
import { PermittedLink } from "@/components/session/permitted-link";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { FilterChips } from "@/components/ui/filter-chips";
import { describeError } from "@/lib/client/api-error";
import { attestationListQuery } from "@/lib/client/attestations";
import { operationUrl } from "@/lib/client/operation-url";
import { listAttestations } from "@/lib/contract/operations";
import { AttestationTable } from "./attestation-table";
import { AttestationTableSkeleton } from "./attestation-table-skeleton";
import { CurlPopover } from "./curl-popover";
import { ExportMenu } from "./export-menu";
import { FilterBar } from "./filter-bar";
import { filterChips } from "./filter-chips";
import { attestationListHref } from "./list-href";
import { type ListState, listQuery } from "./list-state";
import { PageLinks } from "./page-links";
import { SelectionBar } from "./selection-bar";
import { TableViewMenu } from "./table-view";

/** The history: filters and page live in the address; only the selection is of the moment. */
export function AttestationsView({ state }: { readonly state: ListState }) {
  const query = listQuery(state);
  const { data, error, refetch, isPlaceholderData } = useQuery(attestationListQuery(query));
  const [selected, setSelected] = useState<readonly string[]>([]);
  const isFiltered = Object.keys(state.filter).length > 0;

  const toggle = (id: string) =>
    setSelected((current) =>
      // Two are compared; a third takes the place of the older choice.
      current.includes(id) ? current.filter((other) => other !== id) : [...current.slice(-1), id],
    );

  return (
    <>
      <PageHeader
        title="Attestations"
        note="Every piece of evidence that was judged, newest first. Nothing here is ever changed or removed."
        actions={
          <>
            <CurlPopover
              operation="GET"
              url={operationUrl(listAttestations, { query: { ...query } })}
            />
            <TableViewMenu />
            <ExportMenu items={data?.items ?? []} />
            <PermittedLink
              permission="evidence:verify"
              href="/verify"
              variant="primary"
              className="md:hidden"
            >
              <ShieldCheck aria-hidden />
              Verify evidence
            </PermittedLink>
          </>
        }
      />
      <div className="flex flex-col gap-3">
        <FilterBar state={state} />
        <FilterChips chips={filterChips(state.filter)} clearHref={attestationListHref({})} />
        {state.ignored.length > 0 ? (
          <Banner
            tone="warning"
            title={`Part of this address could not be read: ${state.ignored.join(", ")}`}
          >
            The list is shown without it.
          </Banner>
        ) : null}
      </div>
      {error ? (
        <ErrorState
          title={data ? "The list could not be updated" : "The list could not be loaded"}
          {...describeError(error)}
          onRetry={() => void refetch()}
        />
      ) : null}
      {!data && !error ? <AttestationTableSkeleton /> : null}
      {data && data.items.length === 0 ? (
        <div className="rounded-card border bg-surface">
          {isFiltered || state.place.cursor ? (
            <EmptyState
              icon={<ScanSearch aria-hidden />}
              title="No attestation fits these filters"
              action={<ButtonLink href="/attestations">Clear all filters</ButtonLink>}
            >
              Remove a filter above, or look at a longer time.
            </EmptyState>
          ) : (
            <EmptyState
              icon={<ScanSearch aria-hidden />}
              title="No attestations yet"
              action={
                <PermittedLink permission="evidence:verify" href="/verify" variant="primary">
                  Verify evidence
                </PermittedLink>
              }
            >
              Every judged piece of evidence is kept here with its verdict, checks and collateral.
              The list fills itself once a workload posts to <code>/api/v1/attestations</code>.
            </EmptyState>
          )}
        </div>
      ) : null}
      {data && data.items.length > 0 ? (
        <div
          aria-busy={isPlaceholderData}
          className={isPlaceholderData ? "opacity-60 transition-opacity" : "transition-opacity"}
        >
          <AttestationTable
            items={data.items}
            filter={state.filter}
            selected={selected}
            onToggle={toggle}
          />
          <PageLinks filter={state.filter} list={data} />
        </div>
      ) : null}
      <SelectionBar selected={selected} onClear={() => setSelected([])} />
    </>
  );
}
