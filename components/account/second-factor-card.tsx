"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ShieldCheck, ShieldOff } from "lucide-react";
import { useState } from "react";
import { useStepUp } from "@/components/session/step-up";
import { Badge } from "@/components/ui/badge";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { FormError } from "@/components/ui/form-error";
import { describeError } from "@/lib/client/api-error";
import { api } from "@/lib/client/api";
import { sessionKeys } from "@/lib/client/session";
import type { TotpStart } from "@/lib/contract/account";
import { disableTotp, renewRecoveryCodes, startTotp } from "@/lib/contract/operations/account";
import type { Session } from "@/lib/contract/sessions";
import { RecoveryCodes } from "./recovery-codes";
import { SecondFactorSetup } from "./second-factor-setup";

const FEW_CODES = 3;

type Step =
  | { readonly at: "rest" }
  | { readonly at: "setup"; readonly start: TotpStart }
  | { readonly at: "codes"; readonly codes: readonly string[] }
  | { readonly at: "disable" };

/** Codes of an authenticator app beside the password: on, off, and the recovery codes. */
export function SecondFactorCard({ secondFactor }: Pick<Session, "secondFactor">) {
  const client = useQueryClient();
  const confirmed = useStepUp();
  const [step, setStep] = useState<Step>({ at: "rest" });
  const refresh = () => client.invalidateQueries({ queryKey: sessionKeys.all });
  const showCodes = (codes: readonly string[]) => {
    setStep({ at: "codes", codes });
    void refresh();
  };
  const start = useMutation({
    mutationFn: () => confirmed(() => api(startTotp, {})),
    onSuccess: (started) => setStep({ at: "setup", start: started }),
  });
  const renew = useMutation({
    mutationFn: () => confirmed(() => api(renewRecoveryCodes, {})),
    onSuccess: ({ recoveryCodes }) => showCodes(recoveryCodes),
  });
  const disable = useMutation({
    mutationFn: () => confirmed(() => api(disableTotp, {})),
    onSuccess: async () => {
      setStep({ at: "rest" });
      await refresh();
    },
  });
  const error = start.error ?? renew.error ?? disable.error;
  const refused = error ? describeError(error) : null;
  const { isOn, recoveryCodesLeft } = secondFactor;
  const isBusy = start.isPending || renew.isPending || disable.isPending;

  return (
    <Card aria-labelledby="second-factor">
      <CardHeader
        id="second-factor"
        title="Second factor"
        note="A code of an authenticator app, asked for after the password."
        actions={
          isOn ? (
            <Badge tone="affirming" icon={<ShieldCheck aria-hidden />}>
              On
            </Badge>
          ) : (
            <Badge icon={<ShieldOff aria-hidden />}>Off</Badge>
          )
        }
      />
      <CardBody className="flex flex-col gap-3">
        {step.at === "setup" ? (
          <SecondFactorSetup
            start={step.start}
            onDone={showCodes}
            onCancel={() => setStep({ at: "rest" })}
          />
        ) : null}
        {step.at === "codes" ? (
          <RecoveryCodes codes={step.codes} onKept={() => setStep({ at: "rest" })} />
        ) : null}
        {step.at === "disable" ? (
          <Banner tone="warning" title="Switch the second factor off?">
            Your password alone then signs you in. Your recovery codes stop working, and your other
            sessions end.
          </Banner>
        ) : null}
        {step.at === "rest" && isOn && recoveryCodesLeft !== null ? (
          <p className="text-sm">
            {recoveryCodesLeft <= FEW_CODES ? (
              <b className="font-medium text-warning">{recoveryCodesLeft}</b>
            ) : (
              recoveryCodesLeft
            )}{" "}
            recovery {recoveryCodesLeft === 1 ? "code is" : "codes are"} left for when the app is
            out of reach.
          </p>
        ) : null}
        {step.at === "rest" && !isOn ? (
          <p className="text-sm text-pretty text-muted">
            With it, a password that somebody has seen or guessed is not enough to act as you.
          </p>
        ) : null}
        {refused ? <FormError code={refused.code}>{refused.detail}</FormError> : null}
        {step.at === "rest" ? (
          <div className="flex flex-wrap gap-2">
            {isOn ? (
              <>
                <Button disabled={isBusy} onClick={() => renew.mutate()}>
                  New recovery codes
                </Button>
                <Button variant="ghost" onClick={() => setStep({ at: "disable" })}>
                  Switch off
                </Button>
              </>
            ) : (
              <Button variant="primary" disabled={isBusy} onClick={() => start.mutate()}>
                Switch on
              </Button>
            )}
          </div>
        ) : null}
        {step.at === "disable" ? (
          <div className="flex flex-wrap gap-2">
            <Button variant="danger" disabled={isBusy} onClick={() => disable.mutate()}>
              Switch off
            </Button>
            <Button variant="ghost" onClick={() => setStep({ at: "rest" })}>
              Keep it on
            </Button>
          </div>
        ) : null}
      </CardBody>
    </Card>
  );
}
