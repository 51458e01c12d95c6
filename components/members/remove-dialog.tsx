"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useStepUp } from "@/components/session/step-up";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { DialogForm } from "@/components/ui/dialog-form";
import { Field, Input } from "@/components/ui/field";
import { api } from "@/lib/client/api";
import { goAfresh } from "@/lib/client/go-afresh";
import { memberKeys } from "@/lib/client/members";
import type { Member } from "@/lib/contract/members";
import { removeMember } from "@/lib/contract/operations/members";

/** Ends a membership, once the member's name has been typed. */
export function RemoveDialog({
  member: { personId, name, isSelf },
  onClose,
}: {
  readonly member: Member;
  readonly onClose: () => void;
}) {
  const client = useQueryClient();
  const confirmed = useStepUp();
  const [typed, setTyped] = useState("");
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => confirmed(() => api(removeMember, { params: { personId } })),
    onSuccess: async () => {
      if (isSelf) {
        goAfresh("/");
        return;
      }
      onClose();
      await client.invalidateQueries({ queryKey: memberKeys.all });
    },
  });
  const they = isSelf ? "you" : "they";
  return (
    <Dialog
      onClose={onClose}
      title={isSelf ? "Leave this organization" : `Remove ${name}`}
      size="small"
    >
      <DialogForm
        onSubmit={mutate}
        error={error}
        actions={
          <>
            <Button type="submit" variant="danger" disabled={isPending || typed !== name}>
              {isSelf ? "Leave" : "Remove member"}
            </Button>
            <Button onClick={onClose}>Cancel</Button>
          </>
        }
      >
        <p className="text-sm text-pretty">
          {isSelf ? "You see" : `${name} sees`} nothing of this organization any more, from the next
          request on. What {they} did stays in the audit trail, the account stays, and API keys that{" "}
          {they} made or saw become due for rotation.
        </p>
        <Field label={`Type “${name}” to confirm`}>
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
      </DialogForm>
    </Dialog>
  );
}
