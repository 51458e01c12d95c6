"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useStepUp } from "@/components/session/step-up";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { DialogForm } from "@/components/ui/dialog-form";
import { Field, Input } from "@/components/ui/field";
import { MAX_MINUTES_TO_FILL } from "@/lib/access/limit-class";
import { api } from "@/lib/client/api";
import { errorAt } from "@/lib/client/api-error";
import { limitKeys } from "@/lib/client/limits";
import { resetLimit, setLimit } from "@/lib/contract/operations/limits";
import { type LimitTarget, targetWords } from "./limit-target";
import { allowanceWords } from "./limit-words";

/** Changes one limit, with what it was beside what it becomes. */
export function LimitDialog({
  target,
  onClose,
}: {
  readonly target: LimitTarget;
  readonly onClose: () => void;
}) {
  const client = useQueryClient();
  const confirmed = useStepUp();
  const { scope, limitClass, subjectId, allowance, otherwise, isSet } = target;
  const [perMinute, setPerMinute] = useState(String(allowance.perMinute));
  const [burst, setBurst] = useState(String(allowance.burst));
  const subject = subjectId === null ? {} : { subjectId };
  const next = { perMinute: Number(perMinute), burst: Number(burst) };
  const done = async () => {
    onClose();
    await client.invalidateQueries({ queryKey: limitKeys.all });
  };
  const save = useMutation({
    mutationFn: () =>
      confirmed(() =>
        api(setLimit, { params: { scope, limitClass }, body: { ...next, ...subject } }),
      ),
    onSuccess: done,
  });
  const reset = useMutation({
    mutationFn: () =>
      confirmed(() => api(resetLimit, { params: { scope, limitClass }, query: subject })),
    onSuccess: done,
  });
  const error = save.error ?? reset.error;
  const isSame = next.perMinute === allowance.perMinute && next.burst === allowance.burst;
  const isPending = save.isPending || reset.isPending;
  const fallback = subjectId === null ? "Default" : "Without a limit of its own";
  return (
    <Dialog onClose={onClose} title={targetWords(target)} size="small">
      <DialogForm
        onSubmit={() => save.mutate()}
        error={error}
        actions={
          <>
            <Button type="submit" variant="primary" disabled={isPending || isSame}>
              {save.isPending ? "Changing …" : "Change limit"}
            </Button>
            <Button onClick={onClose}>Cancel</Button>
            {isSet ? (
              <Button
                variant="ghost"
                className="ml-auto"
                disabled={isPending}
                onClick={() => reset.mutate()}
              >
                {subjectId === null ? "Back to the default" : "Remove it"}
              </Button>
            ) : null}
          </>
        }
      >
        <Field label="Tokens that come back in a minute" error={errorAt(error, "perMinute")}>
          {(control) => (
            <Input
              {...control}
              autoFocus
              type="number"
              min={1}
              max={1_000_000}
              required
              value={perMinute}
              onChange={(event) => setPerMinute(event.target.value)}
            />
          )}
        </Field>
        <Field
          label="Tokens of a full bucket"
          error={errorAt(error, "burst")}
          help={`How many requests may come at once. At most what comes back in ${MAX_MINUTES_TO_FILL} minutes.`}
        >
          {(control) => (
            <Input
              {...control}
              type="number"
              min={1}
              max={1_000_000}
              required
              value={burst}
              onChange={(event) => setBurst(event.target.value)}
            />
          )}
        </Field>
        <dl className="rounded-control border bg-sunken px-3 py-2 text-sm">
          <Line name="Now" value={allowanceWords(allowance)} />
          <Line name="Afterwards" value={isSame ? "no change" : allowanceWords(next)} />
          <Line name={fallback} value={allowanceWords(otherwise)} />
        </dl>
      </DialogForm>
    </Dialog>
  );
}

function Line({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div className="flex justify-between gap-4">
      <dt className="text-muted">{name}</dt>
      <dd className="text-right tabular-nums">{value}</dd>
    </div>
  );
}
