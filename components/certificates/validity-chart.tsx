"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { classNames } from "@/components/ui/class-names";
import { useNow } from "@/components/ui/clock";
import { formatUtc, formatUtcDate } from "@/lib/format/date";
import type { ValidityItem } from "@/lib/rats/inspection";
import {
  barOf,
  commonSpan,
  focusSpan,
  fullSpan,
  type ItemState,
  positionOf,
  stateAt,
  ticksOf,
  type TimeSpan,
} from "./time-axis";

const kinds = {
  certificate: "certificate",
  crl: "revocation list",
  "signed-json": "signed data",
} as const satisfies Record<ValidityItem["kind"], string>;

const stateWords = {
  valid: "valid then",
  expired: "expired then",
  "not-yet": "not yet valid then",
} as const satisfies Record<ItemState, string>;

const edge = 4;

/**
 * Everything with a validity on one axis, with the moment of judgement as a line across all. It is a table: the bar is
 * one of its cells, and the dates and the state stand beside it in words.
 */
export function ValidityChart({
  items,
  judgedAt,
}: {
  readonly items: readonly ValidityItem[];
  readonly judgedAt: string;
}) {
  const [whole, setWhole] = useState(false);
  const now = useNow();
  const judged = Date.parse(judgedAt);
  const spans = items.map(spanOf);
  const axis = whole ? fullSpan(spans, [judged, now]) : focusSpan(spans, judged);
  const common = commonSpan(spans);
  const lines = {
    judged: positionOf(judged, axis),
    now: positionOf(now, axis),
  };
  return (
    <Card aria-labelledby="validity-title" className="overflow-hidden">
      <CardHeader
        id="validity-title"
        title="Validity"
        note={
          common === null
            ? "There is no moment at which all of these are valid."
            : `All valid at once from ${dateOf(common.start)} to ${dateOf(common.end)}. Judged as of ${formatUtc(judgedAt)}.`
        }
        actions={
          <div role="group" aria-label="Span of the axis" className="flex gap-1">
            <Button
              size="small"
              variant={whole ? "ghost" : "secondary"}
              aria-pressed={!whole}
              onClick={() => setWhole(false)}
            >
              Around the judgement
            </Button>
            <Button
              size="small"
              variant={whole ? "secondary" : "ghost"}
              aria-pressed={whole}
              onClick={() => setWhole(true)}
            >
              All
            </Button>
          </div>
        }
      />
      <table className="w-full table-fixed text-left text-sm">
        <caption className="sr-only">
          Validity of certificates, revocation lists and signed data
        </caption>
        <thead>
          <tr className="text-xs text-muted">
            <th scope="col" className="w-44 py-1.5 pr-2 pl-4 font-medium max-md:w-auto">
              Item
            </th>
            <th scope="col" className="relative h-9 max-md:hidden">
              <span className="sr-only">Time</span>
              <Ruler axis={axis} lines={lines} />
            </th>
            <th scope="col" className="w-52 py-1.5 pr-4 pl-3 font-medium max-md:w-44">
              From, to
            </th>
            <th scope="col" className="w-32 py-1.5 pr-4 font-medium max-sm:w-20">
              State
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <ValidityRow key={item.id} item={item} axis={axis} judged={judged} lines={lines} />
          ))}
        </tbody>
      </table>
      {lines.now === null ? (
        <p className="border-t px-4 py-2 text-xs text-muted max-md:hidden">
          Today, {dateOf(now)}, lies {now > axis.end ? "after" : "before"} this axis.
        </p>
      ) : null}
    </Card>
  );
}

interface Lines {
  readonly judged: number | null;
  readonly now: number | null;
}

