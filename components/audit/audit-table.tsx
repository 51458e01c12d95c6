import Link from "next/link";
import { type Column, DataTable } from "@/components/ui/data-table";
import { Timestamp } from "@/components/ui/timestamp";
import type { AuditEventView } from "@/lib/contract/audit";
import { actionWords } from "@/lib/format/action-words";
import { shortenDigest } from "@/lib/format/digest";
import { objectWords } from "@/lib/format/object-words";
import { ActorName } from "./actor-name";
import { OutcomeBadge } from "./outcome-badge";
import { objectHref, type TrailAddress, trailHref } from "./trail-address";

export function AuditTable({
  items,
  address,
}: {
  readonly items: readonly AuditEventView[];
  readonly address: TrailAddress;
}) {
  const { filter, place, event } = address;
  const href = ({ seq }: AuditEventView) => trailHref(filter, { place, event: seq });
  return (
    <div className="@container min-w-0 rounded-card border bg-surface [&_tbody_tr:last-child_td]:border-b-0 [&_thead_th:first-child]:rounded-tl-card [&_thead_th:last-child]:rounded-tr-card">
      <DataTable
        caption="Audit events, newest first"
        columns={columns(address, href)}
        rows={items}
        rowKey={({ seq }) => String(seq)}
        rowHref={href}
        rowClassName={({ seq }) => (seq === event ? "bg-accent-tint" : undefined)}
        compact={(item) => <CompactRow item={item} href={href(item)} />}
      />
    </div>
  );
}

function columns(
  { filter }: TrailAddress,
  href: (item: AuditEventView) => string,
): readonly Column<AuditEventView>[] {
  return [
    {
      id: "time",
      header: "Time",
      cell: (item) => (
        <Link href={href(item)} scroll={false} className="rounded-sm hover:underline">
          <Timestamp value={item.at} />
        </Link>
      ),
    },
    {
      id: "who",
      header: "Who",
      className: "max-w-40 @6xl:max-w-52",
      cell: ({ actor }) =>
        actor.id === null ? (
          <ActorName actor={actor} />
        ) : (
          <Link
            href={trailHref({ ...filter, actor: actor.id })}
            title="Only what they did"
            className="flex min-w-0 rounded-sm hover:underline"
          >
            <ActorName actor={actor} />
          </Link>
        ),
    },
    {
      id: "action",
      header: "Action",
      className: "w-full max-w-0 min-w-36",
      cell: ({ action }) => (
        <span className="block truncate" title={action}>
          {actionWords(action)}
        </span>
      ),
    },
    {
      id: "object",
      header: "Object",
      className: "max-w-48 @max-2xl:hidden @4xl:max-w-56 @6xl:max-w-80",
      cell: ({ object }) => (object === null ? <Nothing /> : <ObjectLink object={object} />),
    },
    {
      id: "outcome",
      header: "Outcome",
      cell: ({ outcome, reasonCode }) => (
        <span title={reasonCode ?? undefined} className="inline-flex align-middle">
          <OutcomeBadge outcome={outcome} />
        </span>
      ),
    },
    {
      id: "address",
      header: "Address",
      className: "max-w-40 @max-4xl:hidden",
      cell: ({ address }) =>
        address === null ? (
          <Nothing />
        ) : (
          <span className="block truncate digits text-xs" title={address}>
            {address}
          </span>
        ),
    },
    {
      id: "seq",
      header: "Number",
      align: "right",
      className: "@max-4xl:hidden",
      cell: ({ seq }) => seq,
    },
  ];
}

export function ObjectLink({ object }: { readonly object: NonNullable<AuditEventView["object"]> }) {
  return (
    <Link
      href={objectHref(object)}
      title={`${objectWords(object.kind)} ${object.name ?? object.id}`}
      className="flex min-w-0 items-baseline gap-1.5 rounded-sm hover:underline"
    >
      <span className="shrink-0 text-xs text-muted">{objectWords(object.kind)}</span>
      <span className="truncate">{object.name ?? shortenDigest(object.id)}</span>
    </Link>
  );
}

function Nothing() {
  return (
    <span className="text-faint">
      <span aria-hidden>–</span>
      <span className="sr-only">none</span>
    </span>
  );
}

/** Two lines: outcome, action and age; then who, and on what. */
function CompactRow({ item, href }: { readonly item: AuditEventView; readonly href: string }) {
  return (
    <Link href={href} className="flex min-w-0 flex-col gap-1">
      <span className="flex min-w-0 items-center gap-2">
        <OutcomeBadge outcome={item.outcome} />
        <span className="truncate">{actionWords(item.action)}</span>
        <Timestamp value={item.at} className="ml-auto shrink-0 text-muted" />
      </span>
      <span className="flex min-w-0 items-center gap-1 text-xs text-muted">
        <span className="flex max-w-1/2 shrink-0">
          <ActorName actor={item.actor} />
        </span>
        {item.object === null ? null : (
          <span className="truncate">
            · {objectWords(item.object.kind)} {item.object.name ?? shortenDigest(item.object.id)}
          </span>
        )}
      </span>
    </Link>
  );
}
