"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { LogIn } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { FormError } from "@/components/ui/form-error";
import { describeError } from "@/lib/client/api-error";
import { api } from "@/lib/client/api";
import type { Confirmed } from "@/lib/client/confirmed";
import { providersQuery } from "@/lib/client/session";
import { startOidc } from "@/lib/contract/operations/account";

/** The ways to sign in elsewhere that this installation is configured with; nothing where it has none. */
export function ProviderButtons({
  returnTo,
  invitationToken,
  only,
  verb = "Continue with",
  before,
  confirmed = (work) => work(),
}: {
  readonly returnTo: string;
  readonly invitationToken?: string;
  /** Ids of the providers that are meant; default: all. */
  readonly only?: readonly string[];
  readonly verb?: string;
  /** Stands above them, where there are any. */
  readonly before?: ReactNode;
  /** Asks for a fresh proof where the API wants one: for linking, inside the console. */
  readonly confirmed?: Confirmed;
}) {
  const { data } = useQuery(providersQuery());
  const { mutate, isPending, isSuccess, error } = useMutation({
    mutationFn: (provider: string) =>
      confirmed(() =>
        api(startOidc, {
          params: { provider },
          body: { returnTo, ...(invitationToken === undefined ? {} : { invitationToken }) },
        }),
      ),
    onSuccess: ({ url }) => window.location.assign(url),
  });
  const providers = (data?.items ?? []).filter(({ id }) => only?.includes(id) ?? true);
  if (providers.length === 0) return null;
  const refused = error ? describeError(error) : null;
  return (
    <div className="flex flex-col gap-2">
      {before}
      {providers.map(({ id, name }) => (
        <Button
          key={id}
          size="large"
          disabled={isPending || isSuccess}
          onClick={() => mutate(id)}
          className="w-full"
        >
          <LogIn aria-hidden />
          {verb} {name}
        </Button>
      ))}
      {refused ? <FormError code={refused.code}>{refused.detail}</FormError> : null}
    </div>
  );
}
