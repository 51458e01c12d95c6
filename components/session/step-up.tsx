"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import {
  createContext,
  type FormEvent,
  type ReactNode,
  useCallback,
  useContext,
  useRef,
  useState,
} from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { PasswordInput } from "@/components/ui/password-input";
import { useCountdown } from "@/components/ui/use-countdown";
import { ApiError, hasCode } from "@/lib/client/api-error";
import { api } from "@/lib/client/api";
import type { Confirmed } from "@/lib/client/confirmed";
import { sessionKeys, sessionQuery } from "@/lib/client/session";
import { confirmSession } from "@/lib/contract/operations/sessions";
import { ProofError } from "./proof-error";
import { ProviderButtons } from "./provider-buttons";
import { type FactorKind, factorOf, SecondFactorField } from "./second-factor-field";

const StepUpContext = createContext<Confirmed | null>(null);

/**
 * Around the call of a mutation that gives or takes power:
 *
 *     const confirmed = useStepUp();
 *     useMutation({ mutationFn: (body) => confirmed(() => api(createKey, { body })) });
 *
 * When the API answers `STEP_UP_REQUIRED`, a dialog asks for the password (and the second factor), and the call is
 * repeated. When it is closed instead, the mutation fails with the API's own answer.
 */
export function useStepUp(): Confirmed {
  const confirmed = useContext(StepUpContext);
  if (confirmed === null) throw new Error("useStepUp stands outside a StepUpProvider");
  return confirmed;
}

export function StepUpProvider({ children }: { readonly children: ReactNode }) {
  const [open, setOpen] = useState(false);
  const settle = useRef<((isConfirmed: boolean) => void) | null>(null);
  const asker = useRef<HTMLElement | null>(null);
  const finish = useCallback((isConfirmed: boolean) => {
    setOpen(false);
    settle.current?.(isConfirmed);
    settle.current = null;
  }, []);
  const confirmed = useCallback<Confirmed>(
    async (work) => {
      const focused = document.activeElement;
      try {
        return await work();
      } catch (error) {
        if (!hasCode(error, "STEP_UP_REQUIRED")) throw error;
        const isConfirmed = await new Promise<boolean>((resolve) => {
          finish(false); // two at once: the first gives way
          asker.current = focused instanceof HTMLElement ? focused : null;
          settle.current = resolve;
          setOpen(true);
        });
        if (!isConfirmed) throw error;
        return work();
      }
    },
    [finish],
  );

  return (
    <StepUpContext value={confirmed}>
      {children}
      {open ? (
        <Dialog
          onClose={() => finish(false)}
          title="Confirm that it is you"
          description="This gives or takes power, and your last sign-in is a while ago. What you have entered stays as it is."
          size="small"
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            giveFocusBack(asker.current);
          }}
        >
          <ConfirmForm onConfirmed={() => finish(true)} />
        </Dialog>
      ) : null}
    </StepUpContext>
  );
}

/**
 * To the button that was pressed, or to the dialog that it is in: buttons are disabled while their work goes on, so the
 * browser has taken the focus from it.
 */
function giveFocusBack(button: HTMLElement | null): void {
  button?.closest<HTMLElement>("[role=dialog]")?.focus();
  button?.focus();
}

function ConfirmForm({ onConfirmed }: { readonly onConfirmed: () => void }) {
  const client = useQueryClient();
  const { data: session } = useQuery(sessionQuery());
  const [password, setPassword] = useState("");
  const [kind, setKind] = useState<FactorKind>("code");
  const [factor, setFactor] = useState("");
  const [secondsLeft, startCountdown] = useCountdown();
  const asksFactor = session?.secondFactor.isOn ?? false;
  const { mutate, error, isPending } = useMutation({
    mutationFn: () =>
      api(confirmSession, {
        body: { password, ...(asksFactor ? factorOf(kind, factor) : {}) },
      }),
    onSuccess: (renewed) => {
      client.setQueryData(sessionKeys.current(), renewed);
      onConfirmed();
    },
    onError: (refusal) => {
      if (refusal instanceof ApiError) startCountdown(refusal.retryAfterSeconds);
      // Whoever only has to wait need not type it again.
      if (!hasCode(refusal, "SIGN_IN_DELAYED")) setFactor("");
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate();
  };

  if (session && !session.hasPassword) {
    return (
      <div className="flex flex-col gap-3 p-4 text-sm">
        <p>
          You sign in at a provider. Confirm there; you come back to this page, and what you have
          entered has to be entered again.
        </p>
        <ProviderButtons
          returnTo={window.location.pathname + window.location.search}
          only={session.linkedProviders}
          verb="Confirm with"
        />
      </div>
    );
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4 p-4">
      <input
        type="text"
        name="email"
        autoComplete="username"
        readOnly
        hidden
        value={session?.person.email ?? ""}
      />
      <Field label="Password">
        {(control) => (
          <PasswordInput
            {...control}
            name="password"
            autoComplete="current-password"
            autoFocus
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        )}
      </Field>
      {asksFactor ? (
        <SecondFactorField kind={kind} value={factor} onKindChange={setKind} onChange={setFactor} />
      ) : null}
      {error ? (
        <ProofError
          error={error}
          asked={asksFactor ? "Password or code" : "The password"}
          secondsLeft={secondsLeft}
        />
      ) : null}
      <Button
        type="submit"
        variant="primary"
        className="self-start"
        disabled={isPending || secondsLeft > 0}
      >
        {secondsLeft > 0 ? `Wait ${secondsLeft} s` : "Confirm and go on"}
      </Button>
    </form>
  );
}
