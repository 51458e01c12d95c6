"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { PermittedButton } from "@/components/session/permitted-button";
import { RoleBadges } from "@/components/session/role-badges";
import { Badge, type Tone } from "@/components/ui/badge";
import { Card, CardHeader } from "@/components/ui/card";
import { ErrorState } from "@/components/ui/error-state";
import { FormError } from "@/components/ui/form-error";
import { ListRow } from "@/components/ui/list-row";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import { Timestamp } from "@/components/ui/timestamp";
import { describeError } from "@/lib/client/api-error";
import { api } from "@/lib/client/api";
import { invitationsQuery, memberKeys } from "@/lib/client/members";
import type { Invitation } from "@/lib/contract/members";
import { revokeInvitation } from "@/lib/contract/operations/members";

const states = {
  open: { tone: "pending", label: "Open" },
  accepted: { tone: "affirming", label: "Accepted" },
  revoked: { tone: "neutral", label: "Withdrawn" },
  expired: { tone: "neutral", label: "Expired" },
} as const satisfies Record<Invitation["state"], { tone: Tone; label: string }>;

/** Invitations, newest first; open ones can be withdrawn. */
export function InvitationsCard() {
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(invitationsQuery());
  const revoke = useMutation({
    mutationFn: (id: string) => api(revokeInvitation, { params: { id } }),
    onSuccess: () => client.invalidateQueries({ queryKey: memberKeys.invitations() }),
  });
  const refused = revoke.error ? describeError(revoke.error) : null;
  return (
    <Card aria-labelledby="invitations">
      <CardHeader
        id="invitations"
        title="Invitations"
        note="A link works once, for the e-mail that it was made for, until it ends."
      />
      {refused ? (
        <div className="p-4 pb-0">
          <FormError code={refused.code}>{refused.detail}</FormError>
        </div>
      ) : null}
      {data ? (
        <Listed
          invitations={data.items}
          revokingId={revoke.isPending ? revoke.variables : null}
          onRevoke={(id) => revoke.mutate(id)}
        />
      ) : error ? (
        <div className="p-4">
          <ErrorState
            title="The invitations could not be loaded"
            {...describeError(error)}
            onRetry={() => void refetch()}
          />
        </div>
      ) : (
        <Loading label="invitations" className="flex flex-col gap-3 p-4">
          <Skeleton className="h-9" />
          <Skeleton className="h-9" />
        </Loading>
      )}
    </Card>
  );
}

/** Open ones first, since they are links that work; what became of the others is out of the way. */
function Listed({
  invitations,
  revokingId,
  onRevoke,
}: {
  readonly invitations: readonly Invitation[];
  readonly revokingId: string | null;
  readonly onRevoke: (id: string) => void;
}) {
  const open = invitations.filter(({ state }) => state === "open");
  const closed = invitations.filter(({ state }) => state !== "open");
  const list = (items: readonly Invitation[]) => (
    <ul className="divide-y">
      {items.map((invitation) => (
        <Item
          key={invitation.id}
          invitation={invitation}
          isRevoking={revokingId === invitation.id}
          onRevoke={() => onRevoke(invitation.id)}
        />
      ))}
    </ul>
  );
  return (
    <>
      {open.length === 0 ? (
        <p className="p-4 text-sm text-muted">
          {closed.length === 0 ? "Nobody has been invited yet." : "No invitation is open."}
        </p>
      ) : (
        list(open)
      )}
      {closed.length === 0 ? null : (
        <details className="border-t">
          <summary className="px-4 py-2.5 text-sm text-muted ring-inside hover:text-text">
            {closed.length} accepted, withdrawn or expired
          </summary>
          <div className="border-t">{list(closed)}</div>
        </details>
      )}
    </>
  );
}

function Item({
  invitation,
  isRevoking,
  onRevoke,
}: {
  readonly invitation: Invitation;
  readonly isRevoking: boolean;
  readonly onRevoke: () => void;
}) {
  const { email, roles, state, createdBy, createdAt, expiresAt, acceptedAt } = invitation;
  return (
    <ListRow
      title={
        <>
          <span className="font-medium wrap-anywhere">{email}</span>
          <Badge tone={states[state].tone}>{states[state].label}</Badge>
        </>
      }
      detail={
        <>
          invited <Timestamp value={createdAt} />
          {createdBy ? ` by ${createdBy.name}` : null}
          {state === "open" ? (
            <>
              {" "}
              · ends <Timestamp value={expiresAt} />
            </>
          ) : null}
          {acceptedAt ? (
            <>
              {" "}
              · accepted <Timestamp value={acceptedAt} />
            </>
          ) : null}
        </>
      }
    >
      <RoleBadges roles={roles} />
      {state === "open" ? (
        <PermittedButton
          permission="member:manage"
          size="small"
          disabled={isRevoking}
          onClick={onRevoke}
          aria-label={`Withdraw the invitation of ${email}`}
        >
          Withdraw
        </PermittedButton>
      ) : null}
    </ListRow>
  );
}
