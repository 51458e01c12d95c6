"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Laptop } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { ErrorState } from "@/components/ui/error-state";
import { FormError } from "@/components/ui/form-error";
import { ListRow } from "@/components/ui/list-row";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import { Timestamp } from "@/components/ui/timestamp";
import { describeError } from "@/lib/client/api-error";
import { api } from "@/lib/client/api";
import { sessionKeys, sessionListQuery } from "@/lib/client/session";
import { revokeOtherSessions, revokeSession } from "@/lib/contract/operations/sessions";
import type { SessionItem } from "@/lib/contract/sessions";
import { describeUserAgent } from "@/lib/format/user-agent";

/** Where this person is signed in, and a way to end it there. */
export function SessionsCard() {
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(sessionListQuery());
  const onSuccess = () => client.invalidateQueries({ queryKey: sessionKeys.list() });
  const revoke = useMutation({
    mutationFn: (id: string) => api(revokeSession, { params: { id } }),
    onSuccess,
  });
  const revokeOthers = useMutation({
    mutationFn: () => api(revokeOtherSessions, {}),
    onSuccess,
  });
  const others = data?.items.filter(({ isCurrent }) => !isCurrent).length ?? 0;
  const failure = revoke.error ?? revokeOthers.error;
  const refused = failure ? describeError(failure) : null;
  return (
    <Card aria-labelledby="sessions">
      <CardHeader
        id="sessions"
        title="Sessions"
        note="Where you are signed in. End what you do not recognise."
        actions={
          others > 0 ? (
            <Button
              size="small"
              disabled={revokeOthers.isPending}
              onClick={() => revokeOthers.mutate()}
            >
              End all others
            </Button>
          ) : null
        }
      />
      {refused ? (
        <div className="p-4 pb-0">
          <FormError code={refused.code}>{refused.detail}</FormError>
        </div>
      ) : null}
      {data ? (
        <ul className="divide-y">
          {data.items.map((item) => (
            <Item
              key={item.id}
              item={item}
              isEnding={revoke.isPending && revoke.variables === item.id}
              onEnd={() => revoke.mutate(item.id)}
            />
          ))}
        </ul>
      ) : error ? (
        <div className="p-4">
          <ErrorState
            title="Your sessions could not be loaded"
            {...describeError(error)}
            onRetry={() => void refetch()}
          />
        </div>
      ) : (
        <Loading label="sessions" className="flex flex-col gap-3 p-4">
          <Skeleton className="h-9" />
          <Skeleton className="h-9" />
        </Loading>
      )}
    </Card>
  );
}

function Item({
  item,
  isEnding,
  onEnd,
}: {
  readonly item: SessionItem;
  readonly isEnding: boolean;
  readonly onEnd: () => void;
}) {
  const browser = describeUserAgent(item.userAgent);
  return (
    <ListRow
      icon={<Laptop aria-hidden />}
      title={
        <>
          <span className="font-medium" title={item.userAgent ?? undefined}>
            {browser}
          </span>
          {item.isCurrent ? <Badge tone="pending">This one</Badge> : null}
        </>
      }
      detail={
        <>
          {item.address === null ? null : (
            <>
              <span className="digits">{item.address}</span> ·{" "}
            </>
          )}
          seen <Timestamp value={item.lastSeenAt} /> · signed in{" "}
          <Timestamp value={item.createdAt} /> · ends <Timestamp value={item.expiresAt} />
        </>
      }
    >
      {item.isCurrent ? null : (
        <Button
          size="small"
          disabled={isEnding}
          onClick={onEnd}
          aria-label={`End the session in ${browser}`}
        >
          End
        </Button>
      )}
    </ListRow>
  );
}
