"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { api } from "@/lib/client/api";
import { goAfresh } from "@/lib/client/go-afresh";
import { acceptInvitation } from "@/lib/contract/operations/members";
import type { OpenInvitation } from "@/lib/contract/members";
import { AccountFields } from "./account-fields";

/** Accepts an invitation with an account that is made for it. */
export function NewAccountForm({
  token,
  invitation: { email, organizationName },
}: {
  readonly token: string;
  readonly invitation: OpenInvitation;
}) {
  const [account, setAccount] = useState({ name: "", password: "" });
  const { mutate, isPending, isSuccess, error } = useMutation({
    mutationFn: () => api(acceptInvitation, { body: { token, account } }),
    onSuccess: () => goAfresh("/"),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate();
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <input type="text" name="email" autoComplete="username" readOnly hidden value={email} />
      <AccountFields
        account={account}
        email={email}
        organizationName={organizationName}
        error={error}
        autoFocus
        onChange={setAccount}
      />
      <Button type="submit" variant="primary" size="large" disabled={isPending || isSuccess}>
        {isPending || isSuccess ? "Joining …" : "Make account and join"}
      </Button>
    </form>
  );
}
