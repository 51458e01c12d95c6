"use client";

import { useMutation } from "@tanstack/react-query";
import { Button } from "@/components/ui/button";
import { FormError } from "@/components/ui/form-error";
import { describeError } from "@/lib/client/api-error";
import { switchOrganization } from "@/lib/client/switch-organization";

/** Goes to the same page of another organization. */
export function SwitchButton({
  organization,
}: {
  readonly organization: { readonly id: string; readonly name: string };
}) {
  const { mutate, isPending, isSuccess, error } = useMutation({
    mutationFn: () =>
      switchOrganization(organization.id, window.location.pathname + window.location.search),
  });
  const refused = error ? describeError(error) : null;
  return (
    <>
      <Button
        className="max-w-full"
        disabled={isPending || isSuccess}
        onClick={() => mutate()}
        title={organization.name}
      >
        <span className="truncate">Switch to {organization.name}</span>
      </Button>
      {refused ? <FormError code={refused.code}>{refused.detail}</FormError> : null}
    </>
  );
}
