"use client";

import { useState } from "react";
import { EventLog } from "@/components/event-log/event-log";
import type { EventLogView } from "@/lib/rats/event-log";

/** The event log of a verdict that is not kept: what is searched and open lives on this page only. */
export function OutcomeLog({
  log,
  claimsVerified,
}: {
  readonly log: EventLogView;
  readonly claimsVerified: boolean;
}) {
  const [view, setView] = useState<Readonly<Record<string, string | null>>>({});
  const event = view["event"];
  return (
    <EventLog
      log={log}
      claimsVerified={claimsVerified}
      register={view["register"] || null}
      text={view["q"] ?? ""}
      selected={event == null ? null : Number(event)}
      onChange={(changes) => setView((before) => ({ ...before, ...changes }))}
    />
  );
}
