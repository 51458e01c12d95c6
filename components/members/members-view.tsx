"use client";

import { useQuery } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { PermittedButton } from "@/components/session/permitted-button";
import { useMay, useSession } from "@/components/session/use-session";
import { PageHeader } from "@/components/shell/page-header";
import { ButtonLink } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import { describeError } from "@/lib/client/api-error";
import { membersQuery } from "@/lib/client/members";
import type { Member } from "@/lib/contract/members";
import { EndSessionsDialog } from "./end-sessions-dialog";
import { InvitationsCard } from "./invitations-card";
import { InviteDialog } from "./invite-dialog";
import { type MemberAction, MemberTable } from "./member-table";
import { PasswordLinkDialog } from "./password-link-dialog";
import { RemoveDialog } from "./remove-dialog";
import { RolesDialog } from "./roles-dialog";

type Open =
  { readonly dialog: "invite" } | { readonly dialog: MemberAction; readonly member: Member };

/** Who is in this organization, as what, and who is invited. */
export function MembersView() {
  const session = useSession();
  const may = useMay();
  const { data, error, refetch } = useQuery(membersQuery());
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const memberOf = (action: MemberAction) => (open?.dialog === action ? open.member : null);
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
      {error ? (
        <ErrorState
          title="The members could not be loaded"
          {...describeError(error)}
          onRetry={() => void refetch()}
        />
      ) : null}
      {data ? (
        <div className="overflow-clip rounded-card border bg-surface">
          <MemberTable
            members={data.items}
            canManage={may("member:manage")}
            onAction={(dialog, member) => setOpen({ dialog, member })}
          />
        </div>
      ) : null}
      {!data && !error ? <MembersSkeleton /> : null}
      <InvitationsCard />
      <InviteDialog open={open?.dialog === "invite"} onOpenChange={(next) => next || close()} />
      <RolesDialog member={memberOf("roles")} onClose={close} />
      <PasswordLinkDialog member={memberOf("password link")} onClose={close} />
      <EndSessionsDialog member={memberOf("end sessions")} onClose={close} />
      <RemoveDialog member={memberOf("remove")} onClose={close} />
    </>
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
