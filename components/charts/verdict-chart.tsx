"use client";

import {
  Bar,
  BarChart,
  CartesianGrid,
  ResponsiveContainer,
  Tooltip,
  type TooltipContentProps,
  XAxis,
  YAxis,
} from "recharts";
import { formatCount } from "@/lib/format/amount";
import { formatUtc } from "@/lib/format/date";
import { verdictWords } from "@/lib/format/words";
import { VERDICTS, type Verdict } from "@/lib/rats/verdict";

export interface VerdictBucket extends Readonly<Record<Verdict, number>> {
  readonly start: string;
}

const fills = {
  affirming: "var(--color-affirming-line)",
  warning: "var(--color-warning-line)",
  contraindicated: "var(--color-contraindicated-line)",
  indeterminate: "var(--color-indeterminate-line)",
} satisfies Record<Verdict, string>;

const HEIGHT_PX = 200;

/** Stacked columns of finished counts; nothing is added up or fetched here. */
export function VerdictChart({
  buckets,
  bucketSeconds,
  onOpen,
}: {
  readonly buckets: readonly VerdictBucket[];
  readonly bucketSeconds: number;
  readonly onOpen: (start: string) => void;
}) {
  return (
    <div aria-hidden className="h-[200px] text-xs">
      <ResponsiveContainer
        width="100%"
        height={HEIGHT_PX}
        initialDimension={{ width: 800, height: HEIGHT_PX }}
      >
        <BarChart
          data={[...buckets]}
          margin={{ top: 4, right: 8, bottom: 0, left: 0 }}
          barCategoryGap="18%"
          accessibilityLayer={false}
          onClick={({ activeLabel }) => {
            if (typeof activeLabel === "string") onOpen(activeLabel);
          }}
          className="cursor-pointer"
        >
          <CartesianGrid vertical={false} stroke="var(--color-line)" />
          <XAxis
            dataKey="start"
            tickFormatter={(start: string) => tickText(start, bucketSeconds)}
            tickLine={false}
            axisLine={{ stroke: "var(--color-line)" }}
            tick={{ fill: "var(--color-muted)", fontSize: 12 }}
            minTickGap={32}
          />
          <YAxis
            allowDecimals={false}
            width={40}
            tickLine={false}
            axisLine={false}
            tickFormatter={formatCount}
            tick={{ fill: "var(--color-muted)", fontSize: 12 }}
          />
          <Tooltip
            cursor={{ fill: "var(--color-hover)" }}
            isAnimationActive={false}
            content={BucketTooltip}
          />
          {VERDICTS.map((verdict) => (
            <Bar
              key={verdict}
              dataKey={verdict}
              stackId="verdicts"
              fill={fills[verdict]}
              isAnimationActive={false}
              maxBarSize={40}
            />
          ))}
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}

function BucketTooltip({ active, payload, label }: TooltipContentProps) {
  if (!active || typeof label !== "string") return null;
  return (
    <div className="rounded-control border bg-raised px-2.5 py-1.5 text-xs shadow-overlay">
      <p className="font-medium">{formatUtc(label)}</p>
      <dl className="mt-1 grid grid-cols-[auto_auto] gap-x-4 tabular-nums">
        {VERDICTS.map((verdict) => (
          <div key={verdict} className="contents">
            <dt className="text-muted">{verdictWords[verdict].label}</dt>
            <dd className="text-right">
              {formatCount(Number(payload.find(({ dataKey }) => dataKey === verdict)?.value ?? 0))}
            </dd>
          </div>
        ))}
      </dl>
      <p className="mt-1 text-faint">Click to list them</p>
    </div>
  );
}

/** Hours where columns are hours, with the date at midnight; dates, with the hour where it is not midnight, elsewhere. */
function tickText(start: string, bucketSeconds: number): string {
  const date = start.slice(5, 10);
  const time = start.slice(11, 16);
  if (bucketSeconds >= 86_400) return date;
  if (time === "00:00") return date;
  return bucketSeconds > 3600 ? `${date} ${time}` : time;
}
