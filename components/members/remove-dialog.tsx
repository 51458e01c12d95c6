"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useStepUp } from "@/components/session/step-up";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { describeError } from "@/lib/client/api-error";
import { api } from "@/lib/client/api";
import { goAfresh } from "@/lib/client/go-afresh";
import { memberKeys } from "@/lib/client/members";
import type { Member } from "@/lib/contract/members";
import { removeMember } from "@/lib/contract/operations/members";

/** Ends a membership, once the member's name has been typed. */
export function RemoveDialog({
  member,
  onClose,
}: {
  readonly member: Member | null;
  readonly onClose: () => void;
}) {
  return (
    <Dialog
      open={member !== null}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={member?.isSelf ? "Leave this organization" : `Remove ${member?.name ?? ""}`}
      size="small"
    >
      {member ? <RemoveForm member={member} onClose={onClose} /> : null}
    </Dialog>
  );
}

function RemoveForm({
  member,
  onClose,
}: {
  readonly member: Member;
  readonly onClose: () => void;
}) {
  const client = useQueryClient();
  const confirmed = useStepUp();
  const [typed, setTyped] = useState("");
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => confirmed(() => api(removeMember, { params: { personId: member.personId } })),
    onSuccess: async () => {
      if (member.isSelf) {
        goAfresh("/");
        return;
      }
      onClose();
      await client.invalidateQueries({ queryKey: memberKeys.all });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate();
  };
  const refused = error ? describeError(error) : null;
  return (
    <form onSubmit={submit} className="flex flex-col gap-4 p-4">
      <p className="text-sm text-pretty">
        {member.isSelf ? "You see" : `${member.name} sees`} nothing of this organization any more,
        from the next request on. What {member.isSelf ? "you" : "they"} did stays in the audit
        trail, the account stays, and API keys that {member.isSelf ? "you" : "they"} made or saw
        become due for rotation.
      </p>
      <Field label={`Type “${member.name}” to confirm`}>
        {(control) => (
          <Input
            {...control}
            autoFocus
            autoComplete="off"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
      </Field>
      {refused ? <FormError code={refused.code}>{refused.detail}</FormError> : null}
      <div className="flex gap-2">
        <Button type="submit" variant="danger" disabled={isPending || typed !== member.name}>
          {member.isSelf ? "Leave" : "Remove member"}
        </Button>
        <Button variant="ghost" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
