"use client";

import { ChevronRight } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { classNames } from "@/components/ui/class-names";
import type { ByteClass } from "./byte-classes";
import { byteClassLabels, byteDotClasses } from "./class-style";
import type { FieldRow } from "./field-tree";

const rowColumns =
  "grid grid-cols-[minmax(8rem,1fr)_minmax(0,1fr)] items-center gap-x-3 @min-[30rem]/tree:grid-cols-[minmax(9rem,1.1fr)_2.75rem_2.5rem_minmax(0,1.2fr)]";

/**
 * The fields as a tree: name, offset, length, and value with what it means. Arrows move and open, Enter pins, Home and
 * End jump; one line holds the focus.
 */
export function FieldTreeView({
  rows,
  classes,
  activeKey,
  pinnedId,
  hoveredId,
  onActivate,
  onToggle,
  onPin,
  onHover,
}: {
  readonly rows: readonly FieldRow[];
  readonly classes: ReadonlyMap<string, ByteClass>;
  readonly activeKey: string | null;
  readonly pinnedId: string | null;
  readonly hoveredId: string | null;
  readonly onActivate: (key: string) => void;
  readonly onToggle: (id: string, open: boolean) => void;
  readonly onPin: (id: string) => void;
  readonly onHover: (id: string | null) => void;
}) {
  const list = useRef<HTMLDivElement>(null);
  const active = rows.some((row) => row.key === activeKey) ? activeKey : (rows[0]?.key ?? null);

  useEffect(() => {
    if (pinnedId === null) return;
    const container = list.current;
    const line = container?.querySelector<HTMLElement>(`[data-key="${CSS.escape(pinnedId)}"]`);
    if (!container || !line) return;
    const top = line.offsetTop - container.offsetTop;
    if (
      top < container.scrollTop ||
      top + line.offsetHeight > container.scrollTop + container.clientHeight
    ) {
      container.scrollTop = top - container.clientHeight / 3;
    }
  }, [pinnedId]);

  const focusRow = (row: FieldRow | undefined) => {
    if (row === undefined) return;
    onActivate(row.key);
    onHover(row.field.id);
    list.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(row.key)}"]`)?.focus();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const index = rows.findIndex((row) => row.key === active);
    const row = rows[index];
    if (row === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    switch (event.key) {
      case "ArrowDown":
        focusRow(rows[index + 1]);
        break;
      case "ArrowUp":
        focusRow(rows[index - 1]);
        break;
      case "Home":
        focusRow(rows[0]);
        break;
      case "End":
        focusRow(rows.at(-1));
        break;
      case "ArrowRight":
        if (row.expandable && !row.expanded) onToggle(row.field.id, true);
        else if (row.expanded) focusRow(rows[index + 1]);
        break;
      case "ArrowLeft":
        if (row.expanded) onToggle(row.field.id, false);
        else focusRow(rows.find((candidate) => candidate.key === row.parentKey));
        break;
      case "Enter":
      case " ":
        onPin(row.field.id);
        break;
      default:
        return;
    }
    event.preventDefault();
  };

  return (
    <div className="@container/tree flex min-h-0 flex-1 flex-col">
      <div
        aria-hidden
        className={classNames(
          rowColumns,
          "h-7 shrink-0 border-b bg-sunken px-3 text-xs font-medium text-muted",
        )}
      >
        <span>Field</span>
        <span className="hidden text-right @min-[30rem]/tree:block">Offset</span>
        <span className="hidden text-right @min-[30rem]/tree:block">Length</span>
        <span>Value</span>
      </div>
      <div
        ref={list}
        role="tree"
        aria-label="Fields of the evidence"
        onKeyDown={onKeyDown}
        onPointerLeave={() => onHover(null)}
        className="min-h-0 flex-1 overflow-y-auto py-1"
      >
        {rows.map((row) => (
          <TreeLine
            key={row.key}
            row={row}
            byteClass={classes.get(row.field.id) ?? "structure"}
            focusable={row.key === active}
            pinned={row.bit === null && row.field.id === pinnedId}
            hovered={row.bit === null && row.field.id === hoveredId}
            onToggle={onToggle}
            onPin={() => {
              onActivate(row.key);
              onPin(row.field.id);
            }}
            onHover={onHover}
          />
        ))}
      </div>
    </div>
  );
}

