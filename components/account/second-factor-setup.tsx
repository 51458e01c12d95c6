"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ProofError } from "@/components/session/proof-error";
import { useStepUp } from "@/components/session/step-up";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Field, Input } from "@/components/ui/field";
import { useCountdown } from "@/components/ui/use-countdown";
import { ApiError } from "@/lib/client/api-error";
import { api } from "@/lib/client/api";
import type { TotpStart } from "@/lib/contract/account";
import { confirmTotp } from "@/lib/contract/operations/account";
import { QrCode } from "./qr-code";

/** Scan, type the first code, and it is on. Nothing asks for codes before that. */
export function SecondFactorSetup({
  start,
  onDone,
  onCancel,
}: {
  readonly start: TotpStart;
  readonly onDone: (recoveryCodes: readonly string[]) => void;
  readonly onCancel: () => void;
}) {
  const confirmed = useStepUp();
  const [code, setCode] = useState("");
  const [secondsLeft, startCountdown] = useCountdown();
  const { mutate, error, isPending } = useMutation({
    mutationFn: () =>
      confirmed(() => api(confirmTotp, { body: { code: code.replaceAll(/\s/g, "") } })),
    onSuccess: ({ recoveryCodes }) => onDone(recoveryCodes),
    onError: (refusal) => {
      if (refusal instanceof ApiError) startCountdown(refusal.retryAfterSeconds);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate();
  };
  return (
    <div className="flex flex-col gap-5 sm:flex-row">
      <QrCode text={start.uri} label="QR code for the authenticator app" />
      <form onSubmit={submit} className="flex min-w-0 flex-1 flex-col gap-4">
        <ol className="flex list-decimal flex-col gap-2 pl-5 text-sm">
          <li>Scan the picture with an authenticator app.</li>
          <li>
            Or type this into it:
            <span className="flex items-center gap-1">
              <code className="text-xs wrap-anywhere">{grouped(start.secret)}</code>
              <CopyButton text={start.secret} label="secret" />
            </span>
          </li>
          <li>Type the code that it shows.</li>
        </ol>
        <Field label="Code">
          {(control) => (
            <Input
              {...control}
              required
              inputMode="numeric"
              autoComplete="one-time-code"
              maxLength={8}
              value={code}
              onChange={(event) => setCode(event.target.value)}
              className="max-w-40 digits tracking-wider"
            />
          )}
        </Field>
        {error ? <ProofError error={error} asked="The code" secondsLeft={secondsLeft} /> : null}
        <div className="flex flex-wrap gap-2">
          <Button type="submit" variant="primary" disabled={isPending || secondsLeft > 0}>
            {secondsLeft > 0 ? `Wait ${secondsLeft} s` : "Switch on"}
          </Button>
          <Button variant="ghost" onClick={onCancel}>
            Cancel
          </Button>
        </div>
      </form>
    </div>
  );
}

/** In fours, for eyes. */
function grouped(secret: string): string {
  return secret.replaceAll(/(.{4})(?=.)/g, "$1 ");
}
