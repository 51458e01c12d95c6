"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { NewPasswordField } from "@/components/session/new-password-field";
import { useStepUp } from "@/components/session/step-up";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { FormError } from "@/components/ui/form-error";
import { describeError, hasCode } from "@/lib/client/api-error";
import { api } from "@/lib/client/api";
import { sessionKeys } from "@/lib/client/session";
import { setPassword } from "@/lib/contract/operations/account";
import type { Session } from "@/lib/contract/sessions";

/** For somebody who signs in at a provider: another way in, after a fresh proof there. */
export function FirstPasswordCard({
  person,
  organizations,
}: Pick<Session, "person" | "organizations">) {
  const client = useQueryClient();
  const confirmed = useStepUp();
  const [password, setTyped] = useState("");
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => confirmed(() => api(setPassword, { body: { password } })),
    onSuccess: () => client.invalidateQueries({ queryKey: sessionKeys.all }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate();
  };
  const refused = error ? describeError(error) : null;
  const isAboutPassword = hasCode(error, "PASSWORD_REJECTED");
  return (
    <Card aria-labelledby="password">
      <CardHeader
        id="password"
        title="Password"
        note="You have none and sign in at a provider. With one you can sign in without it, too."
      />
      <CardBody>
        <form onSubmit={submit} className="flex flex-col items-start gap-3">
          <input type="text" autoComplete="username" readOnly hidden value={person.email} />
          <div className="w-full max-w-sm">
            <NewPasswordField
              value={password}
              owner={{ ...person, organizations: organizations.map(({ name }) => name) }}
              error={isAboutPassword ? (refused?.detail ?? null) : null}
              errorCode={isAboutPassword ? (refused?.code ?? null) : null}
              onChange={setTyped}
            />
          </div>
          {refused && !isAboutPassword ? (
            <FormError code={refused.code}>{refused.detail}</FormError>
          ) : null}
          <Button type="submit" disabled={isPending}>
            Set password
          </Button>
        </form>
      </CardBody>
    </Card>
  );
}
