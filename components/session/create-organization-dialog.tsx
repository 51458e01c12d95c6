"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { describeError } from "@/lib/client/api-error";
import { api } from "@/lib/client/api";
import { switchOrganization } from "@/lib/client/switch-organization";
import { createOrganization } from "@/lib/contract/operations/members";
import { useStepUp } from "./step-up";

export function CreateOrganizationDialog({
  open,
  onOpenChange,
}: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Create an organization"
      description="It has its own members, keys, attestations and audit trail; nothing of this one is seen there. You become its administrator."
      size="small"
    >
      <CreateForm />
    </Dialog>
  );
}

function CreateForm() {
  const confirmed = useStepUp();
  const [name, setName] = useState("");
  const { mutate, isPending, isSuccess, error } = useMutation({
    mutationFn: async () => {
      const { id } = await confirmed(() => api(createOrganization, { body: { name } }));
      await switchOrganization(id);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate();
  };
  const refused = error ? describeError(error) : null;
  return (
    <form onSubmit={submit} className="flex flex-col gap-4 p-4">
      <Field label="Name">
        {(control) => (
          <Input
            {...control}
            autoFocus
            required
            maxLength={100}
            autoComplete="organization"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      {refused ? <FormError code={refused.code}>{refused.detail}</FormError> : null}
      <Button
        type="submit"
        variant="primary"
        className="self-start"
        disabled={isPending || isSuccess}
      >
        Create and switch to it
      </Button>
    </form>
  );
}
