"use client";

import { useQuery } from "@tanstack/react-query";
import { UserPlus, Users } from "lucide-react";
import { useState } from "react";
import { PermittedButton } from "@/components/session/permitted-button";
import { useMay, useSession } from "@/components/session/use-session";
import { PageHeader } from "@/components/shell/page-header";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import { describeError } from "@/lib/client/api-error";
import { membersQuery } from "@/lib/client/members";
import type { Member } from "@/lib/contract/members";
import { EndSessionsDialog } from "./end-sessions-dialog";
import { FactorDemand } from "./factor-demand";
import { InvitationsCard } from "./invitations-card";
import { InviteDialog } from "./invite-dialog";
import { MemberFilters } from "./member-filters";
import { memberListHref, memberListQuery, type MemberListState } from "./member-list-state";
import { type MemberAction, MemberTable } from "./member-table";
import { PasswordLinkDialog } from "./password-link-dialog";
import { RemoveDialog } from "./remove-dialog";
import { RolesDialog } from "./roles-dialog";

type Open =
  { readonly dialog: "invite" } | { readonly dialog: MemberAction; readonly member: Member };

/** Who is in this organization, as what, and who is invited. */
export function MembersView({ state }: { readonly state: MemberListState }) {
  const session = useSession();
  const may = useMay();
  const { data, error, refetch } = useQuery(membersQuery(memberListQuery(state)));
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  return (
    <>
      <PageHeader
        title="Members"
        note={`Who belongs to ${session?.organization?.name ?? "this organization"}, and what their roles let them do.`}
        actions={
          <>
            <ButtonLink href="/roles" variant="ghost">
              What each role may do
            </ButtonLink>
            <PermittedButton
              permission="member:manage"
              variant="primary"
              onClick={() => setOpen({ dialog: "invite" })}
            >
              <UserPlus aria-hidden />
              Invite
            </PermittedButton>
          </>
        }
      />
      <MemberFilters filter={state.filter} />
      {error ? (
        <ErrorState
          title={data ? "The members could not be updated" : "The members could not be loaded"}
          {...describeError(error)}
          onRetry={() => void refetch()}
        />
      ) : null}
      {data && data.items.length === 0 ? (
        <div className="rounded-card border bg-surface">
          <EmptyState
            icon={<Users aria-hidden />}
            title="Nobody fits these filters"
            action={<ButtonLink href="/members">Show all members</ButtonLink>}
          />
        </div>
      ) : null}
      {data && data.items.length > 0 ? (
        <div>
          <div className="overflow-clip rounded-card border bg-surface">
            <MemberTable
              members={data.items}
              canManage={may("member:manage")}
              onAction={(dialog, member) => setOpen({ dialog, member })}
            />
          </div>
          <Pages state={state} nextCursor={data.nextCursor} />
        </div>
      ) : null}
      <FactorDemand />
      {!data && !error ? <MembersSkeleton /> : null}
      <InvitationsCard />
      {open === null ? null : <OpenDialog {...open} onClose={close} />}
    </>
  );
}

const memberDialogs = {
  roles: RolesDialog,
  "password link": PasswordLinkDialog,
  "end sessions": EndSessionsDialog,
  remove: RemoveDialog,
} as const satisfies Record<MemberAction, unknown>;

function OpenDialog({ onClose, ...open }: Open & { readonly onClose: () => void }) {
  if (open.dialog === "invite") return <InviteDialog onClose={onClose} />;
  const MemberDialog = memberDialogs[open.dialog];
  return <MemberDialog member={open.member} onClose={onClose} />;
}

/** Nothing where one page holds everybody. */
function Pages({
  state: { filter, cursor },
  nextCursor,
}: {
  readonly state: MemberListState;
  readonly nextCursor: string | null;
}) {
  if (cursor === null && nextCursor === null) return null;
  return (
    <nav aria-label="Pages" className="flex justify-end gap-2 pt-3">
      {cursor === null ? null : (
        <ButtonLink size="small" href={memberListHref(filter)}>
          First page
        </ButtonLink>
      )}
      {nextCursor === null ? null : (
        <ButtonLink size="small" href={memberListHref(filter, nextCursor)}>
          Next page
        </ButtonLink>
      )}
    </nav>
  );
}

function MembersSkeleton() {
  return (
    <Loading label="members" className="overflow-hidden rounded-card border bg-surface">
      <div className="h-9 border-b bg-sunken" />
      {[0, 1, 2].map((row) => (
        <div key={row} className="flex h-9 items-center gap-6 border-b px-4 last:border-b-0">
          <Skeleton className="h-4 w-40" />
          <Skeleton className="h-4 w-56 max-md:hidden" />
          <Skeleton className="h-5 w-24" />
        </div>
      ))}
    </Loading>
  );
}
