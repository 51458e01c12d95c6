"use client";

import { useQuery } from "@tanstack/react-query";
import { ScrollText } from "lucide-react";
import { useLoadedAttestation } from "@/components/attestation/loaded-attestation";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { Select } from "@/components/ui/field";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import { useAddressSearch } from "@/components/ui/use-address-search";
import { describeError } from "@/lib/client/api-error";
import { attestationEventLogsQuery } from "@/lib/client/attestations";
import { EventLog } from "./event-log";

/** The boot and event logs of the evidence; which one, what is searched and what is open stand in the address. */
export function EventLogTab() {
  const { id, result } = useLoadedAttestation();
  const logs = useQuery(attestationEventLogsQuery(id));
  const [search, change] = useAddressSearch();
  if (logs.isPending) {
    return (
      <Loading label="event log" className="space-y-4">
        <Skeleton className="h-48" />
        <Skeleton className="h-96" />
      </Loading>
    );
  }
  if (logs.isError) {
    return (
      <ErrorState
        title="The event log can't be shown"
        {...describeError(logs.error)}
        onRetry={() => void logs.refetch()}
      />
    );
  }
  const { eventLogs } = logs.data;
  const log = eventLogs.find((candidate) => candidate.id === search.get("log")) ?? eventLogs[0];
  if (log === undefined) {
    return (
      <Card>
        <EmptyState icon={<ScrollText />} title="There is no event log">
          This evidence carries none and none came with the request. Send the log as{" "}
          <code>eventLog</code> with the evidence to have it replayed.
        </EmptyState>
      </Card>
    );
  }
  return (
    <div className="space-y-4">
      {eventLogs.length === 1 ? null : (
        <Select
          aria-label="Which log"
          value={log.id}
          onChange={(event) =>
            change({ log: event.target.value, register: null, event: null, q: null })
          }
          className="max-w-96"
        >
          {eventLogs.map((candidate) => (
            <option key={candidate.id} value={candidate.id}>
              {candidate.label}
            </option>
          ))}
        </Select>
      )}
      <EventLog
        key={log.id}
        log={log}
        claimsVerified={result.claimsVerified}
        register={search.get("register")}
        text={search.get("q") ?? ""}
        selected={wholeNumber(search.get("event"))}
        onChange={change}
      />
    </div>
  );
}

function wholeNumber(text: string | null): number | null {
  return text !== null && /^[0-9]{1,9}$/.test(text) ? Number(text) : null;
}
