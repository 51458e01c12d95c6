"use client";

import { PageHeader } from "@/components/shell/page-header";
import { useSession } from "@/components/session/use-session";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import { FirstPasswordCard } from "./first-password-card";
import { PasswordCard } from "./password-card";
import { ProfileCard } from "./profile-card";
import { ProvidersCard } from "./providers-card";
import { SecondFactorCard } from "./second-factor-card";
import { SessionsCard } from "./sessions-card";

/** What somebody looks after themselves: name, password, second factor, sessions. */
export function AccountView() {
  const session = useSession();
  return (
    <>
      <PageHeader
        title="Account"
        note="It is yours in every organization that you are a member of."
      />
      {session ? (
        <div className="grid items-start gap-4 xl:grid-cols-2">
          <div className="flex min-w-0 flex-col gap-4">
            <ProfileCard person={session.person} />
            <SecondFactorCard secondFactor={session.secondFactor} />
            <SessionsCard />
          </div>
          <div className="flex min-w-0 flex-col gap-4">
            {session.hasPassword ? (
              <PasswordCard person={session.person} organizations={session.organizations} />
            ) : (
              <FirstPasswordCard person={session.person} organizations={session.organizations} />
            )}
            <ProvidersCard linkedProviders={session.linkedProviders} />
          </div>
        </div>
      ) : (
        <Loading label="your account" className="grid gap-4 xl:grid-cols-2">
          <Skeleton className="h-64" />
          <Skeleton className="h-64" />
        </Loading>
      )}
    </>
  );
}
