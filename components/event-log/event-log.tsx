"use client";

import { useDeferredValue, useMemo } from "react";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { Input, Select } from "@/components/ui/field";
import { formatBytes, formatCount } from "@/lib/format/amount";
import type { EventLogView } from "@/lib/rats/event-log";
import { EventDetail } from "./event-detail";
import { EventList } from "./event-list";
import { filteredEvents, firstDifference } from "./log-view";
import { RegisterTable } from "./register-table";

/** One log: what it says of itself, what its registers replay to, and its events. */
export function EventLog({
  log,
  claimsVerified,
  register,
  text,
  selected,
  onChange,
}: {
  readonly log: EventLogView;
  readonly claimsVerified: boolean;
  readonly register: string | null;
  readonly text: string;
  /** Index of the open event. */
  readonly selected: number | null;
  readonly onChange: (changes: Readonly<Record<string, string | null>>) => void;
}) {
  const wanted = useDeferredValue(text);
  const events = useMemo(
    () => filteredEvents(log.events, { register, text: wanted }),
    [log.events, register, wanted],
  );
  const different = firstDifference(log);
  const differences = useMemo(
    () => new Set(log.registers.flatMap(({ firstDifference: at }) => (at === null ? [] : [at]))),
    [log.registers],
  );
  const event = selected === null ? null : (log.events[selected] ?? null);
  const open = (index: number) => onChange({ event: String(index) });
  return (
    <>
      <Card aria-labelledby="event-log-title" className="overflow-hidden">
        <CardHeader
          id="event-log-title"
          title={log.label}
          note={factsOf(log)}
          actions={
            different === null ? null : (
              <Button
                size="small"
                onClick={() => onChange({ register: null, q: null, event: String(different) })}
              >
                First difference
              </Button>
            )
          }
        />
        <RegisterTable
          registers={log.registers}
          signedIsVerified={claimsVerified}
          chosen={register}
          onChoose={(name) => onChange({ register: name, event: null })}
          onOpen={(name, index) => onChange({ register: name, q: null, event: String(index) })}
        />
      </Card>
      {log.stoppedAt === null ? null : (
        <Banner tone="contraindicated" title={`Reading stops at byte ${log.stoppedAt.offset}`}>
          {log.stoppedAt.detail}. What follows is not shown and was not replayed.
        </Banner>
      )}
      <Card aria-labelledby="events-title" className="overflow-hidden">
        <CardHeader
          id="events-title"
          title="Events"
          note={
            events.length === log.events.length
              ? formatCount(log.events.length)
              : `${formatCount(events.length)} of ${formatCount(log.events.length)}`
          }
          actions={
            <div className="flex gap-2 max-sm:w-full">
              <div className="w-36 shrink-0">
                <Select
                  aria-label="Register"
                  value={register ?? ""}
                  onChange={({ target }) => onChange({ register: target.value, event: null })}
                >
                  <option value="">All registers</option>
                  {log.registers.map(({ name }) => (
                    <option key={name}>{name}</option>
                  ))}
                </Select>
              </div>
              <div className="w-64 max-sm:w-auto max-sm:flex-1">
                <Input
                  type="search"
                  aria-label="Search events"
                  placeholder="Type, text or digest"
                  value={text}
                  onChange={({ target }) => onChange({ q: target.value })}
                />
              </div>
            </div>
          }
        />
        <div className="grid xl:grid-cols-[minmax(0,1fr)_minmax(0,26rem)]">
          <EventList events={events} selected={selected} differences={differences} onOpen={open} />
          <div className="border-l max-xl:border-t max-xl:border-l-0">
            <EventDetail
              event={event}
              isDifference={event !== null && differences.has(event.index)}
            />
          </div>
        </div>
      </Card>
    </>
  );
}

function factsOf({ format, hashAlgorithms, size, secureBoot }: EventLogView): string {
  return [
    format,
    hashAlgorithms.map((name) => name.toUpperCase().replace(/^SHA(\d)/, "SHA-$1")).join(", "),
    formatBytes(size),
    ...(secureBoot === null ? [] : [secureBoot ? "secure boot on" : "secure boot off"]),
  ]
    .filter((fact) => fact !== "")
    .join(", ");
}
