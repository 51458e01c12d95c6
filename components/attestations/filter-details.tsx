"use client";

import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { type AttestationFilter, attestationFilterSchema } from "@/lib/contract/attestations";
import { fromUtcInput, toUtcInput } from "@/lib/format/utc-input";

type Name = "fmspc" | "measurement" | "from" | "to";
const NAMES: readonly Name[] = ["fmspc", "measurement", "from", "to"];

const problems = {
  fmspc: "An FMSPC has 12 hex digits.",
  measurement: "Give the whole measurement, 32 to 128 hex digits.",
  from: "Give a date and time.",
  to: "Give a date and time.",
} satisfies Record<Name, string>;

/** Filters that need typing; they apply together. Times are UTC. */
export function FilterDetails({
  filter,
  onApply,
}: {
  readonly filter: AttestationFilter;
  readonly onApply: (change: Readonly<Record<string, string | undefined>>) => boolean;
}) {
  const [wrong, setWrong] = useState<ReadonlySet<Name>>(new Set());

  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const text = (name: Name) => {
      const value = data.get(name);
      return typeof value === "string" ? value.trim() : "";
    };
    const change = {
      fmspc: text("fmspc") || undefined,
      measurement: text("measurement") || undefined,
      from: fromUtcInput(text("from")),
      to: fromUtcInput(text("to")),
    };
    const refused = NAMES.filter(
      (name) =>
        change[name] !== undefined &&
        !attestationFilterSchema.safeParse({ [name]: change[name] }).success,
    );
    setWrong(new Set(refused));
    if (refused.length === 0) onApply(change);
  };

  return (
    <form
      onSubmit={onSubmit}
      className="grid items-start gap-3 rounded-card border bg-surface p-3 sm:grid-cols-2 xl:grid-cols-[10rem_1fr_13rem_13rem_auto]"
    >
      <Field label="FMSPC" error={wrong.has("fmspc") ? problems.fmspc : null}>
        {(control) => (
          <Input
            {...control}
            name="fmspc"
            defaultValue={filter.fmspc}
            className="digits"
            spellCheck={false}
          />
        )}
      </Field>
      <Field label="Measurement" error={wrong.has("measurement") ? problems.measurement : null}>
        {(control) => (
          <Input
            {...control}
            name="measurement"
            defaultValue={filter.measurement}
            className="digits"
            spellCheck={false}
          />
        )}
      </Field>
      <Field label="Received from (UTC)" error={wrong.has("from") ? problems.from : null}>
        {(control) => (
          <Input
            {...control}
            type="datetime-local"
            name="from"
            defaultValue={filter.from && toUtcInput(filter.from)}
          />
        )}
      </Field>
      <Field label="Received before (UTC)" error={wrong.has("to") ? problems.to : null}>
        {(control) => (
          <Input
            {...control}
            type="datetime-local"
            name="to"
            defaultValue={filter.to && toUtcInput(filter.to)}
          />
        )}
      </Field>
      <Button type="submit" className="xl:mt-6">
        Apply
      </Button>
    </form>
  );
}
