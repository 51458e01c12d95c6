"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ErrorState } from "@/components/ui/error-state";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import { describeError, hasCode } from "@/lib/client/api-error";
import { useFragmentToken } from "@/lib/client/fragment-token";
import { EntryCard } from "./entry-card";

interface Words {
  /** What it is called behind "the". */
  readonly subject: string;
  /** The page without a token. */
  readonly missing: { readonly title: string; readonly note: string };
  /** The page of one that opens nothing any more. */
  readonly ended: { readonly title: string; readonly note: string };
}

/** What the token in the address opens; a way elsewhere where it opens nothing. */
export function OpenedLink<Opened>({
  words: { subject, missing, ended },
  open,
  elsewhere,
  children,
}: {
  readonly words: Words;
  readonly open: (token: string, signal: AbortSignal) => Promise<Opened>;
  /** Where somebody goes on for whom nothing is open. */
  readonly elsewhere: ReactNode;
  readonly children: (opened: Opened, token: string) => ReactNode;
}) {
  const token = useFragmentToken();
  const { data, error, refetch } = useQuery({
    queryKey: [subject, token],
    queryFn: ({ signal }) => open(token ?? "", signal),
    enabled: typeof token === "string",
    retry: false,
    refetchOnWindowFocus: false,
  });
  if (token === null) return <EntryCard {...missing}>{elsewhere}</EntryCard>;
  if (hasCode(error, "LINK_INVALID")) {
    return (
      <EntryCard
        title={ended.title}
        note={
          <>
            {ended.note} <code>LINK_INVALID</code>
          </>
        }
      >
        {elsewhere}
      </EntryCard>
    );
  }
  if (error) {
    return (
      <ErrorState
        title={`The ${subject} could not be read`}
        {...describeError(error)}
        onRetry={() => void refetch()}
      />
    );
  }
  if (!token || !data) {
    return (
      <Loading label={`the ${subject}`} className="flex flex-col gap-4">
        <Skeleton className="h-8 w-64" />
        <Skeleton className="h-56 w-full" />
      </Loading>
    );
  }
  return children(data, token);
}
