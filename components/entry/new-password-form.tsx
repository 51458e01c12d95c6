"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { NewPasswordField } from "@/components/session/new-password-field";
import { ProofError } from "@/components/session/proof-error";
import {
  type FactorKind,
  factorOf,
  SecondFactorField,
} from "@/components/session/second-factor-field";
import { Button } from "@/components/ui/button";
import { useCountdown } from "@/components/ui/use-countdown";
import { ApiError, describeError, hasCode } from "@/lib/client/api-error";
import { api } from "@/lib/client/api";
import { goAfresh } from "@/lib/client/go-afresh";
import { redeemPasswordLink } from "@/lib/contract/operations/members";
import type { OpenPasswordLink } from "@/lib/contract/password-links";

/** The password, and the second factor of whoever has one. */
export function NewPasswordForm({
  token,
  link: { name, email, organizationName, hasSecondFactor },
}: {
  readonly token: string;
  readonly link: OpenPasswordLink;
}) {
  const [password, setPassword] = useState("");
  const [kind, setKind] = useState<FactorKind>("code");
  const [factor, setFactor] = useState("");
  const [secondsLeft, startCountdown] = useCountdown();
  const { mutate, isPending, isSuccess, error } = useMutation({
    mutationFn: () =>
      api(redeemPasswordLink, {
        body: { token, password, ...(hasSecondFactor ? factorOf(kind, factor) : {}) },
      }),
    onSuccess: () => goAfresh("/"),
    onError: (refusal) => {
      if (refusal instanceof ApiError) startCountdown(refusal.retryAfterSeconds);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate();
  };
  const isAboutPassword = hasCode(error, "PASSWORD_REJECTED");
  const refused = isAboutPassword ? describeError(error) : null;
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <input type="text" name="email" autoComplete="username" readOnly hidden value={email} />
      <NewPasswordField
        label="New password"
        value={password}
        owner={{ name, email, organizations: [organizationName] }}
        error={refused?.detail ?? null}
        errorCode={refused?.code ?? null}
        onChange={setPassword}
      />
      {hasSecondFactor ? (
        <SecondFactorField kind={kind} value={factor} onKindChange={setKind} onChange={setFactor} />
      ) : null}
      {error && !isAboutPassword ? (
        <ProofError error={error} asked="The code" secondsLeft={secondsLeft} />
      ) : null}
      <Button
        type="submit"
        variant="primary"
        size="large"
        disabled={isPending || isSuccess || secondsLeft > 0}
      >
        {secondsLeft > 0 ? `Wait ${secondsLeft} s` : "Change password and sign in"}
      </Button>
    </form>
  );
}
