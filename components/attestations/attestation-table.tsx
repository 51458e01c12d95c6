"use client";

import { Blocks } from "lucide-react";
import Link from "next/link";
import { type Column, DataTable } from "@/components/ui/data-table";
import { Digest } from "@/components/ui/digest";
import { Timestamp } from "@/components/ui/timestamp";
import type {
  AttestationFilter,
  AttestationItem,
  SubmoduleItem,
} from "@/lib/contract/attestations";
import { formatMilliseconds } from "@/lib/format/amount";
import { shortenDigest } from "@/lib/format/digest";
import { evidenceTypeWords, verdictWords } from "@/lib/format/words";
import { isReasonCode, reasonCodeEntry } from "@/lib/rats/reason-codes";
import { AssuranceMark } from "./assurance-mark";
import { attestationListHref } from "./list-href";
import { CHOSEN_COLUMNS, useTableView } from "./table-view";
import { VerdictBadge } from "./verdict-badge";

export function AttestationTable({
  items,
  filter,
  selected,
  onToggle,
}: {
  readonly items: readonly AttestationItem[];
  readonly filter: AttestationFilter;
  readonly selected: readonly string[];
  readonly onToggle: (id: string) => void;
}) {
  const { columns: chosen, isDense } = useTableView();
  return (
    <div className="@container rounded-card border bg-surface [&_tbody_tr:last-child_td]:border-b-0 [&_thead_th:first-child]:rounded-tl-card [&_thead_th:last-child]:rounded-tr-card">
      <DataTable
        caption="Attestations, newest first"
        columns={columns(filter).filter(({ id }) => isShown(id, chosen))}
        rows={items}
        rowKey={(item) => item.id}
        dense={isDense}
        rowHref={(item) => `/attestations/${item.id}`}
        rowClassName={(item) =>
          item.simulated
            ? "outline-1 -outline-offset-2 outline-line-strong outline-dashed"
            : undefined
        }
        compact={(item) => <CompactRow item={item} />}
        selection={{
          selected: new Set(selected),
          onToggle,
          label: (id) => `Select attestation ${id} to compare`,
        }}
      />
    </div>
  );
}

/** Verdict, time, type and reason always; the others as chosen. */
function isShown(id: string, chosen: ReadonlySet<string>): boolean {
  return !Object.hasOwn(CHOSEN_COLUMNS, id) || chosen.has(id);
}

function columns(filter: AttestationFilter): readonly Column<AttestationItem>[] {
  return [
    {
      id: "verdict",
      header: "Verdict",
      cell: (item) => (
        <Link
          href={`/attestations/${item.id}`}
          className="inline-flex rounded-sm align-middle"
          tabIndex={-1}
        >
          <VerdictBadge verdict={item.verdict} />
        </Link>
      ),
    },
    {
      id: "received",
      header: "Received",
      cell: (item) => (
        <Link href={`/attestations/${item.id}`} className="rounded-sm hover:underline">
          <Timestamp value={item.receivedAt} />
        </Link>
      ),
    },
    {
      id: "type",
      header: "Type",
      cell: (item) => (
        <span
          className="inline-flex items-center gap-2 align-middle"
          title={evidenceTypeWords[item.evidenceType].label}
        >
          <AssuranceMark of={item} iconOnly />
          {evidenceTypeWords[item.evidenceType].short}
          <PartCount parts={item.submodules} />
        </span>
      ),
    },
    {
      id: "measurement",
      header: "Measurement",
      className: "@max-2xl:hidden",
      cell: (item) =>
        item.measurement ? (
          <span className="inline-flex items-baseline gap-2">
            <span className="text-xs text-muted @max-4xl:hidden">{item.measurement.name}</span>
            <Digest
              value={item.measurement.value}
              label={item.measurement.name}
              className="text-xs"
            />
          </span>
        ) : (
          <Nothing />
        ),
    },
    {
      id: "reason",
      header: "Reason",
      className: "w-full max-w-0 min-w-24",
      cell: (item) => <Reasons item={item} filter={filter} />,
    },
    {
      id: "tcb",
      header: "TCB",
      className: "@max-4xl:hidden",
      cell: (item) =>
        item.tcbStatus ? (
          <span
            className="inline-block max-w-32 truncate align-middle @6xl:max-w-40"
            title={item.tcbStatus}
          >
            {item.tcbStatus}
          </span>
        ) : (
          <Nothing />
        ),
    },
    {
      id: "fmspc",
      header: "FMSPC",
      className: "@max-6xl:hidden",
      cell: (item) =>
        item.fmspc ? (
          <Link
            href={attestationListHref({ ...filter, fmspc: item.fmspc })}
            className="rounded-sm digits text-xs hover:underline"
            title="Only this platform model"
          >
            {item.fmspc}
          </Link>
        ) : (
          <Nothing />
        ),
    },
    {
      id: "policy",
      header: "Policy",
      className: "@max-6xl:hidden",
      cell: (item) => (
        <span className="inline-block max-w-24 truncate align-middle" title={item.policyName}>
          {item.policyName}
        </span>
      ),
    },
    {
      id: "evidence",
      header: "Evidence",
      className: "@max-6xl:hidden",
      cell: (item) => (
        <Digest value={item.evidenceDigest} label="evidence digest" className="text-xs" />
      ),
    },
    {
      id: "time",
      header: "Took",
      align: "right",
      className: "@max-6xl:hidden",
      cell: (item) => formatMilliseconds(item.totalMs),
    },
  ];
}

