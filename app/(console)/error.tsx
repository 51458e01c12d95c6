"use client";

import { ButtonLink } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { describeError } from "@/lib/client/api-error";

/** A page that could not be drawn; the shell around it stays. */
export default function ConsoleError({
  error,
  reset,
}: {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
}) {
  const described = describeError(error);
  return (
    <ErrorState
      title="This page could not be drawn"
      {...described}
      // Next hides the message of a server's error and gives its digest, which stands in the log.
      requestId={described.requestId ?? error.digest ?? null}
      onRetry={reset}
    >
      <ButtonLink href="/" size="small">
        Overview
      </ButtonLink>
    </ErrorState>
  );
}
