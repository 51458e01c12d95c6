"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Dialog } from "@/components/ui/dialog";
import { api } from "@/lib/client/api";
import { sessionKeys } from "@/lib/client/session";
import { renameOrganization } from "@/lib/contract/operations/members";
import { OrganizationNameForm } from "./organization-name-form";

export function RenameOrganizationDialog({
  name,
  onClose,
}: {
  /** What it is called now. */
  readonly name: string;
  readonly onClose: () => void;
}) {
  const client = useQueryClient();
  return (
    <Dialog
      onClose={onClose}
      title="Rename this organization"
      description="Its members see the new name from then on, and so do open invitations. What the audit trail says of the past stays."
      size="small"
    >
      <OrganizationNameForm
        initialName={name}
        verb="Rename"
        onSubmit={async (next) => {
          await api(renameOrganization, { body: { name: next } });
          await client.invalidateQueries({ queryKey: sessionKeys.all });
          onClose();
        }}
      />
    </Dialog>
  );
}
