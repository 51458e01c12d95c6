"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { describeError } from "@/lib/client/api-error";

/** The name of an organization, for one that is made or renamed. */
export function OrganizationNameForm({
  initialName = "",
  verb,
  onSubmit,
}: {
  readonly initialName?: string;
  /** What the button says. */
  readonly verb: string;
  readonly onSubmit: (name: string) => Promise<void>;
}) {
  const [name, setName] = useState(initialName);
  const { mutate, isPending, isSuccess, error } = useMutation({ mutationFn: onSubmit });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate(name);
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
        disabled={isPending || isSuccess || name.trim() === initialName}
      >
        {verb}
      </Button>
    </form>
  );
}
