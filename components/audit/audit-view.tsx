"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight, ScrollText } from "lucide-react";
import { PageHeader } from "@/components/shell/page-header";
import { Banner } from "@/components/ui/banner";
import { Button, ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { FilterChips } from "@/components/ui/filter-chips";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import { describeError } from "@/lib/client/api-error";
import { auditListQuery } from "@/lib/client/audit";
import type { AuditFilter, AuditList } from "@/lib/contract/audit";
import { AuditTable } from "./audit-table";
import { ChainStateCard } from "./chain-state-card";
import { EventDetail } from "./event-detail";
import { type TrailAddress, trailHref, trailQuery } from "./trail-address";
import { trailChips } from "./trail-chips";
import { TrailExport } from "./trail-export";
import { TrailFilters } from "./trail-filters";

/** The trail: filters, page and open event live in the address. */
export function AuditView({ address }: { readonly address: TrailAddress }) {
  const { filter, place, event, ignored } = address;
  const { data, error, refetch, isPlaceholderData } = useQuery(auditListQuery(trailQuery(address)));
  return (
    <>
      <PageHeader
        title="Audit trail"
        note="Who did what, on what, and with which result. Events are chained and sealed, so that a change to one is found."
        actions={<TrailExport filter={filter} />}
      />
      <ChainStateCard />
      <div className="flex flex-col gap-3">
        <TrailFilters address={address} />
        <FilterChips chips={trailChips(filter, data?.items ?? [])} clearHref={trailHref({})} />
        {ignored.length > 0 ? (
          <Banner
            tone="warning"
            title={`Part of this address could not be read: ${ignored.join(", ")}`}
          >
            The trail is shown without it.
          </Banner>
        ) : null}
      </div>
      {error ? (
        <ErrorState
          title={data ? "The trail could not be updated" : "The trail could not be loaded"}
          {...describeError(error)}
          onRetry={() => void refetch()}
        />
      ) : null}
      <div
        className={
          event === null ? undefined : "grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_24rem]"
        }
      >
        {event === null ? null : (
          <aside className="min-w-0 xl:order-2" aria-label="Event">
            <EventDetail
              key={event}
              seq={event}
              listed={data?.items.find(({ seq }) => seq === event)}
              closeHref={trailHref(filter, { place })}
            />
          </aside>
        )}
        <div className="min-w-0">
          {!data && !error ? <TableSkeleton /> : null}
          {data?.items.length === 0 ? <NoEvents filter={filter} /> : null}
          {data && data.items.length > 0 ? (
            <div
              aria-busy={isPlaceholderData}
              className={isPlaceholderData ? "opacity-60 transition-opacity" : "transition-opacity"}
            >
              <AuditTable items={data.items} address={address} />
            </div>
          ) : null}
          {data ? <Pages filter={filter} list={data} /> : null}
        </div>
      </div>
    </>
  );
}

function NoEvents({ filter }: { readonly filter: AuditFilter }) {
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <div className="rounded-card border bg-surface">
      {isFiltered ? (
        <EmptyState
          icon={<ScrollText aria-hidden />}
          title="No event fits these filters"
          action={<ButtonLink href="/audit">Clear all filters</ButtonLink>}
        >
          Remove a filter above, or look at a longer time.
        </EmptyState>
      ) : (
        <EmptyState icon={<ScrollText aria-hidden />} title="Nothing has happened yet">
          Every change leaves an event here by itself, and so does every denied request of a member.
        </EmptyState>
      )}
    </div>
  );
}

/** Newer and older pages by keyset: a page behind an address never shifts while events arrive. */
function Pages({
  filter,
  list: { items, previousCursor, nextCursor },
}: {
  readonly filter: AuditFilter;
  readonly list: AuditList;
}) {
  const newer = (
    <>
      <ChevronLeft aria-hidden />
      Newer
    </>
  );
  const older = (
    <>
      Older
      <ChevronRight aria-hidden />
    </>
  );
  const href = (cursor: number, direction: "older" | "newer") =>
    trailHref(filter, { place: { cursor, direction } });
  const isAll = previousCursor === null && nextCursor === null;
  if (isAll && items.length === 0) return null;
  return (
    <nav aria-label="Pages" className="flex items-center justify-between gap-2 pt-3">
      <p className="text-sm text-muted">
        {items.length} shown
        {isAll ? ", that is all" : null}
      </p>
      <div className="flex gap-2">
        {previousCursor === null ? (
          <Button disabled>{newer}</Button>
        ) : (
          <ButtonLink href={href(previousCursor, "newer")}>{newer}</ButtonLink>
        )}
        {nextCursor === null ? (
          <Button disabled>{older}</Button>
        ) : (
          <ButtonLink href={href(nextCursor, "older")}>{older}</ButtonLink>
        )}
      </div>
    </nav>
  );
}

function TableSkeleton() {
  return (
    <Loading label="the audit trail" className="overflow-hidden rounded-card border bg-surface">
      <div className="h-9 border-b bg-sunken" />
      {Array.from({ length: 12 }, (_, index) => (
        <div key={index} className="flex h-9 items-center gap-6 border-b px-4 last:border-b-0">
          <Skeleton className="h-4 w-16" />
          <Skeleton className="h-4 w-28" />
          <Skeleton className="h-4 flex-1" />
          <Skeleton className="h-4 w-24 max-md:hidden" />
          <Skeleton className="h-5 w-16" />
        </div>
      ))}
    </Loading>
  );
}
