"use client";

import { Ellipsis, ShieldCheck, ShieldOff } from "lucide-react";
import type { ReactNode } from "react";
import { RoleBadges } from "@/components/session/role-badges";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { type Column, DataTable } from "@/components/ui/data-table";
import { Menu, MenuItem } from "@/components/ui/menu";
import { Timestamp } from "@/components/ui/timestamp";
import type { Member } from "@/lib/contract/members";

export type MemberAction = "roles" | "password link" | "end sessions" | "remove";

/** Who is a member and as what; with a menu for whoever may change it. */
export function MemberTable({
  members,
  onAction,
  canManage,
}: {
  readonly members: readonly Member[];
  readonly onAction: (action: MemberAction, member: Member) => void;
  readonly canManage: boolean;
}) {
  const actions = (member: Member) =>
    canManage ? (
      <Menu
        trigger={
          <Button variant="ghost" size="icon-small" aria-label={`Actions for ${member.name}`}>
            <Ellipsis aria-hidden />
          </Button>
        }
      >
        <MenuItem onSelect={() => onAction("roles", member)}>Change roles</MenuItem>
        {member.isSelf ? null : (
          <>
            <MenuItem onSelect={() => onAction("password link", member)}>
              Link for a new password
            </MenuItem>
            <MenuItem onSelect={() => onAction("end sessions", member)}>End all sessions</MenuItem>
          </>
        )}
        <MenuItem onSelect={() => onAction("remove", member)}>
          {member.isSelf ? "Leave this organization" : "Remove"}
        </MenuItem>
      </Menu>
    ) : null;
  return (
    <DataTable
      caption="Members"
      columns={[...columns, { ...actionColumn, cell: actions }]}
      rows={members}
      rowKey={({ personId }) => personId}
      compact={(member) => (
        <span className="flex items-start justify-between gap-2">
          <span className="flex min-w-0 flex-col gap-1">
            <Name member={member} />
            <span className="truncate text-muted">{member.email}</span>
            <span className="flex flex-wrap items-center gap-1">
              <RoleBadges roles={member.roles} />
              <SecondFactor isOn={member.hasSecondFactor} />
            </span>
          </span>
          {actions(member)}
        </span>
      )}
    />
  );
}

const columns: readonly Column<Member>[] = [
  {
    id: "name",
    header: "Name",
    cell: (member) => <Name member={member} />,
    // Both give way to each other, so that a long one leaves room for the rest.
    className: "w-1/5 max-w-0 min-w-36",
  },
  {
    id: "email",
    header: "E-mail",
    cell: ({ email }) => (
      <span className="block truncate text-muted" title={email}>
        {email}
      </span>
    ),
    className: "w-1/5 max-w-0 min-w-36",
  },
  { id: "roles", header: "Roles", cell: ({ roles }) => <RoleBadges roles={roles} /> },
  {
    id: "factor",
    header: "Second factor",
    cell: ({ hasSecondFactor }) => <SecondFactor isOn={hasSecondFactor} />,
    className: "max-xl:hidden",
  },
  {
    id: "seen",
    header: "Last seen",
    cell: ({ lastSeenAt }) => <Moment value={lastSeenAt} />,
    className: "max-lg:hidden",
  },
  {
    id: "joined",
    header: "Member since",
    cell: ({ joinedAt }) => <Moment value={joinedAt} />,
    className: "max-xl:hidden",
  },
];

const actionColumn = {
  id: "actions",
  header: <span className="sr-only">Actions</span>,
  align: "right",
} as const satisfies Omit<Column<Member>, "cell">;

function Name({ member }: { readonly member: Member }) {
  return (
    <span className="flex min-w-0 items-center gap-2">
      <span className="truncate font-medium" title={member.name}>
        {member.name}
      </span>
      {member.isSelf ? <Badge tone="pending">You</Badge> : null}
    </span>
  );
}

function SecondFactor({ isOn }: { readonly isOn: boolean }): ReactNode {
  const Icon = isOn ? ShieldCheck : ShieldOff;
  return (
    <span className="flex items-center gap-1.5 text-muted">
      <Icon aria-hidden className={`size-4 ${isOn ? "text-affirming" : "text-faint"}`} />
      <span className="max-md:hidden">{isOn ? "On" : "Off"}</span>
      <span className="md:hidden">Second factor {isOn ? "on" : "off"}</span>
    </span>
  );
}

function Moment({ value }: { readonly value: string | null }) {
  return value === null ? (
    <span className="text-faint">never</span>
  ) : (
    <Timestamp value={value} className="text-muted" />
  );
}
