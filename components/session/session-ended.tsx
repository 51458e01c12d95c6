"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Dialog } from "@/components/ui/dialog";
import { OrLine } from "@/components/ui/or-line";
import { goAfresh } from "@/lib/client/go-afresh";
import { onSessionEnded } from "@/lib/client/session-ended";
import { sessionQuery } from "@/lib/client/session";
import type { Session } from "@/lib/contract/sessions";
import { ProviderButtons } from "./provider-buttons";
import { SignInForm } from "./sign-in-form";

/**
 * The session has ended while a page is open: sign in again over it, and nothing that was typed is lost. Somebody else
 * who signs in here gets a fresh page, with nothing of the one before.
 */
export function SessionEnded() {
  const client = useQueryClient();
  const { data: before } = useQuery({ ...sessionQuery(), enabled: false });
  const [open, setOpen] = useState(false);
  useEffect(() => onSessionEnded(() => setOpen(true)), []);

  const goOn = (session: Session) => {
    const isSame =
      session.person.id === before?.person.id &&
      session.organization?.id === before.organization?.id;
    if (!isSame) {
      goAfresh("/");
      return;
    }
    setOpen(false);
    void client.invalidateQueries();
  };

  if (!open) return null;
  return (
    <Dialog
      onClose={() => setOpen(false)}
      title="Your session has ended"
      description="It ran out, or it was ended in another browser. Sign in to go on where you are."
      size="small"
    >
      <div className="flex flex-col gap-4 p-4">
        <SignInForm initialEmail={before?.person.email ?? ""} onSignedIn={goOn} />
        <Providers />
      </div>
    </Dialog>
  );
}

/** Mounted with the open dialog, so that the address is the one of this moment. */
function Providers() {
  const [here] = useState(() => window.location.pathname + window.location.search);
  return <ProviderButtons returnTo={here} before={<OrLine />} />;
}
