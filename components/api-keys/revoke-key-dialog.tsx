"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useStepUp } from "@/components/session/step-up";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { DialogForm } from "@/components/ui/dialog-form";
import { Field, Input } from "@/components/ui/field";
import { Timestamp } from "@/components/ui/timestamp";
import { revokeApiKeyMutation } from "@/lib/client/api-keys";
import type { ApiKey } from "@/lib/contract/api-keys";

/** Asks for the name, since programs stop at once and nothing brings the key back. */
export function RevokeKeyDialog({
  apiKey,
  onClose,
}: {
  readonly apiKey: ApiKey;
  readonly onClose: () => void;
}) {
  const [typed, setTyped] = useState("");
  const { mutate, error, isPending } = useMutation({
    ...revokeApiKeyMutation(useQueryClient(), useStepUp()),
    onSuccess: onClose,
  });
  const submit = () => mutate(apiKey.id);
  return (
    <Dialog onClose={onClose} title={`Revoke ${apiKey.name}`} size="small">
      <DialogForm
        onSubmit={submit}
        error={error}
        actions={
          <>
            <Button
              type="submit"
              variant="danger"
              disabled={isPending || typed.trim() !== apiKey.name}
            >
              {isPending ? "Revoking …" : "Revoke key"}
            </Button>
            <Button onClick={onClose}>Cancel</Button>
          </>
        }
      >
        <p className="text-sm">
          Programs with this key are refused from the next request on. This can’t be undone.{" "}
          {apiKey.lastUsed === null ? (
            "It was never used."
          ) : (
            <>
              It was last used <Timestamp value={apiKey.lastUsed.at} />.
            </>
          )}
        </p>
        <Field
          label="Name of the key"
          help={
            <>
              Type <b className="font-medium text-text">{apiKey.name}</b> to confirm.
            </>
          }
        >
          {(control) => (
            <Input
              {...control}
              autoFocus
              autoComplete="off"
              spellCheck={false}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          )}
        </Field>
      </DialogForm>
    </Dialog>
  );
}
