"use client";

import { useMemo, useState } from "react";
import { Banner } from "@/components/ui/banner";
import { Card } from "@/components/ui/card";
import { classNames } from "@/components/ui/class-names";
import type { Check } from "@/lib/rats/check";
import type { Inspection } from "@/lib/rats/inspection";
import { BYTE_CLASSES, type ByteRun, byteRuns, classifyBytes, fieldClasses } from "./byte-classes";
import { byteClassLabels, byteDotClasses } from "./class-style";
import { FieldDetail } from "./field-detail";
import { ancestorsOf, fieldsAt, findField, initiallyExpanded, visibleRows } from "./field-tree";
import { FieldTreeView } from "./field-tree-view";
import { HexGrid } from "./hex-grid";
import { type ByteRange, hexOffset, rangeOf } from "./hex-model";
import { InspectorToolbar } from "./inspector-toolbar";
import { type Pin, rangeOfPin } from "./pin";

/**
 * The evidence as fields and as bytes, linked both ways. What is pinned belongs to whoever draws the inspector (a page
 * keeps it in its address); hover, open branches and scrolling are its own.
 */
export function Inspector({
  bytes,
  inspection,
  checks,
  pin,
  onPin,
  checkHref,
  permalink,
}: {
  readonly bytes: Uint8Array;
  readonly inspection: Inspection;
  readonly checks: readonly Check[];
  readonly pin: Pin | null;
  readonly onPin: (pin: Pin | null) => void;
  readonly checkHref: ((checkId: string) => string) | null;
  readonly permalink: (() => string) | null;
}) {
  const { fields, stoppedAt } = inspection;
  const classes = useMemo(() => classifyBytes(inspection, checks), [inspection, checks]);
  const runs = useMemo(() => byteRuns(classes), [classes]);
  const marks = useMemo(() => fieldClasses(inspection, checks), [inspection, checks]);

  const pinned = useMemo(() => rangeOfPin(pin, fields), [pin, fields]);
  const pinnedField = pin?.kind === "field" ? findField(fields, pin.id) : null;
  const [hoveredId, setHoveredId] = useState<string | null>(null);
  const hoveredField = hoveredId === null ? null : findField(fields, hoveredId);
  const [found, setFound] = useState<ByteRange | null>(null);
  const [activeKey, setActiveKey] = useState<string | null>(pinnedField?.id ?? null);
  const [opened, setOpened] = useState(() => new Set(initiallyExpanded(fields)));
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [scrollTo, setScrollTo] = useState(() => {
    const first = pinned?.start ?? stoppedAt?.offset ?? null;
    return first === null ? null : { offset: first };
  });

  // A pinned field is always visible: its ancestors are open, and its bits, until somebody closes them.
  const expanded = new Set(opened);
  if (pinnedField !== null) {
    for (const id of ancestorsOf(fields, pinnedField.id)) expanded.add(id);
    if (pinnedField.bits.length > 0) expanded.add(pinnedField.id);
  }
  for (const id of closed) expanded.delete(id);

  const toggle = (id: string, open: boolean) => {
    setOpened((before) => changed(before, id, open));
    setClosed((before) => changed(before, id, !open));
  };
  const pinField = (id: string) => {
    const field = findField(fields, id);
    if (field === null) return;
    setClosed((before) => {
      const path = new Set([...ancestorsOf(fields, id), id]);
      return new Set([...before].filter((closedId) => !path.has(closedId)));
    });
    setActiveKey(id);
    onPin({ kind: "field", id });
  };
  const chooseByte = (offset: number) => {
    const field = fieldsAt(fields, offset).at(-1);
    if (field === undefined) {
      onPin({ kind: "range", range: { start: offset, end: offset + 1 } });
    } else pinField(field.id);
  };

  return (
    <div className="space-y-3">
      {stoppedAt === null ? null : (
        <Banner tone="contraindicated" title={`Reading stopped at byte ${stoppedAt.offset}`}>
          <span className="inline-block first-letter:uppercase">{stoppedAt.detail}</span>{" "}
          <code>{stoppedAt.code}</code>. The fields before it are decoded; the bytes after it are
          shown as they are.{" "}
          <button
            type="button"
            className="underline underline-offset-2"
            onClick={() => setScrollTo({ offset: stoppedAt.offset })}
          >
            Show byte 0x{hexOffset(stoppedAt.offset)}
          </button>
        </Banner>
      )}
      <Card className="@container overflow-hidden">
        <InspectorToolbar
          bytes={bytes}
          pinned={pinned}
          onFound={setFound}
          onGoTo={(offset) => setScrollTo({ offset })}
          permalink={permalink}
        />
        <div className="grid @min-[44rem]:h-[max(32rem,calc(100dvh-27rem))] @min-[44rem]:grid-cols-[minmax(0,1fr)_26rem] @min-[64rem]:grid-cols-[minmax(0,1fr)_36.5rem]">
          <div className="flex min-h-0 min-w-0 flex-col border-b @min-[44rem]:border-r @min-[44rem]:border-b-0">
            <div className="flex h-80 min-h-0 flex-col @min-[44rem]:h-auto @min-[44rem]:flex-1">
              <FieldTreeView
                rows={visibleRows(fields, expanded)}
                classes={marks}
                activeKey={activeKey}
                pinnedId={pinnedField?.id ?? null}
                hoveredId={hoveredId}
                onActivate={setActiveKey}
                onToggle={toggle}
                onHover={setHoveredId}
                onPin={(id) => {
                  pinField(id);
                  const field = findField(fields, id);
                  if (field !== null) setScrollTo({ offset: field.offset });
                }}
              />
            </div>
            <div className="max-h-60 min-h-28 shrink-0 overflow-y-auto border-t bg-sunken">
              {pinnedField === null ? (
                <p className="p-3 text-sm text-muted">
                  {pin?.kind === "range" ? (
                    <>
                      Bytes {pin.range.start} to {pin.range.end - 1} are pinned.
                    </>
                  ) : (
                    <>
                      Pick a field or a byte to pin it: its meaning, its source and what judged it
                      appear here
                      {permalink === null ? "" : ", and the address of this page leads back to it"}.
                    </>
                  )}
                </p>
              ) : (
                <FieldDetail field={pinnedField} checks={checks} checkHref={checkHref} />
              )}
            </div>
          </div>
          <div className="flex h-112 min-h-0 min-w-0 flex-col @min-[44rem]:h-auto">
            <HexGrid
              bytes={bytes}
              classes={classes}
              runs={runs}
              hovered={hoveredField === null ? null : rangeOf(hoveredField)}
              pinned={pinned}
              found={found}
              stoppedAt={stoppedAt?.offset ?? null}
              scrollTo={scrollTo}
              onHover={(offset) =>
                setHoveredId(offset === null ? null : (fieldsAt(fields, offset).at(-1)?.id ?? null))
              }
              onChoose={chooseByte}
              onRange={(range) => onPin({ kind: "range", range })}
            />
            <Legend runs={runs} hover={hoveredField?.name ?? null} />
          </div>
        </div>
      </Card>
    </div>
  );
}

function Legend({
  runs,
  hover,
}: {
  readonly runs: readonly ByteRun[];
  readonly hover: string | null;
}) {
  const present = new Set(runs.map((run) => run.byteClass));
  return (
    <div className="flex min-h-7 shrink-0 flex-wrap items-center gap-x-3 gap-y-0.5 border-t px-3 py-1 text-xs text-muted">
      <ul aria-label="What the colours mean" className="contents">
        {BYTE_CLASSES.filter((byteClass) => present.has(byteClass)).map((byteClass) => (
          <li key={byteClass} className="flex items-center gap-1.5">
            <span className={classNames("size-2 rounded-full", byteDotClasses[byteClass])} />
            {byteClassLabels[byteClass]}
          </li>
        ))}
      </ul>
      <span className="ml-auto truncate text-text">{hover}</span>
    </div>
  );
}

function changed(set: ReadonlySet<string>, id: string, present: boolean): Set<string> {
  const next = new Set(set);
  if (present) next.add(id);
  else next.delete(id);
  return next;
}
