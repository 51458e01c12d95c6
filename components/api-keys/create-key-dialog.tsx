"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useStepUp } from "@/components/session/step-up";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { DialogForm } from "@/components/ui/dialog-form";
import { Field, Input, Select } from "@/components/ui/field";
import type { Permission } from "@/lib/access/permissions";
import { errorAt } from "@/lib/client/api-error";
import { createApiKeyMutation } from "@/lib/client/api-keys";
import { SUGGESTED_LIFETIME_DAYS } from "@/lib/contract/api-keys";
import { draftProblem, emptyDraft, type KeyDraft, requestOf } from "./key-draft";
import { NameField, NetworksField, TagsField } from "./key-fields";
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
  const submit = () => {
    const found = draftProblem(draft);
    setProblem(found);
    if (found === null) mutate(requestOf(draft, Date.now()));
  };
  const at = (name: string) => errorAt(error, name);

  return (
    <Dialog
      onClose={data ? null : onClose}
      title={data ? `${data.name} is made` : "Create an API key"}
    >
      {data ? (
        <NewSecret made={data} onDone={onClose} />
      ) : (
        <DialogForm
          onSubmit={submit}
          problem={problem}
          error={error}
          actions={
            <>
              <Button type="submit" variant="primary" disabled={isPending}>
                {isPending ? "Creating …" : "Create key"}
              </Button>
              <Button onClick={onClose}>Cancel</Button>
            </>
          }
        >
          <div className="grid gap-4 sm:grid-cols-2">
            <NameField draft={draft} error={at("name")} onChange={change} />
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
            <TagsField draft={draft} error={at("tags")} onChange={change} />
          </div>
          <NetworksField draft={draft} error={at("networks")} onChange={change} />
          <PolicyField draft={draft} error={at("policy")} onChange={change} />
        </DialogForm>
      )}
    </Dialog>
  );
}
