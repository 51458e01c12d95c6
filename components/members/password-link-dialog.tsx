"use client";

import { useMutation } from "@tanstack/react-query";
import { useStepUp } from "@/components/session/step-up";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { DialogForm } from "@/components/ui/dialog-form";
import { Timestamp } from "@/components/ui/timestamp";
import { api } from "@/lib/client/api";
import type { Member } from "@/lib/contract/members";
import { createPasswordLink } from "@/lib/contract/operations/members";
import { NewLink } from "./new-link";

/** A link for a member who forgot their password, which is shown this once. */
export function PasswordLinkDialog({
  member: { personId, name, hasSecondFactor },
  onClose,
}: {
  readonly member: Member;
  readonly onClose: () => void;
}) {
  const confirmed = useStepUp();
  const { mutate, isPending, error, data } = useMutation({
    mutationFn: () => confirmed(() => api(createPasswordLink, { params: { personId } })),
  });
  return (
    <Dialog onClose={onClose} title={`New password for ${name}`} size="small">
      {data ? (
        <NewLink path={data.link} label="password link" onDone={onClose}>
          Give it to {name} yourself, on a way that you trust, once you know who asks: whoever has
          it can choose the password. It ends <Timestamp value={data.expiresAt} />.
        </NewLink>
      ) : (
        <DialogForm
          onSubmit={mutate}
          error={error}
          actions={
            <>
              <Button type="submit" variant="primary" disabled={isPending}>
                Make the link
              </Button>
              <Button onClick={onClose}>Cancel</Button>
            </>
          }
        >
          <p className="text-sm text-pretty">
            {name} gets a link for one use, and chooses a new password with it.{" "}
            {hasSecondFactor ? "The second factor is asked for, too. " : ""}
            An earlier link stops working, and all sessions end when this one is used.
          </p>
        </DialogForm>
      )}
    </Dialog>
  );
}
