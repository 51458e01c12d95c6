"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Field, Input } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { describeError } from "@/lib/client/api-error";
import { api } from "@/lib/client/api";
import { sessionKeys } from "@/lib/client/session";
import { updateAccount } from "@/lib/contract/operations/account";
import type { Session } from "@/lib/contract/sessions";

/** The name that others see beside what this person does. */
export function ProfileCard({ person }: Pick<Session, "person">) {
  const client = useQueryClient();
  const [name, setName] = useState(person.name);
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => api(updateAccount, { body: { name } }),
    onSuccess: (session) => {
      setName(session.person.name);
      client.setQueryData(sessionKeys.current(), session);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate();
  };
  const refused = error ? describeError(error) : null;
  return (
    <Card aria-labelledby="profile">
      <CardHeader id="profile" title="Name" note={`You sign in as ${person.email}.`} />
      <CardBody>
        <form onSubmit={submit} className="flex flex-col items-start gap-3">
          <div className="w-full max-w-sm">
            <Field label="Name" help="Members and the audit trail show it beside what you do.">
              {(control) => (
                <Input
                  {...control}
                  required
                  maxLength={100}
                  autoComplete="name"
                  value={name}
                  onChange={(event) => setName(event.target.value)}
                />
              )}
            </Field>
          </div>
          {refused ? <FormError code={refused.code}>{refused.detail}</FormError> : null}
          <Button type="submit" disabled={isPending || name.trim() === person.name}>
            Save name
          </Button>
        </form>
      </CardBody>
    </Card>
  );
}
