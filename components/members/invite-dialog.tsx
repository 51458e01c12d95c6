"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { Role } from "@/lib/access/roles";
import { useStepUp } from "@/components/session/step-up";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input, Select } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { describeError } from "@/lib/client/api-error";
import { api } from "@/lib/client/api";
import { memberKeys } from "@/lib/client/members";
import { INVITATION_DAYS, type InvitationCreated } from "@/lib/contract/members";
import { createInvitation } from "@/lib/contract/operations/members";
import { RoleChoice } from "./role-choice";

const DAYS = [1, INVITATION_DAYS.default, 14, INVITATION_DAYS.max] as const;

/** Whom to invite and as what; then the link, which is shown this once. */
export function InviteDialog({
  open,
  onOpenChange,
}: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Invite a member">
      <InviteForm onClose={() => onOpenChange(false)} />
    </Dialog>
  );
}

/** Mounted when the dialog opens, so that it starts empty each time. */
function InviteForm({ onClose }: { readonly onClose: () => void }) {
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
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate();
  };
  if (data) return <Invited created={data} onClose={onClose} />;
  const refused = error ? describeError(error) : null;
  return (
    <form onSubmit={submit} className="flex flex-col gap-4 p-4">
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
      {refused ? <FormError code={refused.code}>{refused.detail}</FormError> : null}
      <div className="flex gap-2">
        <Button type="submit" variant="primary" disabled={isPending || roles.length === 0}>
          Make the link
        </Button>
        <Button variant="ghost" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

function Invited({
  created: { invitation, link },
  onClose,
}: {
  readonly created: InvitationCreated;
  readonly onClose: () => void;
}) {
  const address = new URL(link, window.location.origin).href;
  return (
    <div className="flex flex-col gap-4 p-4">
      <Banner tone="warning" title="This link is shown this once">
        Send it to {invitation.email} yourself, on a way that you trust: whoever has it can make the
        account. Nothing was sent by e-mail.
      </Banner>
      <div className="flex items-start gap-2 rounded-control bg-sunken p-3">
        <code className="min-w-0 flex-1 text-xs wrap-anywhere">{address}</code>
        <CopyButton text={address} label="invitation link" />
      </div>
      <Button variant="primary" className="self-start" onClick={onClose}>
        Done
      </Button>
    </div>
  );
}
