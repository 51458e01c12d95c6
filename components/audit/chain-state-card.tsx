"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { CircleCheck, Link2Off, Lock } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { Digest } from "@/components/ui/digest";
import { ErrorState } from "@/components/ui/error-state";
import { KeyValue, KeyValueList } from "@/components/ui/key-value";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import { Timestamp } from "@/components/ui/timestamp";
import { describeError } from "@/lib/client/api-error";
import { auditStateQuery } from "@/lib/client/audit";
import type { AuditState } from "@/lib/contract/audit";
import { formatCount } from "@/lib/format/amount";

/** Whether the chain is intact and how far it is sealed, in a line; the rest, and how to check all of it, on demand. */
export function ChainStateCard() {
  const { data, error, refetch } = useQuery(auditStateQuery());
  const [isOpen, setOpen] = useState(false);
  return (
    <Card aria-labelledby="chain-state">
      <CardHeader
        id="chain-state"
        title="Chain"
        note={data ? <Summary state={data} /> : undefined}
        actions={
          data ? (
            <>
              <CheckBadge check={data.check} />
              <Button
                size="small"
                aria-expanded={isOpen}
                aria-controls={isOpen ? "chain-members" : undefined}
                onClick={() => setOpen(!isOpen)}
              >
                How to verify
              </Button>
            </>
          ) : undefined
        }
      />
      {data ? (
        isOpen ? (
          <div id="chain-members">
            <State state={data} />
          </div>
        ) : null
      ) : error ? (
        <div className="p-3">
          <ErrorState
            title="The state of the chain could not be loaded"
            {...describeError(error)}
            onRetry={() => void refetch()}
          />
        </div>
      ) : (
        <Loading label="the state of the chain" className="p-4">
          <Skeleton className="h-4 w-72 max-w-full" />
        </Loading>
      )}
    </Card>
  );
}

function Summary({ state: { head, lastSeal, unsealed } }: { readonly state: AuditState }) {
  if (head === null) return "No event yet.";
  const events = counted(head.seq, "event");
  if (lastSeal === null) return `${events}, none sealed yet.`;
  const when = <Timestamp value={lastSeal.sealedAt} />;
  return unsealed === 0 ? (
    <>
      {events}, all sealed, the last {when}.
    </>
  ) : (
    <>
      {events}; {counted(lastSeal.toSeq, "event")} sealed, the last {when}, and{" "}
      {formatCount(unsealed)} {unsealed === 1 ? "waits" : "wait"} for the next seal.
    </>
  );
}

function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${count === 1 ? noun : `${noun}s`}`;
}

function CheckBadge({ check }: { readonly check: AuditState["check"] }) {
  return check.intact ? (
    <Badge tone="affirming" icon={<CircleCheck aria-hidden />}>
      End intact
    </Badge>
  ) : (
    <Badge tone="contraindicated" icon={<Link2Off aria-hidden />}>
      Broken at {check.brokenAt}
    </Badge>
  );
}

function State({
  state: { head, lastSeal, unsealed, check, keyId },
}: {
  readonly state: AuditState;
}) {
  const command = `attestry audit verify trail.jsonl --key ${keyId}${
    lastSeal === null ? "" : ` --seal ${lastSeal.fingerprint}`
  }`;
  return (
    <>
      <KeyValueList className="[&>div]:sm:grid-cols-[8rem_minmax(0,1fr)]">
        <KeyValue name="Newest event">
          {head === null ? (
            "none yet"
          ) : (
            <span className="flex flex-wrap items-baseline gap-x-2">
              {head.seq}
              <Digest value={head.hash} label="hash of the newest event" className="text-xs" />
              <Timestamp value={head.at} className="text-muted" />
            </span>
          )}
        </KeyValue>
        <KeyValue name="Sealed" hint="A signed root over a run of events">
          {lastSeal === null ? (
            "nothing yet"
          ) : (
            <span className="flex flex-wrap items-baseline gap-x-2">
              <Lock aria-hidden className="size-3.5 self-center text-muted" />
              up to {lastSeal.toSeq}
              <Timestamp value={lastSeal.sealedAt} className="text-muted" />
            </span>
          )}
          {unsealed === 0 ? null : (
            <p className="text-muted">
              {counted(unsealed, "event")} {unsealed === 1 ? "waits" : "wait"} for the next seal.
            </p>
          )}
        </KeyValue>
        {lastSeal === null ? null : (
          <KeyValue name="Last seal" hint="Whoever keeps it can later prove what the trail was">
            <Digest
              value={lastSeal.fingerprint}
              label="fingerprint of the last seal"
              className="text-xs"
            />
          </KeyValue>
        )}
        <KeyValue name="Key" hint="Fingerprint of the key that seals">
          <Digest value={keyId} label="fingerprint of the key" className="text-xs" />
        </KeyValue>
        <KeyValue name="Checked here">
          {head === null
            ? "nothing yet"
            : `events ${check.fromSeq} to ${head.seq}: the end of the chain, from the last seal on`}
        </KeyValue>
      </KeyValueList>
      <div className="border-t px-4 py-3">
        <p className="text-sm text-muted">
          Check the whole trail away from this server: export it, signed, and run
        </p>
        <div className="mt-1 flex items-start gap-2">
          <pre className="min-w-0 flex-1 text-xs break-all whitespace-pre-wrap">{command}</pre>
          <CopyButton text={command} label="the command" />
        </div>
      </div>
    </>
  );
}
