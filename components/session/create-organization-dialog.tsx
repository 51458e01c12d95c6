"use client";

import { Dialog } from "@/components/ui/dialog";
import { api } from "@/lib/client/api";
import { switchOrganization } from "@/lib/client/switch-organization";
import { createOrganization } from "@/lib/contract/operations/members";
import { OrganizationNameForm } from "./organization-name-form";
import { useStepUp } from "./step-up";

export function CreateOrganizationDialog({ onClose }: { readonly onClose: () => void }) {
  const confirmed = useStepUp();
  return (
    <Dialog
      onClose={onClose}
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
