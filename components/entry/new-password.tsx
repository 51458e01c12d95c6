"use client";

import { useQuery } from "@tanstack/react-query";
import { ButtonLink } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import { Timestamp } from "@/components/ui/timestamp";
import { describeError, hasCode } from "@/lib/client/api-error";
import { api } from "@/lib/client/api";
import { useFragmentToken } from "@/lib/client/fragment-token";
import { openPasswordLink } from "@/lib/contract/operations/members";
import { EntryCard } from "./entry-card";
import { NewPasswordForm } from "./new-password-form";

/** Another password for somebody who forgot theirs and has a link of an administrator. */
export function NewPassword() {
  const token = useFragmentToken();
  const { data, error, refetch } = useQuery({
    queryKey: ["password link", token],
    queryFn: ({ signal }) => api(openPasswordLink, { body: { token: token ?? "" }, signal }),
    enabled: typeof token === "string",
    retry: false,
    refetchOnWindowFocus: false,
  });
  if (token === null) {
    return (
      <EntryCard
        title="Open the link for your new password"
        note="The part behind the # counts, so the address has to be whole. An administrator of your organization makes the link, under Members."
      >
        <ButtonLink href="/sign-in">Sign in</ButtonLink>
      </EntryCard>
    );
  }
  if (hasCode(error, "LINK_INVALID")) {
    return (
      <EntryCard
        title="This link does not work any more"
        note={
          <>
            It was used or replaced, or it is too old. Ask an administrator of your organization for
            a new one. <code>LINK_INVALID</code>
          </>
        }
      >
        <ButtonLink href="/sign-in">Sign in</ButtonLink>
      </EntryCard>
    );
  }
  if (error) {
    return (
      <ErrorState
        title="The link could not be read"
        {...describeError(error)}
        onRetry={() => void refetch()}
      />
    );
  }
  if (!token || !data) {
    return (
      <Loading label="the link" className="flex flex-col gap-4">
        <Skeleton className="h-8 w-64" />
        <Skeleton className="h-48 w-full" />
      </Loading>
    );
  }
  return (
    <EntryCard
      title="Choose a new password"
      note={
        <>
          For <b className="font-medium text-text">{data.email}</b> of {data.organizationName}. It
          ends all of your sessions. The link ends <Timestamp value={data.expiresAt} />.
        </>
      }
    >
      <NewPasswordForm token={token} link={data} />
    </EntryCard>
  );
}