function TreeLine({
  row,
  byteClass,
  focusable,
  pinned,
  hovered,
  onToggle,
  onPin,
  onHover,
}: {
  readonly row: FieldRow;
  readonly byteClass: ByteClass;
  readonly focusable: boolean;
  readonly pinned: boolean;
  readonly hovered: boolean;
  readonly onToggle: (id: string, open: boolean) => void;
  readonly onPin: () => void;
  readonly onHover: (id: string | null) => void;
}) {
  const { field, bit } = row;
  return (
    <div
      role="treeitem"
      data-key={row.key}
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-expanded={row.expandable ? row.expanded : undefined}
      aria-selected={pinned}
      tabIndex={focusable ? 0 : -1}
      title={bit === null ? field.description : bit.meaning}
      onClick={onPin}
      onPointerEnter={() => onHover(field.id)}
      className={classNames(
        rowColumns,
        "min-h-6.5 cursor-default px-3 text-xs ring-inside",
        pinned ? "bg-accent-tint" : hovered ? "bg-hover" : null,
      )}
    >
      <span
        className="flex min-w-0 items-center gap-1.5"
        style={{ paddingLeft: (row.level - 1) * 14 }}
      >
        {row.expandable ? (
          <ChevronRight
            aria-hidden
            onClick={(event) => {
              event.stopPropagation();
              onToggle(field.id, !row.expanded);
            }}
            className={classNames(
              "-mx-0.5 size-3.5 shrink-0 text-muted transition-transform",
              row.expanded && "rotate-90",
            )}
          />
        ) : (
          <span className="w-2.5 shrink-0" />
        )}
        {bit === null && field.kind !== "structure" ? (
          <span
            title={byteClassLabels[byteClass]}
            className={classNames("size-1.5 shrink-0 rounded-full", byteDotClasses[byteClass])}
          />
        ) : null}
        <span
          className={classNames(
            "truncate",
            bit !== null
              ? bit.value === 0
                ? "text-faint"
                : "text-text"
              : row.level === 1
                ? "font-medium"
                : null,
          )}
        >
          {bit === null ? field.name : bit.name}
        </span>
      </span>
      <span className="hidden text-right digits text-faint @min-[30rem]/tree:block">
        {bit === null ? field.offset : null}
      </span>
      <span className="hidden text-right digits text-faint @min-[30rem]/tree:block">
        {bit === null ? field.length : bitPlace(bit)}
      </span>
      <span className="flex min-w-0 items-baseline gap-2">
        {bit === null ? (
          <FieldValue row={row} byteClass={byteClass} />
        ) : (
          <span className={classNames("truncate", bit.value === 0 && "text-faint")}>
            <span className="digits">{bit.value}</span>
            <span className="text-muted"> {bit.meaning}</span>
          </span>
        )}
        {bit === null && (byteClass === "different" || byteClass === "reserved-set") ? (
          <span
            className={classNames(
              "shrink-0 font-medium",
              byteClass === "different" ? "text-contraindicated" : "text-warning",
            )}
          >
            {byteClass === "different" ? "differs" : "not zero"}
          </span>
        ) : null}
      </span>
    </div>
  );
}

function FieldValue({ row, byteClass }: { readonly row: FieldRow; readonly byteClass: ByteClass }) {
  const { field } = row;
  if (field.kind === "structure" || field.value === null) {
    return <span className="truncate text-faint">{field.children.length} fields</span>;
  }
  const allZero = field.meaning === "all zero" || field.meaning === "zero padding";
  if (allZero) return <span className="truncate text-faint">{field.meaning}</span>;
  return (
    <>
      <span className={classNames("truncate digits", byteClass === "equal" && "text-affirming")}>
        {field.value.length > 40 ? `${field.value.slice(0, 40)}…` : field.value}
      </span>
      {field.meaning === null ? null : (
        <span className="max-w-[60%] shrink-0 truncate text-muted">{field.meaning}</span>
      )}
    </>
  );
}

function bitPlace(bit: { readonly bit: number; readonly width: number }): string {
  return bit.width === 1 ? `b${bit.bit}` : `b${bit.bit}+${bit.width}`;
}
