"use client";

import { Building2 } from "lucide-react";
import { ButtonLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { useSession } from "./use-session";

/** In the place of every page of an organization, for somebody who is a member of none (any more). */
export function NoOrganization() {
  const session = useSession();
  return (
    <Card className="mx-auto mt-6 w-full max-w-xl">
      <h1 className="sr-only">No organization</h1>
      <EmptyState
        icon={<Building2 aria-hidden />}
        title="You are a member of no organization"
        action={
          <>
            <ButtonLink href="/account">Your account</ButtonLink>
            <ButtonLink href="/roles" variant="ghost">
              What each role may do
            </ButtonLink>
          </>
        }
      >
        Ask an administrator for an invitation to{" "}
        <b className="font-medium wrap-anywhere text-text">
          {session?.person.email ?? "your e-mail"}
        </b>{" "}
        and open its link in this browser. Your account stays as it is.{" "}
        <code>ORGANIZATION_REQUIRED</code>
      </EmptyState>
    </Card>
  );
}
