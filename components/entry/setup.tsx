"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button, ButtonLink } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import { api } from "@/lib/client/api";
import { useFragmentToken } from "@/lib/client/fragment-token";
import { goAfresh } from "@/lib/client/go-afresh";
import { createSetup } from "@/lib/contract/operations/sessions";
import { AccountFields } from "./account-fields";
import { EntryCard } from "./entry-card";

/** The first account of an installation, by the link that the server printed. */
export function Setup({ isDone }: { readonly isDone: boolean }) {
  const token = useFragmentToken();
  if (isDone) {
    return (
      <EntryCard
        title="Attestry is set up already"
        note={
          <>
            The set-up link has done its work. Sign in, or ask an administrator for an invitation.{" "}
            <code>SETUP_DONE</code>
          </>
        }
      >
        <ButtonLink href="/sign-in" variant="primary" size="large">
          Sign in
        </ButtonLink>
      </EntryCard>
    );
  }
  if (token === undefined) {
    return (
      <Loading label="set-up" className="flex flex-col gap-4">
        <Skeleton className="h-8 w-48" />
        <Skeleton className="h-80 w-full" />
      </Loading>
    );
  }
  if (token === null) {
    return (
      <EntryCard
        title="Open the set-up link"
        note="The server prints a link where it was started. Whoever opens it first makes the first account and becomes administrator."
      >
        <ol className="flex list-decimal flex-col gap-1 pl-5 text-sm">
          <li>
            Look at the terminal or the log of the server, behind the line{" "}
            <code className="text-xs">Attestry is ready</code>.
          </li>
          <li>Open the whole address; the part behind the # counts.</li>
          <li>When it is too old, start the server again: it prints a new one.</li>
        </ol>
      </EntryCard>
    );
  }
  return <SetupForm token={token} />;
}

function SetupForm({ token }: { readonly token: string }) {
  const [organizationName, setOrganizationName] = useState("");
  const [email, setEmail] = useState("");
  const [account, setAccount] = useState({ name: "", password: "" });
  const { mutate, isPending, isSuccess, error } = useMutation({
    mutationFn: () => api(createSetup, { body: { token, organizationName, email, ...account } }),
    onSuccess: () => goAfresh("/"),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate();
  };
  return (
    <EntryCard
      title="Set up Attestry"
      note="This makes the first account. You become administrator and invite the others."
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field label="Organization" help="Yours, or the team that this is for. It can be renamed.">
          {(control) => (
            <Input
              {...control}
              autoFocus
              required
              maxLength={100}
              autoComplete="organization"
              value={organizationName}
              onChange={(event) => setOrganizationName(event.target.value)}
            />
          )}
        </Field>
        <AccountFields
          account={account}
          email={email}
          organizationName={organizationName}
          error={error}
          onChange={setAccount}
        >
          <Field label="E-mail" help="To sign in with; nothing is sent to it.">
            {(control) => (
              <Input
                {...control}
                type="email"
                required
                maxLength={254}
                autoComplete="username"
                value={email}
                onChange={(event) => setEmail(event.target.value)}
              />
            )}
          </Field>
        </AccountFields>
        <Button type="submit" variant="primary" size="large" disabled={isPending || isSuccess}>
          {isPending || isSuccess ? "Setting up …" : "Set up and sign in"}
        </Button>
      </form>
    </EntryCard>
  );
}
