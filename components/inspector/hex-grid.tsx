"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import { classNames } from "@/components/ui/class-names";
import type { ByteClass, ByteRun } from "./byte-classes";
import { type ByteRange, BYTES_PER_ROW, rowMask } from "./hex-model";
import { HexRow } from "./hex-row";
import { Minimap } from "./minimap";

const ROW_HEIGHT = 20;
const columns = Array.from({ length: BYTES_PER_ROW }, (_, column) => column);
const rowColumns =
  "grid grid-cols-[3rem_repeat(16,minmax(1.05rem,1.4rem))_minmax(0,1fr)] items-center";

/**
 * All bytes, 16 a line. The pointer and the arrow keys move over bytes; a click or Enter chooses the byte's field, a
 * drag or Shift with arrows a run of bytes.
 */
export function HexGrid({
  bytes,
  classes,
  runs,
  hovered,
  pinned,
  found,
  stoppedAt,
  scrollTo,
  onHover,
  onChoose,
  onRange,
}: {
  readonly bytes: Uint8Array;
  readonly classes: readonly ByteClass[];
  readonly runs: readonly ByteRun[];
  readonly hovered: ByteRange | null;
  readonly pinned: ByteRange | null;
  readonly found: ByteRange | null;
  readonly stoppedAt: number | null;
  /** The byte to bring into view; a new object scrolls again. */
  readonly scrollTo: { readonly offset: number } | null;
  readonly onHover: (offset: number | null) => void;
  readonly onChoose: (offset: number) => void;
  readonly onRange: (range: ByteRange) => void;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const drag = useRef<number | null>(null);
  const [cursor, setCursor] = useState(pinned?.start ?? 0);
  const [anchor, setAnchor] = useState<number | null>(null);
  const [focused, setFocused] = useState(false);
  const rows = Math.ceil(bytes.length / BYTES_PER_ROW);
  // eslint-disable-next-line react-hooks/incompatible-library -- nothing memoized is fed from it: it scrolls and lists lines
  const virtualizer = useVirtualizer({
    count: rows,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    initialRect: { width: 600, height: 480 },
  });

  useEffect(() => {
    if (scrollTo === null) return;
    virtualizer.scrollToIndex(Math.floor(scrollTo.offset / BYTES_PER_ROW), { align: "center" });
  }, [scrollTo, virtualizer]);

  const moveTo = (offset: number, extend: boolean) => {
    const next = Math.min(Math.max(offset, 0), bytes.length - 1);
    const from = extend ? (anchor ?? cursor) : null;
    setAnchor(from);
    setCursor(next);
    virtualizer.scrollToIndex(Math.floor(next / BYTES_PER_ROW), { align: "auto" });
    if (from !== null) onRange({ start: Math.min(from, next), end: Math.max(from, next) + 1 });
    else onHover(next);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const page = BYTES_PER_ROW * 16;
    const lineStart = cursor - (cursor % BYTES_PER_ROW);
    const jumps: Readonly<Record<string, number>> = {
      ArrowLeft: cursor - 1,
      ArrowRight: cursor + 1,
      ArrowUp: cursor - BYTES_PER_ROW,
      ArrowDown: cursor + BYTES_PER_ROW,
      PageUp: cursor - page,
      PageDown: cursor + page,
      Home: event.ctrlKey ? 0 : lineStart,
      End: event.ctrlKey ? bytes.length - 1 : lineStart + BYTES_PER_ROW - 1,
    };
    const target = jumps[event.key];
    if (target !== undefined) moveTo(target, event.shiftKey);
    else if (event.key === "Enter" || event.key === " ") onChoose(cursor);
    else return;
    event.preventDefault();
  };

  const onPointerDown = (event: PointerEvent) => {
    const offset = offsetOf(event.target);
    if (offset === null || event.button !== 0) return;
    drag.current = offset;
    setCursor(offset);
    setAnchor(null);
  };
  const onPointerUp = (event: PointerEvent) => {
    const from = drag.current;
    drag.current = null;
    const to = offsetOf(event.target);
    if (from === null || to === null) return;
    if (from === to) onChoose(to);
    else onRange({ start: Math.min(from, to), end: Math.max(from, to) + 1 });
  };

  const visible = virtualizer.getVirtualItems();
  return (
    <div className="@container/hex flex min-h-0 flex-1">
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <div
          aria-hidden
          className={classNames(
            rowColumns,
            "h-7 shrink-0 border-b bg-sunken digits text-[11px] text-muted @min-[30rem]/hex:text-xs",
          )}
        >
          <span />
          {columns.map((column) => (
            <span key={column} className="text-center">
              {column.toString(16).padStart(2, "0")}
            </span>
          ))}
          <span className="hidden pl-3 font-sans font-medium @min-[34rem]/hex:block">Text</span>
        </div>
        <div
          ref={scroller}
          role="grid"
          aria-label="Bytes of the evidence"
          aria-rowcount={rows}
          aria-colcount={BYTES_PER_ROW + 1}
          aria-activedescendant={focused ? `byte-${cursor}` : undefined}
          tabIndex={0}
          onKeyDown={onKeyDown}
          onFocus={() => setFocused(true)}
          onBlur={() => setFocused(false)}
          onPointerDown={onPointerDown}
          onPointerUp={onPointerUp}
          onPointerOver={(event) => {
            const offset = offsetOf(event.target);
            if (offset === null) return;
            onHover(offset);
            const from = drag.current;
            if (from !== null && from !== offset) {
              onRange({ start: Math.min(from, offset), end: Math.max(from, offset) + 1 });
            }
          }}
          onPointerLeave={() => onHover(null)}
          className="min-h-0 flex-1 cursor-default overflow-auto py-1 digits text-[11px] leading-5 ring-inside select-none @min-[30rem]/hex:text-xs"
        >
          <div
            role="presentation"
            className="relative"
            style={{ height: virtualizer.getTotalSize() }}
          >
            {visible.map((item) => {
              const first = item.index * BYTES_PER_ROW;
              const here = (offset: number | null) =>
                offset !== null && offset >= first && offset < first + BYTES_PER_ROW
                  ? offset
                  : null;
              return (
                <div
                  key={item.key}
                  role="row"
                  aria-rowindex={item.index + 1}
                  className={classNames(rowColumns, "absolute inset-x-0 top-0 h-5")}
                  style={{ transform: `translateY(${item.start}px)` }}
                >
                  <HexRow
                    row={item.index}
                    bytes={bytes}
                    classes={classes}
                    hovered={rowMask([hovered], item.index)}
                    pinned={rowMask([pinned], item.index)}
                    found={rowMask([found], item.index)}
                    cursor={focused ? here(cursor) : null}
                    stoppedAt={here(stoppedAt)}
                  />
                </div>
              );
            })}
          </div>
        </div>
      </div>
      <Minimap
        size={bytes.length}
        runs={runs}
        pinned={pinned}
        view={{
          start: (visible[0]?.index ?? 0) * BYTES_PER_ROW,
          end: ((visible.at(-1)?.index ?? 0) + 1) * BYTES_PER_ROW,
        }}
        onJump={(offset) =>
          virtualizer.scrollToIndex(Math.floor(offset / BYTES_PER_ROW), { align: "center" })
        }
      />
    </div>
  );
}

function offsetOf(target: EventTarget): number | null {
  if (!(target instanceof HTMLElement)) return null;
  const offset = target.dataset["offset"];
  return offset === undefined ? null : Number(offset);
}
