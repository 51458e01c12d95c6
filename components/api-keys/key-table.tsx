"use client";

import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { type Column, DataTable } from "@/components/ui/data-table";
import { Timestamp } from "@/components/ui/timestamp";
import type { ApiKey } from "@/lib/contract/api-keys";
import { KeyStateBadge } from "./key-state";
import { hasEnded } from "./key-words";

interface Row {
  readonly key: ApiKey;
  readonly href: string;
}

export function KeyTable({
  keys,
  hrefOf,
}: {
  readonly keys: readonly ApiKey[];
  readonly hrefOf: (key: ApiKey) => string;
}) {
  return (
    <div className="rounded-card border bg-surface [&_tbody_tr:last-child_td]:border-b-0 [&_thead_th:first-child]:rounded-tl-card [&_thead_th:last-child]:rounded-tr-card">
      <DataTable
        caption="API keys, newest first"
        columns={columns}
        rows={keys.map((key) => ({ key, href: hrefOf(key) }))}
        rowKey={({ key }) => key.id}
        rowHref={({ href }) => href}
        rowClassName={({ key }) => (hasEnded(key) ? "text-muted" : undefined)}
        compact={(row) => <CompactRow row={row} />}
      />
    </div>
  );
}

const columns: readonly Column<Row>[] = [
  { id: "state", header: "State", cell: ({ key }) => <KeyStateBadge state={key.state} /> },
  {
    id: "name",
    header: "Key",
    className: "w-full max-w-0",
    cell: (row) => <Name row={row} />,
  },
  {
    id: "scopes",
    header: "Scopes",
    className: "max-xl:hidden",
    cell: ({ key }) => <Scopes scopes={key.scopes} />,
  },
  { id: "end", header: "Ends", cell: ({ key }) => <End apiKey={key} /> },
  {
    id: "used",
    header: "Last used",
    cell: ({ key }) => (
      <span className="flex flex-col">
        <Moment value={key.lastUsed?.at ?? null} none="never" />
        {key.lastUsed?.address ? (
          <span className="text-xs text-muted">from {key.lastUsed.address}</span>
        ) : null}
      </span>
    ),
  },
  {
    id: "created",
    header: "Created",
    className: "max-xl:hidden",
    cell: ({ key }) => (
      <span className="flex flex-col">
        <Timestamp value={key.createdAt} />
        <span className="max-w-40 truncate text-xs text-muted">
          by {key.createdBy.name ?? "a former account"}
        </span>
      </span>
    ),
  },
];

function Name({ row: { key, href } }: { readonly row: Row }) {
  return (
    <span className="flex min-w-0 flex-col py-1.5">
      <span className="flex min-w-0 items-center gap-2">
        <Link href={href} scroll={false} className="truncate font-medium hover:underline">
          {key.name}
        </Link>
        {key.service ? <Badge>{key.service}</Badge> : null}
      </span>
      <code className="truncate text-xs text-muted">{key.prefix}_…</code>
    </span>
  );
}

function Scopes({ scopes }: { readonly scopes: ApiKey["scopes"] }) {
  const [first, ...rest] = scopes;
  return (
    <span title={scopes.join(", ")}>
      <code className="text-xs">{first ?? "none"}</code>
      {rest.length > 0 ? <span className="text-xs text-muted"> and {rest.length} more</span> : null}
    </span>
  );
}

/** When it ends or has ended, whichever way. */
function End({ apiKey: { revokedAt, expiresAt } }: { readonly apiKey: ApiKey }) {
  return <Moment value={revokedAt ?? expiresAt} none="never" />;
}

function Moment({ value, none }: { readonly value: string | null; readonly none: string }) {
  return value === null ? <span className="text-muted">{none}</span> : <Timestamp value={value} />;
}

/** Two lines: state, name and when it was used; then what it is recognised by. */
function CompactRow({ row: { key, href } }: { readonly row: Row }) {
  return (
    <Link href={href} scroll={false} className="flex min-w-0 flex-col gap-1">
      <span className="flex min-w-0 items-center gap-2">
        <KeyStateBadge state={key.state} />
        <span className="truncate font-medium">{key.name}</span>
        <span className="ml-auto shrink-0 text-xs text-muted">
          {key.lastUsed === null ? "never used" : <Timestamp value={key.lastUsed.at} />}
        </span>
      </span>
      <span className="flex min-w-0 items-center gap-2 text-xs text-muted">
        <code className="truncate">{key.prefix}_…</code>
        {key.service ? <span className="truncate">· {key.service}</span> : null}
      </span>
    </Link>
  );
}
