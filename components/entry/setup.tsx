"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { NewPasswordField } from "@/components/session/new-password-field";
import { Button, ButtonLink } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import { describeError, hasCode } from "@/lib/client/api-error";
import { api } from "@/lib/client/api";
import { useFragmentToken } from "@/lib/client/fragment-token";
import { goAfresh } from "@/lib/client/go-afresh";
import { createSetup } from "@/lib/contract/operations/sessions";
import { EntryCard } from "./entry-card";

/** The first account of an installation, by the link that the server printed. */
export function Setup({ isDone }: { readonly isDone: boolean }) {
  const token = useFragmentToken();
  if (isDone) {
    return (
      <EntryCard
        title="This installation has been set up"
        note={
          <>
            Its set-up link works no longer. Sign in, or ask an administrator for an invitation.{" "}
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
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const { mutate, isPending, isSuccess, error } = useMutation({
    mutationFn: () =>
      api(createSetup, { body: { token, organizationName, name, email, password } }),
    onSuccess: () => goAfresh("/"),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate();
  };
  const refused = error ? describeError(error) : null;
  const isAboutPassword = hasCode(error, "PASSWORD_REJECTED");
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
        <Field label="Your name">
          {(control) => (
            <Input
              {...control}
              required
              maxLength={100}
              autoComplete="name"
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
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
          {isPending || isSuccess ? "Setting up …" : "Set up and sign in"}
        </Button>
      </form>
    </EntryCard>
  );
}
