"use client";

import { ProviderButtons } from "@/components/session/provider-buttons";
import { SignInForm } from "@/components/session/sign-in-form";
import { ButtonLink } from "@/components/ui/button";
import { FormError } from "@/components/ui/form-error";
import { OrLine } from "@/components/ui/or-line";
import { goAfresh } from "@/lib/client/go-afresh";
import { EntryCard } from "./entry-card";

export interface Refusal {
  readonly code: string;
  readonly text: string;
}

export function SignIn({
  returnTo,
  refusal,
}: {
  /** A path of this server. */
  readonly returnTo: string;
  /** Why a sign-in at a provider came back without one. */
  readonly refusal: Refusal | null;
}) {
  return (
    <>
      <EntryCard
        title="Sign in"
        note={returnTo === "/" ? null : "You come back to the page that you asked for."}
      >
        {refusal ? <FormError code={refusal.code}>{refusal.text}</FormError> : null}
        <SignInForm onSignedIn={() => goAfresh(returnTo)} />
        <ProviderButtons returnTo={returnTo} before={<OrLine />} />
      </EntryCard>
      <p className="px-1 text-center text-xs text-pretty text-muted">
        No account yet, or the password forgotten? An administrator of your organization can send
        you a link.
      </p>
    </>
  );
}

/** Somebody with a session comes back from a provider without what they went for: it says why, and their session goes on. */
export function StillSignedIn({
  email,
  refusal,
}: {
  readonly email: string;
  readonly refusal: Refusal;
}) {
  return (
    <EntryCard
      title="You are signed in as before"
      note={
        <>
          The provider sent you back, and nothing was changed. You are{" "}
          <b className="font-medium text-text">{email}</b>.
        </>
      }
    >
      <FormError code={refusal.code}>{refusal.text}</FormError>
      <div className="flex flex-wrap gap-2">
        <ButtonLink href="/account" variant="primary">
          Your account
        </ButtonLink>
        <ButtonLink href="/" variant="ghost">
          Overview
        </ButtonLink>
      </div>
    </EntryCard>
  );
}
