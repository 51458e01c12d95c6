"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Minus, Plus } from "lucide-react";
import { useState } from "react";
import { PERMISSIONS, type Permission } from "@/lib/access/permissions";
import type { Role } from "@/lib/access/roles";
import { useStepUp } from "@/components/session/step-up";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { DialogForm } from "@/components/ui/dialog-form";
import { api } from "@/lib/client/api";
import { memberKeys } from "@/lib/client/members";
import { sessionKeys } from "@/lib/client/session";
import type { Member } from "@/lib/contract/members";
import { setMemberRoles } from "@/lib/contract/operations/members";
import { RoleChoice } from "./role-choice";
import { isSameRoles, roleEffect } from "./role-effect";

/** Changes what a member may do, with what that means in words before it is done. */
export function RolesDialog({
  member,
  onClose,
}: {
  readonly member: Member;
  readonly onClose: () => void;
}) {
  const client = useQueryClient();
  const confirmed = useStepUp();
  const [roles, setRoles] = useState<readonly Role[]>(member.roles);
  const { mutate, isPending, error } = useMutation({
    mutationFn: () =>
      confirmed(() =>
        api(setMemberRoles, {
          params: { personId: member.personId },
          body: { roles: [...roles] },
        }),
      ),
    onSuccess: async () => {
      onClose();
      await Promise.all([
        client.invalidateQueries({ queryKey: memberKeys.all }),
        client.invalidateQueries({ queryKey: sessionKeys.current() }),
      ]);
    },
  });
  const { gained, lost } = roleEffect(member.roles, roles);
  const isSame = isSameRoles(member.roles, roles);
  return (
    <Dialog onClose={onClose} title={`Roles of ${member.name}`}>
      <DialogForm
        onSubmit={mutate}
        error={error}
        actions={
          <>
            <Button
              type="submit"
              variant="primary"
              disabled={isPending || isSame || roles.length === 0}
            >
              Change roles
            </Button>
            <Button onClick={onClose}>Cancel</Button>
            {roles.length === 0 ? (
              <p className="text-sm text-muted">A member has at least one role.</p>
            ) : null}
          </>
        }
      >
        <RoleChoice autoFocus roles={roles} onChange={setRoles} />
        <div aria-live="polite" className="flex flex-col gap-2 border-t pt-4 text-sm">
          <h3 className="font-medium">What changes</h3>
          {gained.length === 0 && lost.length === 0 ? (
            <p className="text-muted">
              {isSame ? "Nothing yet." : "Nothing: the roles allow the same as before."}
            </p>
          ) : null}
          <Effect sign="gained" permissions={gained} />
          <Effect sign="lost" permissions={lost} />
        </div>
        {lost.length > 0 ? (
          <Banner tone="warning" title="It holds from the next request on">
            {member.isSelf ? "You take this from yourself. " : null}
            API keys that {member.isSelf ? "you" : member.name} made or saw become due for rotation.
          </Banner>
        ) : null}
      </DialogForm>
    </Dialog>
  );
}

function Effect({
  sign,
  permissions,
}: {
  readonly sign: "gained" | "lost";
  readonly permissions: readonly Permission[];
}) {
  if (permissions.length === 0) return null;
  const Icon = sign === "gained" ? Plus : Minus;
  return (
    <ul className="flex flex-col gap-1">
      {permissions.map((permission) => (
        <li key={permission} className="flex items-start gap-2">
          <Icon
            aria-hidden
            className={`mt-0.5 size-4 shrink-0 ${sign === "gained" ? "text-affirming" : "text-contraindicated"}`}
          />
          <span>
            {sign === "gained" ? "May now" : "May no longer"} {PERMISSIONS[permission].phrase}
          </span>
        </li>
      ))}
    </ul>
  );
}
