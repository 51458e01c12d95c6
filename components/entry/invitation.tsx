"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { ProviderButtons } from "@/components/session/provider-buttons";
import { RoleList } from "@/components/session/role-list";
import { SignInForm } from "@/components/session/sign-in-form";
import { Button, ButtonLink } from "@/components/ui/button";
import { FormError } from "@/components/ui/form-error";
import { OrLine } from "@/components/ui/or-line";
import { Timestamp } from "@/components/ui/timestamp";
import { describeError } from "@/lib/client/api-error";
import { api } from "@/lib/client/api";
import { goAfresh } from "@/lib/client/go-afresh";
import type { OpenInvitation } from "@/lib/contract/members";
import { acceptInvitation, openInvitation } from "@/lib/contract/operations/members";
import { deleteSession } from "@/lib/contract/operations/sessions";
import { EntryCard } from "./entry-card";
import { NewAccountForm } from "./new-account-form";
import { OpenedLink } from "./opened-link";

const words = {
  subject: "invitation",
  missing: {
    title: "Open the link of your invitation",
    note: "The part behind the # counts, so the address has to be whole. Without the link, ask whoever invited you for a new one.",
  },
  ended: {
    title: "This invitation does not work any more",
    note: "It was used, withdrawn, or it is too old. Ask whoever sent it for a new one.",
  },
};

/** What a link invites to, and the way in: with a new account, or with the one that somebody has. */
export function Invitation({ signedInAs }: { readonly signedInAs: string | null }) {
  return (
    <OpenedLink
      words={words}
      open={(token, signal) => api(openInvitation, { body: { token }, signal })}
      elsewhere={<Elsewhere isSignedIn={signedInAs !== null} />}
    >
      {(invitation, token) => (
        <EntryCard
          title={`Join ${invitation.organizationName}`}
          note={
            <>
              You are invited as <b className="font-medium text-text">{invitation.email}</b>. The
              invitation ends <Timestamp value={invitation.expiresAt} />.
            </>
          }
        >
          <section aria-label="Your roles there" className="rounded-control bg-sunken px-3 py-2">
            <RoleList roles={invitation.roles} />
          </section>
          <Way token={token} invitation={invitation} signedInAs={signedInAs} />
        </EntryCard>
      )}
    </OpenedLink>
  );
}

function Elsewhere({ isSignedIn }: { readonly isSignedIn: boolean }) {
  return isSignedIn ? (
    <ButtonLink href="/">Go to the console</ButtonLink>
  ) : (
    <ButtonLink href="/sign-in">Sign in</ButtonLink>
  );
}

function Way({
  token,
  invitation,
  signedInAs,
}: {
  readonly token: string;
  readonly invitation: OpenInvitation;
  readonly signedInAs: string | null;
}) {
  const [person, setPerson] = useState(signedInAs);
  const accept = useMutation({
    mutationFn: () => api(acceptInvitation, { body: { token } }),
    onSuccess: () => goAfresh("/"),
  });
  const signOut = useMutation({
    mutationFn: () => api(deleteSession, {}),
    onSuccess: () => setPerson(null),
  });
  const error = accept.error ?? signOut.error;
  const refused = error ? describeError(error) : null;
  const problem = refused ? <FormError code={refused.code}>{refused.detail}</FormError> : null;

  if (person !== null && person !== invitation.email) {
    return (
      <>
        <p className="text-sm text-pretty wrap-anywhere">
          You are signed in as <b className="font-medium">{person}</b>, and this invitation is for
          somebody else.
        </p>
        {problem}
        <Button size="large" disabled={signOut.isPending} onClick={() => signOut.mutate()}>
          Sign out and go on
        </Button>
      </>
    );
  }
  if (person !== null) {
    return (
      <>
        <p className="text-sm text-pretty">
          You are signed in with this e-mail. You act in {invitation.organizationName} from then on;
          the switcher at the top left leads back to your other organizations.
        </p>
        {problem}
        <Button
          variant="primary"
          size="large"
          disabled={accept.isPending || accept.isSuccess}
          onClick={() => accept.mutate()}
        >
          Join {invitation.organizationName}
        </Button>
      </>
    );
  }
  if (invitation.hasAccount) {
    return (
      <>
        <p className="text-sm">You have an account. Sign in to join with it.</p>
        {problem}
        <SignInForm
          initialEmail={invitation.email}
          onSignedIn={({ person: { email } }) => {
            setPerson(email);
            if (email === invitation.email) accept.mutate();
          }}
        />
        <ProviderButtons returnTo="/" invitationToken={token} before={<OrLine />} />
      </>
    );
  }
  return (
    <>
      <NewAccountForm token={token} invitation={invitation} />
      <ProviderButtons returnTo="/" invitationToken={token} before={<OrLine />} />
    </>
  );
}
