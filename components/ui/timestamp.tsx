"use client";

import { formatRelative, formatUtc } from "@/lib/format/date";
import { useNow } from "./clock";

/** A moment: relative with UTC on hover, or UTC in full. */
export function Timestamp({
  value,
  absolute = false,
  className,
}: {
  readonly value: string;
  readonly absolute?: boolean;
  readonly className?: string;
}) {
  const nowMs = useNow();
  const utc = formatUtc(value);
  return (
    <time dateTime={value} title={utc} className={className}>
      {absolute ? utc : formatRelative(value, nowMs)}
    </time>
  );
}
