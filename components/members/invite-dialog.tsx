"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Role } from "@/lib/access/roles";
import { useStepUp } from "@/components/session/step-up";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { DialogForm } from "@/components/ui/dialog-form";
import { Field, Input, Select } from "@/components/ui/field";
import { api } from "@/lib/client/api";
import { memberKeys } from "@/lib/client/members";
import { INVITATION_DAYS } from "@/lib/contract/members";
import { createInvitation } from "@/lib/contract/operations/members";
import { NewLink } from "./new-link";
import { RoleChoice } from "./role-choice";

const DAYS = [1, INVITATION_DAYS.default, 14, INVITATION_DAYS.max] as const;

/** Whom to invite and as what; then the link, which is shown this once. */
export function InviteDialog({ onClose }: { readonly onClose: () => void }) {
  const client = useQueryClient();
  const confirmed = useStepUp();
  const [email, setEmail] = useState("");
  const [roles, setRoles] = useState<readonly Role[]>(["viewer"]);
  const [expiresInDays, setExpiresInDays] = useState<number>(INVITATION_DAYS.default);
  const { mutate, isPending, error, data } = useMutation({
    mutationFn: () =>
      confirmed(() => api(createInvitation, { body: { email, roles: [...roles], expiresInDays } })),
    onSuccess: () => client.invalidateQueries({ queryKey: memberKeys.invitations() }),
  });
  return (
    <Dialog onClose={onClose} title="Invite a member">
      {data ? (
        <NewLink path={data.link} label="invitation link" onDone={onClose}>
          Send it to {data.invitation.email} yourself, on a way that you trust: whoever has it can
          make the account. Nothing was sent by e-mail.
        </NewLink>
      ) : (
        <DialogForm
          onSubmit={mutate}
          error={error}
          actions={
            <>
              <Button type="submit" variant="primary" disabled={isPending || roles.length === 0}>
                Make the link
              </Button>
              <Button onClick={onClose}>Cancel</Button>
            </>
          }
        >
          <Field label="E-mail" help="Only an account with this e-mail can accept.">
            {(control) => (
              <Input
                {...control}
                type="email"
                autoFocus
                required
                maxLength={254}
                autoComplete="off"
                value={email}
                onChange={(event) => setEmail(event.target.value)}
              />
            )}
          </Field>
          <RoleChoice roles={roles} onChange={setRoles} />
          <div className="max-w-48">
            <Field label="The link works for">
              {(control) => (
                <Select
                  {...control}
                  value={expiresInDays}
                  onChange={(event) => setExpiresInDays(Number(event.target.value))}
                >
                  {DAYS.map((days) => (
                    <option key={days} value={days}>
                      {days === 1 ? "1 day" : `${days} days`}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          </div>
        </DialogForm>
      )}
    </Dialog>
  );
}