function Ruler({ axis, lines }: { readonly axis: TimeSpan; readonly lines: Lines }) {
  // A label needs about a tenth of the axis; a tick too near to a line gives way to it.
  const near = (position: number, line: number | null) =>
    line !== null && Math.abs(line - position) < 9;
  return (
    <span aria-hidden className="absolute inset-0 font-normal">
      {ticksOf(axis)
        .filter(({ position }) => !near(position, lines.judged) && !near(position, lines.now))
        .filter(({ position }) => position > edge && position < 100 - edge)
        .map((tick) => (
          <span
            key={tick.at}
            className="absolute bottom-1.5 -translate-x-1/2 whitespace-nowrap text-faint tabular-nums"
            style={{ left: `${tick.position}%` }}
          >
            {tick.label}
          </span>
        ))}
      {lines.now === null || near(lines.now, lines.judged) ? null : (
        <span
          className="absolute bottom-1.5 -translate-x-1/2 whitespace-nowrap text-muted"
          style={{ left: `${within(lines.now)}%` }}
        >
          now
        </span>
      )}
      {lines.judged === null ? null : (
        <span
          className="absolute bottom-1.5 -translate-x-1/2 rounded-sm bg-surface px-1 font-medium whitespace-nowrap text-text"
          style={{ left: `${within(lines.judged)}%` }}
        >
          judged
        </span>
      )}
    </span>
  );
}

/** Keeps a label inside the axis. */
function within(position: number): number {
  return Math.min(Math.max(position, edge), 100 - edge);
}

function ValidityRow({
  item,
  axis,
  judged,
  lines,
}: {
  readonly item: ValidityItem;
  readonly axis: TimeSpan;
  readonly judged: number;
  readonly lines: Lines;
}) {
  const span = spanOf(item);
  const bar = barOf(span, axis);
  const state = stateAt(span, judged);
  return (
    <tr className="border-t align-middle">
      <th scope="row" className="py-2 pr-2 pl-4 font-normal">
        <span className="block truncate font-medium" title={item.label}>
          {item.label}
        </span>
        <span className="block text-xs text-muted">{kinds[item.kind]}</span>
      </th>
      <td className="relative max-md:hidden">
        <span aria-hidden className="absolute inset-0">
          {bar === null ? (
            <span className="absolute inset-y-0 flex items-center text-xs text-faint">
              {span.end < axis.start ? "◂ ended before" : "begins later ▸"}
            </span>
          ) : (
            <span
              className={classNames(
                "absolute top-1/2 h-3 -translate-y-1/2 border",
                bar.cutStart ? "border-l-0" : "rounded-l-sm",
                bar.cutEnd ? "border-r-0" : "rounded-r-sm",
                state === "valid"
                  ? "border-affirming-line bg-affirming-line/35"
                  : "border-contraindicated-line bg-contraindicated-line/35",
              )}
              style={{ left: `${bar.left}%`, width: `${bar.width}%` }}
            />
          )}
          {lines.now === null ? null : (
            <span
              className="absolute inset-y-0 border-l border-dashed border-line-strong"
              style={{ left: `${lines.now}%` }}
            />
          )}
          {lines.judged === null ? null : (
            <span
              className="absolute inset-y-0 -ml-px w-0.5 bg-text"
              style={{ left: `${lines.judged}%` }}
            />
          )}
        </span>
      </td>
      <td className="py-2 pr-4 pl-3 text-xs tabular-nums [&>time]:whitespace-nowrap">
        <time dateTime={item.notBefore} title={formatUtc(item.notBefore)}>
          {formatUtcDate(item.notBefore)}
        </time>
        <span className="text-muted"> to </span>
        <time dateTime={item.notAfter} title={formatUtc(item.notAfter)}>
          {formatUtcDate(item.notAfter)}
        </time>
      </td>
      <td
        className={classNames(
          "py-2 pr-4 text-xs",
          state === "valid" ? "text-muted" : "font-medium text-contraindicated",
        )}
      >
        {stateWords[state]}
      </td>
    </tr>
  );
}

function spanOf(item: ValidityItem): TimeSpan {
  return { start: Date.parse(item.notBefore), end: Date.parse(item.notAfter) };
}

function dateOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
