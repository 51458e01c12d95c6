"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { PasswordInput } from "@/components/ui/password-input";
import { useCountdown } from "@/components/ui/use-countdown";
import { ApiError, hasCode } from "@/lib/client/api-error";
import { api } from "@/lib/client/api";
import { createSession } from "@/lib/contract/operations/sessions";
import type { Session } from "@/lib/contract/sessions";
import { ProofError } from "./proof-error";
import { type FactorKind, factorOf, SecondFactorField } from "./second-factor-field";

/** E-mail and password, then the second factor of whoever has one. */
export function SignInForm({
  initialEmail = "",
  onSignedIn,
}: {
  readonly initialEmail?: string;
  readonly onSignedIn: (session: Session) => void;
}) {
  const [email, setEmail] = useState(initialEmail);
  const [password, setPassword] = useState("");
  const [asksFactor, setAsksFactor] = useState(false);
  const [kind, setKind] = useState<FactorKind>("code");
  const [factor, setFactor] = useState("");
  const [secondsLeft, startCountdown] = useCountdown();

  const { mutate, error, reset, isPending, isSuccess } = useMutation({
    mutationFn: () =>
      api(createSession, {
        body: { email, password, ...(asksFactor ? factorOf(kind, factor) : {}) },
      }),
    onSuccess: onSignedIn,
    onError: (refusal) => {
      if (hasCode(refusal, "SECOND_FACTOR_REQUIRED")) {
        setAsksFactor(true);
        reset();
        return;
      }
      if (refusal instanceof ApiError) startCountdown(refusal.retryAfterSeconds);
      // Whoever only has to wait need not type it again.
      if (!hasCode(refusal, "SIGN_IN_DELAYED")) setFactor("");
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate();
  };

  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      {asksFactor ? (
        <>
          <p className="text-sm text-muted">
            The password is right. Signing in as <b className="font-medium text-text">{email}</b>{" "}
            needs the second factor, too.
          </p>
          <SecondFactorField
            kind={kind}
            value={factor}
            onKindChange={setKind}
            onChange={setFactor}
          />
        </>
      ) : (
        <>
          <Field label="E-mail">
            {(control) => (
              <Input
                {...control}
                type="email"
                name="email"
                autoComplete="username"
                autoFocus={initialEmail === ""}
                required
                value={email}
                onChange={(event) => setEmail(event.target.value)}
              />
            )}
          </Field>
          <Field label="Password">
            {(control) => (
              <PasswordInput
                {...control}
                name="password"
                autoComplete="current-password"
                autoFocus={initialEmail !== ""}
                required
                value={password}
                onChange={(event) => setPassword(event.target.value)}
              />
            )}
          </Field>
        </>
      )}
      {error ? (
        <ProofError
          error={error}
          asked={asksFactor ? "The code" : "E-mail or password"}
          secondsLeft={secondsLeft}
        />
      ) : null}
      <Button
        type="submit"
        variant="primary"
        size="large"
        disabled={isPending || isSuccess || secondsLeft > 0}
      >
        {secondsLeft > 0
          ? `Wait ${secondsLeft} s`
          : isPending || isSuccess
            ? "Signing in …"
            : "Sign in"}
      </Button>
      {asksFactor ? (
        <Button
          variant="ghost"
          onClick={() => {
            setAsksFactor(false);
            setFactor("");
            reset();
          }}
        >
          Start again
        </Button>
      ) : null}
    </form>
  );
}
