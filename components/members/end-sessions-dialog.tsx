"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useStepUp } from "@/components/session/step-up";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { FormError } from "@/components/ui/form-error";
import { describeError } from "@/lib/client/api-error";
import { api } from "@/lib/client/api";
import { memberKeys } from "@/lib/client/members";
import type { Member } from "@/lib/contract/members";
import { endMemberSessions } from "@/lib/contract/operations/members";

/** Signs a member out everywhere. */
export function EndSessionsDialog({
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
      title={`End all sessions of ${member?.name ?? ""}`}
      size="small"
    >
      {member ? <EndSessions member={member} onClose={onClose} /> : null}
    </Dialog>
  );
}

function EndSessions({
  member,
  onClose,
}: {
  readonly member: Member;
  readonly onClose: () => void;
}) {
  const client = useQueryClient();
  const confirmed = useStepUp();
  const { mutate, isPending, error } = useMutation({
    mutationFn: () =>
      confirmed(() => api(endMemberSessions, { params: { personId: member.personId } })),
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries({ queryKey: memberKeys.all });
    },
  });
  const refused = error ? describeError(error) : null;
  return (
    <div className="flex flex-col gap-4 p-4">
      <p className="text-sm text-pretty">
        {member.name} is signed out in every browser and has to sign in again. Password, second
        factor and roles stay as they are.
      </p>
      {refused ? <FormError code={refused.code}>{refused.detail}</FormError> : null}
      <div className="flex gap-2">
        <Button variant="danger" disabled={isPending} onClick={() => mutate()}>
          End all sessions
        </Button>
        <Button variant="ghost" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </div>
  );
}
