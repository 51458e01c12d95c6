"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useId, useRef } from "react";
import { classNames } from "@/components/ui/class-names";
import { shortenDigest } from "@/lib/format/digest";
import type { EventLogEvent } from "@/lib/rats/event-log";
import { shownDigest } from "./log-view";

const ROW_HEIGHT = 44;
const PAGE = 10;
const columns =
  "grid grid-cols-[2.75rem_3.5rem_minmax(0,1fr)] items-center gap-x-3 @min-[44rem]/events:grid-cols-[2.75rem_3.5rem_minmax(0,1fr)_8.5rem_8.5rem]";

/**
 * Events by their place in the log, thousands of them: only what is in view is drawn. The list holds the focus; arrows,
 * j and k, Home and End open the event that they lead to.
 */
export function EventList({
  events,
  selected,
  differences,
  onOpen,
}: {
  readonly events: readonly EventLogEvent[];
  readonly selected: number | null;
  /** Indexes of events after which a signed value can't be reached. */
  readonly differences: ReadonlySet<number>;
  readonly onOpen: (index: number) => void;
}) {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const place = events.findIndex(({ index }) => index === selected);
  // eslint-disable-next-line react-hooks/incompatible-library -- nothing memoized is fed from it: it scrolls and lists lines
  const virtualizer = useVirtualizer({
    count: events.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
    initialRect: { width: 600, height: 480 },
  });

  useEffect(() => {
    if (place !== -1) virtualizer.scrollToIndex(place, { align: "auto" });
  }, [place, virtualizer]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const last = events.length - 1;
    const jumps: Readonly<Record<string, number>> = {
      ArrowDown: place + 1,
      j: place + 1,
      ArrowUp: place === -1 ? last : place - 1,
      k: place === -1 ? last : place - 1,
      PageDown: place + PAGE,
      PageUp: place - PAGE,
      Home: 0,
      End: last,
    };
    const target = jumps[event.key];
    const next = target === undefined ? undefined : events[Math.min(Math.max(target, 0), last)];
    if (next === undefined) return;
    event.preventDefault();
    // j and k also walk over the rows of tables: those above must stay where they are.
    event.stopPropagation();
    onOpen(next.index);
  };

  const visible = virtualizer.getVirtualItems();
  const isDrawn = visible.some(({ index }) => index === place);
  return (
    <div className="@container/events min-w-0">
      <div
        aria-hidden
        className={classNames(
          columns,
          "h-7 border-b bg-sunken px-4 text-xs font-medium text-muted",
        )}
      >
        <span className="text-right">No.</span>
        <span>Register</span>
        <span>Event</span>
        <span className="hidden @min-[44rem]/events:block">Digest</span>
        <span className="hidden @min-[44rem]/events:block">Replayed</span>
      </div>
      {events.length === 0 ? (
        <p role="status" className="px-4 py-8 text-center text-sm text-muted">
          No event is like that. Shorten the text, or show all registers.
        </p>
      ) : (
        <div
          ref={scroller}
          role="listbox"
          aria-label="Events of the log"
          tabIndex={0}
          aria-activedescendant={isDrawn ? `${id}-${place}` : undefined}
          onKeyDown={onKeyDown}
          className="h-[min(36rem,65vh)] overflow-y-auto ring-inside"
        >
          <div
            role="presentation"
            className="relative"
            style={{ height: virtualizer.getTotalSize() }}
          >
            {visible.map(({ index, start }) => {
              const event = events[index];
              return event === undefined ? null : (
                <Row
                  key={event.index}
                  id={`${id}-${index}`}
                  event={event}
                  place={index}
                  count={events.length}
                  start={start}
                  isSelected={event.index === selected}
                  isDifference={differences.has(event.index)}
                  onOpen={onOpen}
                />
              );
            })}
          </div>
        </div>
      )}
    </div>
  );
}

function Row({
  id,
  event,
  place,
  count,
  start,
  isSelected,
  isDifference,
  onOpen,
}: {
  readonly id: string;
  readonly event: EventLogEvent;
  readonly place: number;
  readonly count: number;
  readonly start: number;
  readonly isSelected: boolean;
  readonly isDifference: boolean;
  readonly onOpen: (index: number) => void;
}) {
  const digest = shownDigest(event);
  return (
    <div
      id={id}
      role="option"
      aria-selected={isSelected}
      aria-posinset={place + 1}
      aria-setsize={count}
      onClick={() => onOpen(event.index)}
      style={{ height: ROW_HEIGHT, transform: `translateY(${start}px)` }}
      className={classNames(
        columns,
        "absolute inset-x-0 top-0 cursor-default border-b px-4 text-sm",
        isSelected ? "bg-accent-tint" : "hover:bg-hover",
        isDifference && "border-l-2 border-l-contraindicated",
      )}
    >
      <span className="text-right digits text-xs text-muted">{event.index}</span>
      <code className="truncate text-xs">{event.register ?? "none"}</code>
      <span className="min-w-0">
        <span className="flex items-baseline gap-2">
          <code className="truncate text-xs">{event.typeName}</code>
          {isDifference ? (
            <span className="shrink-0 text-xs font-medium text-contraindicated">
              first difference
            </span>
          ) : event.note === null ? null : (
            <span className="shrink-0 text-xs font-medium text-warning">note</span>
          )}
        </span>
        <span className="block truncate text-xs text-muted">{event.description}</span>
      </span>
      <span className="hidden truncate digits text-xs @min-[44rem]/events:block">
        {digest === null ? <span className="text-faint">none</span> : shortenDigest(digest)}
      </span>
      <span className="hidden truncate digits text-xs text-muted @min-[44rem]/events:block">
        {event.replayed === null ? "unchanged" : shortenDigest(event.replayed)}
      </span>
    </div>
  );
}
