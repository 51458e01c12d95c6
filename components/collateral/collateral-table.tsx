"use client";

import { useNow } from "@/components/ui/clock";
import { type Column, DataTable } from "@/components/ui/data-table";
import { Digest } from "@/components/ui/digest";
import { Timestamp } from "@/components/ui/timestamp";
import type { CollateralItem } from "@/lib/contract/collateral";
import { formatBytes } from "@/lib/format/amount";
import { formatUtcDate } from "@/lib/format/date";
import { CollateralStateBadge } from "./collateral-state-badge";

const rank = { expired: 0, expiring: 1, current: 2 } satisfies Record<
  CollateralItem["state"],
  number
>;

export function CollateralTable({ items }: { readonly items: readonly CollateralItem[] }) {
  // What needs somebody comes first.
  const rows = items.toSorted(
    (a, b) =>
      rank[a.state] - rank[b.state] || (a.nextUpdate ?? "").localeCompare(b.nextUpdate ?? ""),
  );
  return (
    <div className="rounded-card border bg-surface [&_tbody_tr:last-child_td]:border-b-0 [&_thead_th:first-child]:rounded-tl-card [&_thead_th:last-child]:rounded-tr-card">
      <DataTable
        caption="Collateral, what expires first at the top"
        columns={columns}
        rows={rows}
        rowKey={({ key }) => key}
        compact={(item) => <CompactRow item={item} />}
      />
    </div>
  );
}

const columns: readonly Column<CollateralItem>[] = [
  { id: "state", header: "State", cell: (item) => <CollateralStateBadge state={item.state} /> },
  {
    id: "item",
    header: "Item",
    className: "w-full max-w-0",
    cell: (item) => (
      <span className="flex min-w-0 flex-col py-1.5">
        <span className="truncate">{item.label}</span>
        <code className="truncate text-xs text-muted" title={item.key}>
          {item.key}
        </code>
      </span>
    ),
  },
  { id: "validity", header: "Valid", cell: (item) => <Validity item={item} /> },
  {
    id: "revision",
    header: "Revision",
    align: "right",
    className: "max-lg:hidden",
    cell: (item) => item.revision ?? "–",
  },
  {
    id: "origin",
    header: "From",
    className: "max-lg:hidden",
    cell: (item) => (
      <span className="flex flex-col">
        <span>{item.origin === "imported" ? "Imported" : "Fetched"}</span>
        <span className="text-xs text-muted">
          {item.upstream ? `${item.upstream}, ` : null}
          <Timestamp value={item.retrievedAt} />
        </span>
      </span>
    ),
  },
  {
    id: "digest",
    header: "SHA-256",
    className: "max-xl:hidden",
    cell: (item) => (
      <Digest value={item.sha256} label={`SHA-256 of ${item.label}`} className="text-xs" />
    ),
  },
  {
    id: "size",
    header: "Size",
    align: "right",
    className: "max-xl:hidden",
    cell: (item) => formatBytes(item.size),
  },
];

/** How much of its time has passed, with both dates as text. */
function Validity({ item }: { readonly item: CollateralItem }) {
  const nowMs = useNow();
  if (item.nextUpdate === null) return <span className="text-muted">no end</span>;
  const until = new Date(item.nextUpdate).getTime();
  const from = item.issuedAt === null ? null : new Date(item.issuedAt).getTime();
  const passed = from === null ? null : Math.min(1, Math.max(0, (nowMs - from) / (until - from)));
  return (
    <span className="flex w-56 flex-col gap-1">
      <span className="flex justify-between gap-2 text-xs">
        <span className="text-muted">
          {item.issuedAt === null ? null : <>{formatUtcDate(item.issuedAt)} – </>}
          {formatUtcDate(item.nextUpdate)}
        </span>
        <Timestamp value={item.nextUpdate} />
      </span>
      {passed === null ? null : (
        <span aria-hidden className="block h-1 overflow-hidden rounded-full bg-hover">
          <span className={`block h-1 ${bars[item.state]}`} style={{ width: `${passed * 100}%` }} />
        </span>
      )}
    </span>
  );
}

const bars = {
  current: "bg-affirming-line",
  expiring: "bg-warning-line",
  expired: "bg-contraindicated-line",
} satisfies Record<CollateralItem["state"], string>;

function CompactRow({ item }: { readonly item: CollateralItem }) {
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <span className="flex items-center gap-2">
        <CollateralStateBadge state={item.state} />
        {item.nextUpdate ? (
          <Timestamp value={item.nextUpdate} className="ml-auto text-muted" />
        ) : null}
      </span>
      <span className="wrap-anywhere">{item.label}</span>
      <code className="text-xs wrap-anywhere text-muted">{item.key}</code>
    </div>
  );
}
