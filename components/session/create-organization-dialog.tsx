"use client";

import { Dialog } from "@/components/ui/dialog";
import { api } from "@/lib/client/api";
import { switchOrganization } from "@/lib/client/switch-organization";
import { createOrganization } from "@/lib/contract/operations/members";
import { OrganizationNameForm } from "./organization-name-form";
import { useStepUp } from "./step-up";

export function CreateOrganizationDialog({
  open,
  onOpenChange,
}: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}) {
  const confirmed = useStepUp();
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Create an organization"
      description="It has its own members, keys, attestations and audit trail; nothing of this one is seen there. You become its administrator."
      size="small"
    >
      <OrganizationNameForm
        verb="Create and switch to it"
        onSubmit={async (name) => {
          const { id } = await confirmed(() => api(createOrganization, { body: { name } }));
          await switchOrganization(id);
        }}
      />
    </Dialog>
  );
}
