"use client";

import { SlidersHorizontal } from "lucide-react";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/field";
import { FilterSelect } from "@/components/ui/filter-select";
import { AUDIT_ACTOR_KINDS, AUDIT_OUTCOMES } from "@/lib/contract/audit";
import { ACTION_WORDS } from "@/lib/format/action-words";
import { fromUtcInput, toUtcInput } from "@/lib/format/utc-input";
import { actorKindWords } from "./actor-name";
import { outcomeWords } from "./outcome-badge";
import { readTrailAddress, type TrailAddress, trailHref } from "./trail-address";

const actions = Object.entries(ACTION_WORDS).toSorted(([, a], [, b]) => a.localeCompare(b, "en"));

/** Choosing goes to the address; the timeline of an actor or an object is reached from an event. */
export function TrailFilters({ address }: { readonly address: TrailAddress }) {
  const router = useRouter();
  const [showsMore, setShowsMore] = useState(false);
  const { filter } = address;
  const apply = (change: Readonly<Record<string, string | undefined>>) => {
    const next = readTrailAddress({ ...filter, ...change });
    router.push(trailHref(next.filter), { scroll: false });
  };
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const text = (name: string) => {
      const value = data.get(name);
      return typeof value === "string" ? value.trim() : "";
    };
    apply({
      requestId: text("requestId") || undefined,
      from: fromUtcInput(text("from")),
      to: fromUtcInput(text("to")),
    });
  };
  return (
    <div className="flex flex-wrap items-start gap-2">
      <FilterSelect
        label="Outcome"
        value={filter.outcome}
        options={AUDIT_OUTCOMES.map((outcome) => [outcome, outcomeWords[outcome]])}
        onChange={(outcome) => apply({ outcome })}
      />
      <FilterSelect
        label="Action"
        value={filter.action}
        options={actions}
        onChange={(action) => apply({ action })}
      />
      <FilterSelect
        label="Who"
        value={filter.actorKind}
        options={AUDIT_ACTOR_KINDS.map((kind) => [kind, actorKindWords[kind]])}
        onChange={(actorKind) => apply({ actorKind })}
      />
      <Button
        aria-expanded={showsMore}
        aria-controls="more-trail-filters"
        onClick={() => setShowsMore(!showsMore)}
      >
        <SlidersHorizontal aria-hidden />
        More filters
      </Button>
      <div id="more-trail-filters" hidden={!showsMore} className="w-full">
        <form
          key={JSON.stringify([filter.requestId, filter.from, filter.to])}
          onSubmit={onSubmit}
          className="flex w-full flex-wrap items-center gap-2 rounded-card border bg-surface p-3"
        >
          <Input
            name="requestId"
            aria-label="Request id"
            placeholder="Request id"
            defaultValue={filter.requestId}
            className="w-44! digits max-sm:w-full!"
            spellCheck={false}
            autoComplete="off"
          />
          <Moment name="from" label="From (UTC)" value={filter.from} />
          <Moment name="to" label="Before (UTC)" value={filter.to} />
          <Button type="submit">Apply</Button>
        </form>
      </div>
    </div>
  );
}

function Moment({
  name,
  label,
  value,
}: {
  readonly name: string;
  readonly label: string;
  readonly value: string | undefined;
}) {
  return (
    <label className="flex items-center gap-1.5 text-xs text-muted max-sm:w-full max-sm:justify-between">
      {label}
      <Input
        type="datetime-local"
        name={name}
        defaultValue={value && toUtcInput(value)}
        className="w-auto!"
      />
    </label>
  );
}
