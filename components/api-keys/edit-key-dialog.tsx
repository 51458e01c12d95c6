"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useStepUp } from "@/components/session/step-up";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { DialogForm } from "@/components/ui/dialog-form";
import { Field, Input } from "@/components/ui/field";
import { errorAt } from "@/lib/client/api-error";
import { updateApiKeyMutation } from "@/lib/client/api-keys";
import type { ApiKey } from "@/lib/contract/api-keys";
import { changesOf, editOf, type KeyEdit, policyProblem } from "./key-draft";
import { NameField, NetworksField, TagsField } from "./key-fields";
import { PolicyField } from "./policy-field";

const words: Readonly<Record<string, string>> = {
  name: "name",
  networks: "networks",
  tags: "tags",
  policy: "policy",
  expiresAt: "end",
};

/** What may change of a key that works. Scopes stay: whoever holds the secret would gain by them. */
export function EditKeyDialog({
  apiKey,
  onClose,
}: {
  readonly apiKey: ApiKey;
  readonly onClose: () => void;
}) {
  // As it was when the form was opened: what others change meanwhile is not undone by sending the form.
  const [before] = useState<KeyEdit>(() => editOf(apiKey));
  const [edit, setEdit] = useState(before);
  const [problem, setProblem] = useState<string | null>(null);
  const { mutate, error, isPending } = useMutation({
    ...updateApiKeyMutation(useQueryClient(), useStepUp()),
    onSuccess: onClose,
  });
  const change = (changes: Partial<KeyEdit>) => setEdit({ ...edit, ...changes });
  const changed = Object.keys(changesOf(before, edit)).map((name) => words[name] ?? name);
  const submit = () => {
    const found = policyProblem(edit);
    setProblem(found);
    if (found === null) mutate({ id: apiKey.id, ...changesOf(before, edit) });
  };
  const at = (name: string) => errorAt(error, name);

  return (
    <Dialog
      onClose={onClose}
      title={`Edit ${apiKey.name}`}
      description="What it may do stays: a key with other scopes is a new key."
    >
      <DialogForm
        onSubmit={submit}
        problem={problem}
        error={error}
        actions={
          <>
            <Button type="submit" variant="primary" disabled={isPending || changed.length === 0}>
              {isPending ? "Saving …" : "Save changes"}
            </Button>
            <Button onClick={onClose}>Cancel</Button>
            <p role="status" className="text-sm text-muted">
              {changed.length === 0 ? "No changes yet" : `Changes ${listed(changed)}`}
            </p>
          </>
        }
      >
        <div className="grid gap-4 sm:grid-cols-2">
          <NameField draft={edit} error={at("name")} onChange={change} />
          <TagsField draft={edit} error={at("tags")} onChange={change} />
        </div>
        <NetworksField draft={edit} error={at("networks")} onChange={change} />
        <Field
          label="Expires (UTC)"
          error={at("expiresAt")}
          help={
            apiKey.expiresAt === null
              ? "Never, unless you choose a moment. It can’t be taken back: a key gets more time by rotating it."
              : "Only earlier than it is; a key gets more time by rotating it."
          }
        >
          {(control) => (
            <Input
              {...control}
              type="datetime-local"
              required={before.expires !== ""}
              max={before.expires || undefined}
              value={edit.expires}
              onChange={(event) => change({ expires: event.target.value })}
              className="sm:w-60"
            />
          )}
        </Field>
        <PolicyField draft={edit} error={at("policy")} onChange={change} />
      </DialogForm>
    </Dialog>
  );
}

const listed = (names: readonly string[]) => new Intl.ListFormat("en").format(names);
