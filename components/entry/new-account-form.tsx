"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { NewPasswordField } from "@/components/session/new-password-field";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { describeError, hasCode } from "@/lib/client/api-error";
import { api } from "@/lib/client/api";
import { goAfresh } from "@/lib/client/go-afresh";
import { acceptInvitation } from "@/lib/contract/operations/members";

/** Accepts an invitation with an account that is made for it. */
export function NewAccountForm({
  token,
  email,
}: {
  readonly token: string;
  readonly email: string;
}) {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const { mutate, isPending, isSuccess, error } = useMutation({
    mutationFn: () => api(acceptInvitation, { body: { token, account: { name, password } } }),
    onSuccess: () => goAfresh("/"),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate();
  };
  const refused = error ? describeError(error) : null;
  const isAboutPassword = hasCode(error, "PASSWORD_REJECTED");
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <input type="text" name="email" autoComplete="username" readOnly hidden value={email} />
      <Field label="Your name">
        {(control) => (
          <Input
            {...control}
            autoFocus
            required
            maxLength={100}
            autoComplete="name"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <NewPasswordField
        value={password}
        owner={{ name, email }}
        error={isAboutPassword ? (refused?.detail ?? null) : null}
        errorCode={isAboutPassword ? (refused?.code ?? null) : null}
        onChange={setPassword}
      />
      {refused && !isAboutPassword ? (
        <FormError code={refused.code}>{refused.detail}</FormError>
      ) : null}
      <Button type="submit" variant="primary" size="large" disabled={isPending || isSuccess}>
        {isPending || isSuccess ? "Joining …" : "Make account and join"}
      </Button>
    </form>
  );
}
