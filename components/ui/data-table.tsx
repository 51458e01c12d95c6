"use client";

import { useRouter } from "next/navigation";
import { type KeyboardEvent, type ReactNode, useRef } from "react";
import { classNames } from "./class-names";
import { isTyping } from "./is-typing";
import { useWindowKey } from "./use-window-key";

export interface Column<Row> {
  readonly id: string;
  readonly header: ReactNode;
  readonly cell: (row: Row) => ReactNode;
  readonly align?: "right";
  /** Classes for the column: widths, and from which screen width it is shown. */
  readonly className?: string;
}

export interface Selection {
  readonly selected: ReadonlySet<string>;
  readonly onToggle: (key: string) => void;
  readonly label: (key: string) => string;
}

/**
 * A table with 36 px rows, a sticky header and a row keyboard: `j` and `k` move, Enter opens, `x` selects. Under 768 px
 * the columns give way to `compact`, two lines a row. It renders; sorting, filters and pages live in the URL.
 */
export function DataTable<Row>({
  caption,
  columns,
  rows,
  rowKey,
  rowHref,
  rowClassName,
  compact,
  selection,
  dense = false,
}: {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly rowHref?: (row: Row) => string;
  readonly rowClassName?: (row: Row) => string | undefined;
  readonly compact?: (row: Row) => ReactNode;
  readonly selection?: Selection;
  /** 28 px rows. */
  readonly dense?: boolean;
}) {
  const router = useRouter();
  const body = useRef<HTMLTableSectionElement>(null);

  useWindowKey((event) => {
    const step = event.key === "j" ? 1 : event.key === "k" ? -1 : 0;
    if (step === 0 || isTyping(event.target)) return;
    event.preventDefault();
    focusRow(body.current, step);
  });

  const onRowKey = (event: KeyboardEvent<HTMLTableRowElement>, row: Row) => {
    if (event.target !== event.currentTarget) return;
    if (event.key === "Enter" && rowHref) router.push(rowHref(row));
    if (event.key === "x" && selection) selection.onToggle(rowKey(row));
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      focusRow(body.current, event.key === "ArrowDown" ? 1 : -1);
    }
  };

  return (
    <table
      className={classNames(
        "w-full border-separate border-spacing-0 text-left text-sm",
        dense ? "[--row-height:28px]" : "[--row-height:36px]",
      )}
    >
      <caption className="sr-only">{caption}</caption>
      <thead className={compact ? "max-md:sr-only" : undefined}>
        <tr>
          {selection ? (
            <th scope="col" className={classNames(headClass, "w-9 pl-4")}>
              <span className="sr-only">Select</span>
            </th>
          ) : null}
          {columns.map((column) => (
            <th
              key={column.id}
              scope="col"
              className={classNames(
                headClass,
                column.align === "right" && "text-right",
                column.className,
              )}
            >
              {column.header}
            </th>
          ))}
        </tr>
      </thead>
      <tbody ref={body}>
        {rows.map((row) => {
          const key = rowKey(row);
          const isSelected = selection?.selected.has(key) ?? false;
          return (
            <tr
              key={key}
              tabIndex={rowHref || selection ? 0 : undefined}
              data-row={key}
              onKeyDown={(event) => onRowKey(event, row)}
              className={classNames(
                "group ring-inside transition-colors",
                rowHref && "hover:bg-hover",
                isSelected && "bg-accent-tint",
                rowClassName?.(row),
              )}
            >
              {selection ? (
                <td className={classNames(cellClass, "w-9 pl-4 max-md:pt-3 max-md:align-top")}>
                  <input
                    type="checkbox"
                    tabIndex={-1}
                    checked={isSelected}
                    onChange={() => selection.onToggle(key)}
                    aria-label={selection.label(key)}
                    className="size-4 align-middle accent-accent-fill"
                  />
                </td>
              ) : null}
              {compact ? (
                <td
                  className={classNames(
                    cellClass,
                    "w-full max-w-0 py-2.5 pr-3 md:hidden",
                    selection ? "pl-3" : "pl-4",
                  )}
                >
                  {compact(row)}
                </td>
              ) : null}
              {columns.map((column, index) => (
                <td
                  key={column.id}
                  className={classNames(
                    cellClass,
                    "whitespace-nowrap",
                    index === 0 && !selection ? "pr-3 pl-4" : "px-3",
                    compact && "max-md:hidden",
                    column.align === "right" && "text-right tabular-nums",
                    column.className,
                  )}
                >
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

const headClass =
  "sticky top-(--spacing-bar) z-10 h-9 border-b bg-sunken px-3 text-xs font-medium whitespace-nowrap text-muted first:pl-4 last:pr-4";
const cellClass = "h-(--row-height) border-b last:pr-4";

function focusRow(body: HTMLTableSectionElement | null, step: 1 | -1): void {
  if (!body) return;
  const rows = [...body.querySelectorAll<HTMLElement>("tr[tabindex]")];
  const current = rows.findIndex((row) => row.contains(document.activeElement));
  const next = current === -1 ? (step === 1 ? 0 : rows.length - 1) : current + step;
  rows[next]?.focus();
}
