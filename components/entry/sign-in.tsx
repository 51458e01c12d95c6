"use client";

import { ProviderButtons } from "@/components/session/provider-buttons";
import { SignInForm } from "@/components/session/sign-in-form";
import { ButtonLink } from "@/components/ui/button";
import { FormError } from "@/components/ui/form-error";
import { goAfresh } from "@/lib/client/go-afresh";
import { EntryCard, OrLine } from "./entry-card";

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

/** For somebody who is signed in, and came back from a provider without what they went for. */
export function NotConfirmed({
  returnTo,
  refusal,
}: {
  readonly returnTo: string;
  readonly refusal: Refusal;
}) {
  return (
    <EntryCard title="The provider did not confirm it" note="You are signed in as before.">
      <FormError code={refusal.code}>{refusal.text}</FormError>
      <ButtonLink href={returnTo}>Go back to the console</ButtonLink>
    </EntryCard>
  );
}