/** How many parts composite evidence has, and of which kinds. */
function PartCount({ parts }: { readonly parts: readonly SubmoduleItem[] }) {
  if (parts.length === 0) return null;
  const names = parts.map(
    ({ name, evidenceType, verdict }) =>
      `${name}: ${evidenceTypeWords[evidenceType].label}, ${verdictWords[verdict].label.toLowerCase()}`,
  );
  const worst = parts.some(({ verdict }) => verdict === "contraindicated");
  return (
    <span
      title={names.join("\n")}
      className={
        worst
          ? "inline-flex items-center gap-0.5 text-xs text-contraindicated"
          : "inline-flex items-center gap-0.5 text-xs text-muted"
      }
    >
      <Blocks aria-hidden className="size-3.5" />
      {parts.length}
      <span className="sr-only">
        {parts.length === 1 ? "part" : "parts"}: {names.join("; ")}
      </span>
    </span>
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

function Reasons({
  item,
  filter,
}: {
  readonly item: AttestationItem;
  readonly filter: AttestationFilter;
}) {
  const [first, ...others] = item.reasonCodes;
  if (first === undefined) return <Nothing />;
  return (
    <span className="flex min-w-0 items-baseline gap-1.5">
      <Link
        href={attestationListHref({ ...filter, reasonCode: first })}
        title={`${reasonCodeEntry(first).message} Click for all with this reason.`}
        className="truncate rounded-sm hover:underline"
      >
        <code className="text-xs">{first}</code>
      </Link>
      {others.length > 0 ? (
        <span className="shrink-0 text-xs text-muted" title={others.join(", ")}>
          +{others.length}
        </span>
      ) : null}
    </span>
  );
}

/** Two lines: verdict, type and age; then the first reason, or else what was measured. */
function CompactRow({ item }: { readonly item: AttestationItem }) {
  const first = item.reasonCodes[0];
  return (
    <Link href={`/attestations/${item.id}`} className="flex min-w-0 flex-col gap-1">
      <span className="flex items-center gap-2">
        <VerdictBadge verdict={item.verdict} />
        <AssuranceMark of={item} iconOnly />
        <span>{evidenceTypeWords[item.evidenceType].short}</span>
        <PartCount parts={item.submodules} />
        <Timestamp value={item.receivedAt} className="ml-auto text-muted" />
      </span>
      <span className="text-xs text-muted">
        {first !== undefined && isReasonCode(first) ? (
          reasonCodeEntry(first).message
        ) : (
          <>
            {item.measurement?.name ?? "evidence"}{" "}
            <code>{shortenDigest(item.measurement?.value ?? item.evidenceDigest)}</code>
            {item.tcbStatus ? ` · ${item.tcbStatus}` : null}
          </>
        )}
      </span>
    </Link>
  );
}
