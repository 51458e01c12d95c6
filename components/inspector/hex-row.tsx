import { memo } from "react";
import { classNames } from "@/components/ui/class-names";
import type { ByteClass } from "./byte-classes";
import { byteTextClasses } from "./class-style";
import { asciiOf, BYTES_PER_ROW, hexByte, hexOffset } from "./hex-model";

export interface HexRowMasks {
  readonly hovered: number;
  readonly pinned: number;
  readonly found: number;
}

const columns = Array.from({ length: BYTES_PER_ROW }, (_, column) => column);

/** One line of the grid. Masks are numbers, so that a line draws itself again only when one of its bytes changes. */
export const HexRow = memo(function HexRow({
  row,
  bytes,
  classes,
  hovered,
  pinned,
  found,
  cursor,
  stoppedAt,
}: HexRowMasks & {
  readonly row: number;
  readonly bytes: Uint8Array;
  readonly classes: readonly ByteClass[];
  /** Offset of the byte under the keyboard, when it is on this line; else null. */
  readonly cursor: number | null;
  /** Offset of the byte at which reading stopped, when it is on this line; else null. */
  readonly stoppedAt: number | null;
}) {
  const first = row * BYTES_PER_ROW;
  const tint = (column: number) => {
    const bit = 1 << column;
    if (found & bit) return "bg-drift-tint outline-1 -outline-offset-1 outline-drift-line";
    if (pinned & bit) return "bg-accent-tint";
    return hovered & bit ? "bg-hover" : null;
  };
  return (
    <>
      <span role="rowheader" className="pr-2 text-right text-faint">
        {hexOffset(first)}
      </span>
      {columns.map((column) => {
        const offset = first + column;
        const value = bytes[offset];
        if (value === undefined) return <span key={column} role="gridcell" />;
        return (
          <span
            key={column}
            id={`byte-${offset}`}
            role="gridcell"
            data-offset={offset}
            aria-selected={(pinned & (1 << column)) !== 0}
            className={classNames(
              "text-center",
              column === 8 && "ml-px",
              byteTextClasses[classes[offset] ?? "unread"],
              tint(column),
              cursor === offset && "rounded-sm ring-2 ring-accent ring-inset",
              stoppedAt === offset &&
                "rounded-sm bg-contraindicated-tint ring-2 ring-contraindicated-line ring-inset",
            )}
          >
            {hexByte(value)}
          </span>
        );
      })}
      <span
        aria-hidden
        className="hidden pl-3 tracking-[0.08em] whitespace-pre text-faint @min-[34rem]/hex:block"
      >
        {columns.map((column) => {
          const value = bytes[first + column];
          return value === undefined ? null : (
            <span key={column} data-offset={first + column} className={tint(column) ?? undefined}>
              {asciiOf(value)}
            </span>
          );
        })}
      </span>
    </>
  );
});
