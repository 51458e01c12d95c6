"use client";

import { useQuery } from "@tanstack/react-query";
import { DoorClosed } from "lucide-react";
import { PERMISSIONS, type Permission } from "@/lib/access/permissions";
import { permissionsOf, rolesWith } from "@/lib/access/roles";
import { ButtonLink } from "@/components/ui/button";
import { Card, CardBody } from "@/components/ui/card";
import { membersQuery } from "@/lib/client/members";
import { RoleBadges } from "./role-badges";
import { RoleList } from "./role-list";
import { SwitchButton } from "./switch-button";
import { useMay, useSession } from "./use-session";

/** In the place of a page that this person may not see: what it asks for, who has that, and how to come by it. */
export function Denied({ permission }: { readonly permission: Permission }) {
  const session = useSession();
  const elsewhere = (session?.organizations ?? []).filter(
    (organization) =>
      organization.id !== session?.organization?.id &&
      permissionsOf(organization.roles).has(permission),
  );
  return (
    <Card className="mx-auto mt-6 w-full max-w-xl">
      <CardBody className="flex flex-col gap-4 p-6!">
        <div className="flex items-start gap-3">
          <DoorClosed aria-hidden className="mt-1 size-5 shrink-0 text-muted" />
          <div>
            <h1 className="text-lg font-semibold">Your roles do not allow this</h1>
            <p className="mt-0.5 text-sm text-pretty text-muted">
              This page is for members of {session?.organization?.name ?? "the organization"} who
              may {PERMISSIONS[permission].phrase}. <code>PERMISSION_DENIED</code>
            </p>
          </div>
        </div>
        <dl className="grid gap-x-6 gap-y-3 text-sm sm:grid-cols-[auto_1fr]">
          <dt className="text-muted">Allowed for</dt>
          <dd>
            <RoleList roles={rolesWith(permission)} />
          </dd>
          <dt className="text-muted">You are</dt>
          <dd>
            <RoleBadges roles={session?.roles ?? []} />
          </dd>
          <dt className="text-muted">Ask</dt>
          <dd>
            <Administrators />
          </dd>
        </dl>
        {elsewhere.length > 0 ? (
          <div className="flex flex-col items-start gap-2 border-t pt-4 text-sm">
            <p>Your roles in another organization would allow it there:</p>
            <div className="flex max-w-full flex-wrap gap-2">
              {elsewhere.map((organization) => (
                <SwitchButton key={organization.id} organization={organization} />
              ))}
            </div>
          </div>
        ) : null}
        <div className="flex flex-wrap gap-2 border-t pt-4">
          <ButtonLink href="/">Overview</ButtonLink>
          <ButtonLink href="/roles" variant="ghost">
            What each role may do
          </ButtonLink>
        </div>
      </CardBody>
    </Card>
  );
}

/** Their names, for whoever may see the members. */
function Administrators() {
  const mayRead = useMay()("member:read");
  const { data } = useQuery({ ...membersQuery({ role: "administrator" }), enabled: mayRead });
  const administrators = data?.items ?? [];
  if (administrators.length === 0) return <>An administrator of this organization.</>;
  return (
    <ul>
      {administrators.map(({ personId, name, email }) => (
        <li key={personId}>
          {name} <span className="text-muted">{email}</span>
        </li>
      ))}
    </ul>
  );
}
