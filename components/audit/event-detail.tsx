"use client";

import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import Link from "next/link";
import { ButtonLink } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { Digest } from "@/components/ui/digest";
import { ErrorState } from "@/components/ui/error-state";
import { KeyValue, KeyValueList } from "@/components/ui/key-value";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import { Timestamp } from "@/components/ui/timestamp";
import { describeError } from "@/lib/client/api-error";
import { auditEventQuery } from "@/lib/client/audit";
import type { AuditEventView } from "@/lib/contract/audit";
import { formatMilliseconds } from "@/lib/format/amount";
import { actionWords } from "@/lib/format/action-words";
import { objectWords } from "@/lib/format/object-words";
import { isReasonCode, reasonCodeEntry } from "@/lib/rats/reason-codes";
import { ActorName } from "./actor-name";
import { OutcomeBadge } from "./outcome-badge";
import { objectHref, trailHref } from "./trail-address";

/** Every member of one event, and its place in the chain. */
export function EventDetail({
  seq,
  listed,
  closeHref,
}: {
  readonly seq: number;
  /** The event as the list has it, when it does. */
  readonly listed: AuditEventView | undefined;
  readonly closeHref: string;
}) {
  const { data, error, refetch } = useQuery({
    ...auditEventQuery(seq),
    ...(listed !== undefined && { initialData: listed }),
  });
  return (
    <Card aria-labelledby="audit-event">
      <CardHeader
        id="audit-event"
        title={`Event ${seq}`}
        note={data ? actionWords(data.action) : undefined}
        actions={
          <ButtonLink
            href={closeHref}
            scroll={false}
            variant="ghost"
            size="icon-small"
            aria-label="Close the event"
          >
            <X aria-hidden />
          </ButtonLink>
        }
      />
      {data ? (
        <Members event={data} />
      ) : error ? (
        <div className="p-3">
          <ErrorState
            title="The event could not be loaded"
            {...describeError(error)}
            onRetry={() => void refetch()}
          />
        </div>
      ) : (
        <Loading label="the event" className="flex flex-col gap-3 p-4">
          {Array.from({ length: 8 }, (_, index) => (
            <Skeleton key={index} className="h-4 w-full" />
          ))}
        </Loading>
      )}
    </Card>
  );
}

function Members({ event }: { readonly event: AuditEventView }) {
  const { actor, object, reasonCode, details } = event;
  return (
    <KeyValueList className="[&>div]:sm:grid-cols-[8rem_minmax(0,1fr)]">
      <KeyValue name="Outcome">
        <span className="flex flex-wrap items-center gap-2">
          <OutcomeBadge outcome={event.outcome} />
          {reasonCode === null ? null : <code className="text-xs">{reasonCode}</code>}
        </span>
        {reasonCode !== null && isReasonCode(reasonCode) ? (
          <p className="mt-1 text-muted">{reasonCodeEntry(reasonCode).message}</p>
        ) : null}
      </KeyValue>
      <KeyValue name="Time" hint="By the clock of the database">
        <Timestamp value={event.at} absolute />
      </KeyValue>
      <KeyValue name="Who">
        <ActorName actor={actor} />
        {actor.id === null ? null : (
          <Below>
            <code className="text-xs">{actor.id}</code>
            <Timeline href={trailHref({ actor: actor.id })}>All that they did</Timeline>
          </Below>
        )}
      </KeyValue>
      <KeyValue name="Action">
        {actionWords(event.action)}
        <Below>
          <code className="text-xs">{event.action}</code>
          <Timeline href={trailHref({ action: event.action })}>All of this kind</Timeline>
        </Below>
      </KeyValue>
      <KeyValue name="Object">
        {object === null ? (
          "none"
        ) : (
          <>
            <Link href={objectHref(object)} className="rounded-sm text-accent hover:underline">
              {objectWords(object.kind)} {object.name ?? ""}
            </Link>
            <Below>
              <code className="text-xs">{object.id}</code>
              <Timeline href={trailHref({ objectKind: object.kind, objectId: object.id })}>
                All that happened to it
              </Timeline>
            </Below>
          </>
        )}
      </KeyValue>
      {Object.entries(details).map(([name, value]) => (
        <KeyValue key={name} name={<code className="text-xs">{name}</code>}>
          {detailWords(value)}
        </KeyValue>
      ))}
      <KeyValue name="Before" hint="Digest of the object's state">
        <StateDigest value={event.before} label="state before" />
      </KeyValue>
      <KeyValue name="After" hint="Digest of the object's state">
        <StateDigest value={event.after} label="state after" />
      </KeyValue>
      <KeyValue name="Address">{event.address ?? "none"}</KeyValue>
      <KeyValue name="User agent">{event.userAgent ?? "none"}</KeyValue>
      <KeyValue name="Request">
        <code className="text-xs">{event.requestId}</code>
        <Below>
          <Timeline href={trailHref({ requestId: event.requestId })}>All of this request</Timeline>
        </Below>
      </KeyValue>
      <KeyValue name="Took">{formatMilliseconds(event.durationMs)}</KeyValue>
      <KeyValue name="Hash before" hint="Of the event before it in the chain">
        <Digest value={event.previousHash} label="hash of the event before" className="text-xs" />
      </KeyValue>
      <KeyValue name="Hash" hint="What the next event is chained to">
        <Digest value={event.hash} label="hash of the event" full className="text-xs" />
      </KeyValue>
    </KeyValueList>
  );
}

function detailWords(value: AuditEventView["details"][string]): string {
  const text = Array.isArray(value) ? value.join(", ") : String(value ?? "");
  return text === "" ? "none" : text;
}

function StateDigest({ value, label }: { readonly value: string | null; readonly label: string }) {
  return value === null ? "none" : <Digest value={value} label={label} className="text-xs" />;
}

function Below({ children }: { readonly children: React.ReactNode }) {
  return <span className="mt-0.5 flex flex-col items-start gap-0.5 text-muted">{children}</span>;
}

function Timeline({ href, children }: { readonly href: string; readonly children: string }) {
  return (
    <Link href={href} className="rounded-sm text-xs text-accent hover:underline">
      {children}
    </Link>
  );
}
