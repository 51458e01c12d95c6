"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useStepUp } from "@/components/session/step-up";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { DialogForm } from "@/components/ui/dialog-form";
import { Field, Select } from "@/components/ui/field";
import { rotateApiKeyMutation } from "@/lib/client/api-keys";
import { type ApiKey, DEFAULT_OVERLAP_HOURS, MAX_OVERLAP_HOURS } from "@/lib/contract/api-keys";
import { hasEnded } from "./key-words";
import { NewSecret } from "./new-secret";

const overlaps: readonly (readonly [hours: number, words: string])[] = [
  [0, "not at all: it ends at once"],
  [1, "for 1 hour"],
  [DEFAULT_OVERLAP_HOURS, "for 1 day"],
  [72, "for 3 days"],
  [MAX_OVERLAP_HOURS, "for 7 days"],
];

/** A successor with the same properties; for a while both work, so that programs can change over one by one. */
export function RotateKeyDialog({
  apiKey,
  onClose,
}: {
  readonly apiKey: ApiKey;
  readonly onClose: () => void;
}) {
  const [overlapHours, setOverlapHours] = useState(DEFAULT_OVERLAP_HOURS);
  const { mutate, data, error, isPending } = useMutation(
    rotateApiKeyMutation(useQueryClient(), useStepUp()),
  );
  const submit = () => mutate({ id: apiKey.id, overlapHours });
  return (
    <Dialog
      onClose={data ? null : onClose}
      title={data ? `The successor of ${apiKey.name}` : `Rotate ${apiKey.name}`}
    >
      {data ? (
        <NewSecret made={data} onDone={onClose} />
      ) : (
        <DialogForm
          onSubmit={submit}
          error={error}
          actions={
            <>
              <Button type="submit" variant="primary" disabled={isPending}>
                {isPending ? "Rotating …" : "Rotate key"}
              </Button>
              <Button onClick={onClose}>Cancel</Button>
            </>
          }
        >
          <p className="text-sm">
            This makes a new key with the same name, scopes, networks, tags and policy.{" "}
            {hasEnded(apiKey)
              ? "The old one has ended and stays so."
              : "The old one goes on working for a while, so that programs can change over."}
          </p>
          {hasEnded(apiKey) ? null : (
            <Field
              label="The old key goes on working"
              help={
                apiKey.expiresAt === null
                  ? undefined
                  : "Never longer than it would have: its own end stays."
              }
            >
              {(control) => (
                <Select
                  {...control}
                  value={overlapHours}
                  onChange={(event) => setOverlapHours(Number(event.target.value))}
                >
                  {overlaps.map(([hours, words]) => (
                    <option key={hours} value={hours}>
                      {words}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          )}
        </DialogForm>
      )}
    </Dialog>
  );
}
