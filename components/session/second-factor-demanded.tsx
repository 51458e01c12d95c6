"use client";

import { ShieldAlert } from "lucide-react";
import { ButtonLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { useSession } from "./use-session";

/** In the place of every page of an organization that demands a second factor, for a member who has none. */
export function SecondFactorDemanded() {
  const session = useSession();
  return (
    <Card className="mx-auto mt-6 w-full max-w-xl">
      <h1 className="sr-only">Second factor needed</h1>
      <EmptyState
        icon={<ShieldAlert aria-hidden />}
        title={`${session?.organization?.name ?? "This organization"} demands a second factor`}
        action={<ButtonLink href="/account">Set it up in your account</ButtonLink>}
      >
        Your roles are as they were, and count again as soon as it is on. An authenticator app is
        all that it takes. <code>SECOND_FACTOR_DEMANDED</code>
      </EmptyState>
    </Card>
  );
}
