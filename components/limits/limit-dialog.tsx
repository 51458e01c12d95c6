"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useStepUp } from "@/components/session/step-up";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { LIMIT_CLASSES } from "@/lib/access/limit-class";
import { api } from "@/lib/client/api";
import { describeError } from "@/lib/client/api-error";
import { limitKeys } from "@/lib/client/limits";
import type { LimitSetting } from "@/lib/contract/limits";
import { resetLimit, setLimit } from "@/lib/contract/operations/limits";
import { allowanceWords, scopeWords } from "./limit-words";

/** Changes one limit, with what it was beside what it becomes. */
export function LimitDialog({
  setting,
  onClose,
}: {
  readonly setting: LimitSetting | null;
  readonly onClose: () => void;
}) {
  return (
    <Dialog
      open={setting !== null}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={
        setting
          ? `${LIMIT_CLASSES[setting.limitClass].words}: ${scopeWords[setting.scope].toLowerCase()}`
          : "Limit"
      }
      size="small"
    >
      {setting ? <LimitForm setting={setting} onClose={onClose} /> : null}
    </Dialog>
  );
}

function LimitForm({
  setting,
  onClose,
}: {
  readonly setting: LimitSetting;
  readonly onClose: () => void;
}) {
  const client = useQueryClient();
  const confirmed = useStepUp();
  const [perMinute, setPerMinute] = useState(String(setting.perMinute));
  const [burst, setBurst] = useState(String(setting.burst));
  const { scope, limitClass, subjectId } = setting;
  const target = subjectId === null ? {} : { subjectId };
  const next = { perMinute: Number(perMinute), burst: Number(burst) };
  const done = async () => {
    onClose();
    await client.invalidateQueries({ queryKey: limitKeys.all });
  };
  const save = useMutation({
    mutationFn: () =>
      confirmed(() =>
        api(setLimit, { params: { scope, limitClass }, body: { ...next, ...target } }),
      ),
    onSuccess: done,
  });
  const reset = useMutation({
    mutationFn: () =>
      confirmed(() => api(resetLimit, { params: { scope, limitClass }, query: target })),
    onSuccess: done,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const error = save.error ?? reset.error;
  const refused = error ? describeError(error) : null;
  const isSame = next.perMinute === setting.perMinute && next.burst === setting.burst;
  const isPending = save.isPending || reset.isPending;
  return (
    <form onSubmit={submit} className="flex flex-col gap-4 p-4">
      <Field label="Tokens that come back in a minute">
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
        help="How many requests may come at once. At most what comes back in an hour."
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
        <Line name="Now" value={allowanceWords(setting)} />
        <Line name="Afterwards" value={isSame ? "no change" : allowanceWords(next)} />
        <Line name="Default" value={allowanceWords(setting.default)} />
      </dl>
      {refused ? <FormError code={refused.code}>{refused.detail}</FormError> : null}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" disabled={isPending || isSame}>
          Change limit
        </Button>
        {setting.updatedAt === null ? null : (
          <Button disabled={isPending} onClick={() => reset.mutate()}>
            Back to the default
          </Button>
        )}
        <Button variant="ghost" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
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
