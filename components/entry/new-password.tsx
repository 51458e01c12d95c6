"use client";

import { ButtonLink } from "@/components/ui/button";
import { Timestamp } from "@/components/ui/timestamp";
import { api } from "@/lib/client/api";
import { openPasswordLink } from "@/lib/contract/operations/members";
import { EntryCard } from "./entry-card";
import { NewPasswordForm } from "./new-password-form";
import { OpenedLink } from "./opened-link";

const words = {
  subject: "link",
  missing: {
    title: "Open the link for your new password",
    note: "The part behind the # counts, so the address has to be whole. An administrator of your organization makes the link, under Members.",
  },
  ended: {
    title: "This link does not work any more",
    note: "It was used or replaced, or it is too old. Ask an administrator of your organization for a new one.",
  },
};

/** Another password for somebody who forgot theirs and has a link of an administrator. */
export function NewPassword() {
  return (
    <OpenedLink
      words={words}
      open={(token, signal) => api(openPasswordLink, { body: { token }, signal })}
      elsewhere={<ButtonLink href="/sign-in">Sign in</ButtonLink>}
    >
      {(link, token) => (
        <EntryCard
          title="Choose a new password"
          note={
            <>
              For <b className="font-medium text-text">{link.email}</b> of {link.organizationName}.
              It ends all of your sessions. The link ends <Timestamp value={link.expiresAt} />.
            </>
          }
        >
          <NewPasswordForm token={token} link={link} />
        </EntryCard>
      )}
    </OpenedLink>
  );
}
