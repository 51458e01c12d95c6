"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { NewPasswordField } from "@/components/session/new-password-field";
import { ProofError } from "@/components/session/proof-error";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { PasswordInput } from "@/components/ui/password-input";
import { useCountdown } from "@/components/ui/use-countdown";
import { ApiError, hasCode } from "@/lib/client/api-error";
import { api } from "@/lib/client/api";
import { sessionKeys } from "@/lib/client/session";
import { changePassword } from "@/lib/contract/operations/account";
import type { Session } from "@/lib/contract/sessions";

export function PasswordCard({ person, organizations }: Pick<Session, "person" | "organizations">) {
  const client = useQueryClient();
  const [currentPassword, setCurrentPassword] = useState("");
  const [newPassword, setNewPassword] = useState("");
  const [secondsLeft, startCountdown] = useCountdown();
  const { mutate, isPending, isSuccess, error } = useMutation({
    mutationFn: () => api(changePassword, { body: { currentPassword, newPassword } }),
    onSuccess: async () => {
      setCurrentPassword("");
      setNewPassword("");
      await client.invalidateQueries({ queryKey: sessionKeys.all });
    },
    onError: (refusal) => {
      if (refusal instanceof ApiError) startCountdown(refusal.retryAfterSeconds);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate();
  };
  const rejected = hasCode(error, "PASSWORD_REJECTED") ? error : null;
  return (
    <Card aria-labelledby="password">
      <CardHeader
        id="password"
        title="Password"
        note="Changing it ends your sessions in other browsers."
      />
      <CardBody>
        <form onSubmit={submit} className="flex flex-col items-start gap-3">
          <input type="text" autoComplete="username" readOnly hidden value={person.email} />
          <div className="flex w-full max-w-sm flex-col gap-3">
            <Field label="Current password">
              {(control) => (
                <PasswordInput
                  {...control}
                  autoComplete="current-password"
                  required
                  value={currentPassword}
                  onChange={(event) => setCurrentPassword(event.target.value)}
                />
              )}
            </Field>
            <NewPasswordField
              label="New password"
              value={newPassword}
              owner={{ ...person, organizations: organizations.map(({ name }) => name) }}
              error={rejected?.detail ?? null}
              errorCode={rejected?.code ?? null}
              onChange={setNewPassword}
            />
          </div>
          {error && rejected === null ? (
            <ProofError error={error} asked="The current password" secondsLeft={secondsLeft} />
          ) : null}
          <div className="flex items-center gap-3">
            <Button type="submit" disabled={isPending || secondsLeft > 0}>
              {secondsLeft > 0 ? `Wait ${secondsLeft} s` : "Change password"}
            </Button>
            <span role="status" className="text-sm text-muted">
              {isSuccess && newPassword === "" ? "Changed; your other sessions have ended." : null}
            </span>
          </div>
        </form>
      </CardBody>
    </Card>
  );
}
