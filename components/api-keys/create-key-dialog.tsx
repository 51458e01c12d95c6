"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useStepUp } from "@/components/session/step-up";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input, Select, Textarea } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import type { Permission } from "@/lib/access/permissions";
import { ApiError, describeError } from "@/lib/client/api-error";
import { createApiKeyMutation } from "@/lib/client/api-keys";
import { SUGGESTED_LIFETIME_DAYS } from "@/lib/contract/api-keys";
import { draftProblem, emptyDraft, type KeyDraft, requestOf } from "./key-draft";
import { NewSecret } from "./new-secret";
import { PolicyField } from "./policy-field";
import { ScopePicker } from "./scope-picker";

const lifetimes: readonly (readonly [days: string, words: string])[] = [
  ["7", "in 7 days"],
  ["30", "in 30 days"],
  [String(SUGGESTED_LIFETIME_DAYS), `in ${SUGGESTED_LIFETIME_DAYS} days, as suggested`],
  ["365", "in a year"],
  ["never", "never"],
];

/** Everything about a new key, then its secret, once. */
export function CreateKeyDialog({ onClose }: { readonly onClose: () => void }) {
  const [draft, setDraft] = useState<KeyDraft>(emptyDraft);
  const [problem, setProblem] = useState<string | null>(null);
  const { mutate, data, error, isPending } = useMutation(
    createApiKeyMutation(useQueryClient(), useStepUp()),
  );
  const change = (changes: Partial<KeyDraft>) => setDraft({ ...draft, ...changes });
  const toggle = (scope: Permission) =>
    change({
      scopes: draft.scopes.includes(scope)
        ? draft.scopes.filter((other) => other !== scope)
        : [...draft.scopes, scope],
    });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = draftProblem(draft);
    setProblem(found);
    if (found === null) mutate(requestOf(draft, Date.now()));
  };
  const at = (name: string) => errorAt(error, name);
  const refused = error ? describeError(error) : null;

  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open && data === undefined) onClose();
      }}
      closeButton={data === undefined}
      title={data ? `${data.name} is made` : "Create an API key"}
    >
      {data ? (
        <NewSecret made={data} onDone={onClose} />
      ) : (
        <form onSubmit={submit} className="flex flex-col gap-4 p-4">
          <div className="grid gap-4 sm:grid-cols-2">
            <Field
              label="Name"
              error={at("name")}
              help="What uses it, so that others recognise it."
            >
              {(control) => (
                <Input
                  {...control}
                  autoFocus
                  required
                  maxLength={100}
                  autoComplete="off"
                  value={draft.name}
                  onChange={(event) => change({ name: event.target.value })}
                />
              )}
            </Field>
            <Field
              label="Service identity"
              optional
              error={at("service")}
              help="Shown as the actor of what the key does: sentinel, conductor, api-gateway, alchemist …"
            >
              {(control) => (
                <Input
                  {...control}
                  autoComplete="off"
                  spellCheck={false}
                  autoCapitalize="none"
                  value={draft.service}
                  onChange={(event) => change({ service: event.target.value })}
                />
              )}
            </Field>
          </div>
          <ScopePicker chosen={draft.scopes} onToggle={toggle} />
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label="Expires" error={at("expiresAt")}>
              {(control) => (
                <Select
                  {...control}
                  value={draft.lifetime}
                  onChange={(event) => change({ lifetime: event.target.value })}
                >
                  {lifetimes.map(([days, words]) => (
                    <option key={days} value={days}>
                      {words}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
            <Field label="Tags" optional error={at("tags")} help="With commas between them.">
              {(control) => (
                <Input
                  {...control}
                  autoComplete="off"
                  value={draft.tags}
                  onChange={(event) => change({ tags: event.target.value })}
                />
              )}
            </Field>
          </div>
          <Field
            label="Networks"
            optional
            error={at("networks")}
            help="From where it may be used, one in each line: 10.0.0.0/8, 2001:db8::/32 or an address. None: from anywhere."
          >
            {(control) => (
              <Textarea
                {...control}
                rows={2}
                spellCheck={false}
                className="font-mono"
                value={draft.networks}
                onChange={(event) => change({ networks: event.target.value })}
              />
            )}
          </Field>
          <PolicyField draft={draft} error={at("policy")} onChange={(changes) => change(changes)} />
          {problem ? <FormError>{problem}</FormError> : null}
          {refused && !problem ? <FormError code={refused.code}>{refused.detail}</FormError> : null}
          <div className="flex gap-2">
            <Button type="submit" variant="primary" disabled={isPending}>
              {isPending ? "Creating …" : "Create key"}
            </Button>
            <Button onClick={onClose}>Cancel</Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}

/** What the API says about one member of the request. */
function errorAt(error: unknown, name: string): string | null {
  if (!(error instanceof ApiError)) return null;
  const pointer = `/${name}`;
  return (
    error.places.find(
      (place) => place.pointer === pointer || place.pointer.startsWith(`${pointer}/`),
    )?.message ?? null
  );
}
