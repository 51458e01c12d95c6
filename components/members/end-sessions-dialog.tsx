"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useStepUp } from "@/components/session/step-up";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { DialogForm } from "@/components/ui/dialog-form";
import { api } from "@/lib/client/api";
import { memberKeys } from "@/lib/client/members";
import type { Member } from "@/lib/contract/members";
import { endMemberSessions } from "@/lib/contract/operations/members";

/** Signs a member out everywhere. */
export function EndSessionsDialog({
  member: { personId, name },
  onClose,
}: {
  readonly member: Member;
  readonly onClose: () => void;
}) {
  const client = useQueryClient();
  const confirmed = useStepUp();
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => confirmed(() => api(endMemberSessions, { params: { personId } })),
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries({ queryKey: memberKeys.all });
    },
  });
  return (
    <Dialog onClose={onClose} title={`End all sessions of ${name}`} size="small">
      <DialogForm
        onSubmit={mutate}
        error={error}
        actions={
          <>
            <Button type="submit" variant="danger" disabled={isPending}>
              End all sessions
            </Button>
            <Button onClick={onClose}>Cancel</Button>
          </>
        }
      >
        <p className="text-sm text-pretty">
          {name} is signed out in every browser and has to sign in again. Password, second factor
          and roles stay as they are.
        </p>
      </DialogForm>
    </Dialog>
  );
}
