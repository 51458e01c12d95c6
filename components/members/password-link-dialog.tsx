"use client";

import { useMutation } from "@tanstack/react-query";
import { useStepUp } from "@/components/session/step-up";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Dialog } from "@/components/ui/dialog";
import { FormError } from "@/components/ui/form-error";
import { Timestamp } from "@/components/ui/timestamp";
import { describeError } from "@/lib/client/api-error";
import { api } from "@/lib/client/api";
import type { Member } from "@/lib/contract/members";
import { createPasswordLink } from "@/lib/contract/operations/members";
import type { PasswordLink } from "@/lib/contract/password-links";

/** A link for a member who forgot their password, which is shown this once. */
export function PasswordLinkDialog({
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
      title={`New password for ${member?.name ?? ""}`}
      size="small"
    >
      {member ? <LinkForm member={member} onClose={onClose} /> : null}
    </Dialog>
  );
}

function LinkForm({ member, onClose }: { readonly member: Member; readonly onClose: () => void }) {
  const confirmed = useStepUp();
  const { mutate, isPending, error, data } = useMutation({
    mutationFn: () =>
      confirmed(() => api(createPasswordLink, { params: { personId: member.personId } })),
  });
  if (data) return <Made member={member} made={data} onClose={onClose} />;
  const refused = error ? describeError(error) : null;
  return (
    <div className="flex flex-col gap-4 p-4">
      <p className="text-sm text-pretty">
        {member.name} gets a link for one use, and chooses a new password with it.{" "}
        {member.hasSecondFactor ? "The second factor is asked for, too. " : ""}
        An earlier link stops working, and all sessions end when this one is used.
      </p>
      {refused ? <FormError code={refused.code}>{refused.detail}</FormError> : null}
      <div className="flex gap-2">
        <Button variant="primary" disabled={isPending} onClick={() => mutate()}>
          Make the link
        </Button>
        <Button variant="ghost" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </div>
  );
}

function Made({
  member,
  made: { link, expiresAt },
  onClose,
}: {
  readonly member: Member;
  readonly made: PasswordLink;
  readonly onClose: () => void;
}) {
  const address = new URL(link, window.location.origin).href;
  return (
    <div className="flex flex-col gap-4 p-4">
      <Banner tone="warning" title="This link is shown this once">
        Give it to {member.name} yourself, on a way that you trust, once you know who asks: whoever
        has it can choose the password. It ends <Timestamp value={expiresAt} />.
      </Banner>
      <div className="flex items-start gap-2 rounded-control bg-sunken p-3">
        <code className="min-w-0 flex-1 text-xs wrap-anywhere">{address}</code>
        <CopyButton text={address} label="password link" />
      </div>
      <Button variant="primary" className="self-start" onClick={onClose}>
        Done
      </Button>
    </div>
  );
}
