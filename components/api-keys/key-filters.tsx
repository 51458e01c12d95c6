"use client";

import { useRouter } from "next/navigation";
import type { FormEvent } from "react";
import { Chip } from "@/components/ui/chip";
import { Input } from "@/components/ui/field";
import { FilterSelect } from "@/components/ui/filter-select";
import { API_KEY_STATES, type ApiKeyFilter, apiKeyFilterSchema } from "@/lib/contract/api-keys";
import { FILTER_NAMES, keyListHref } from "./key-list-state";
import { keyStateLabel } from "./key-state";

const labels = {
  state: "State",
  service: "Service",
  tag: "Tag",
  q: "Name",
} satisfies Record<keyof ApiKeyFilter, string>;

/** Choosing goes to the address; service and tag are chosen in the details of a key. */
export function KeyFilters({ filter }: { readonly filter: ApiKeyFilter }) {
  const router = useRouter();
  const apply = (change: Readonly<Record<string, string | undefined>>) => {
    const next = apiKeyFilterSchema.safeParse({ ...filter, ...change });
    if (next.success) router.push(keyListHref(next.data), { scroll: false });
  };
  const onSearch = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const value = new FormData(event.currentTarget).get("q");
    const text = typeof value === "string" ? value.trim() : "";
    apply({ q: withoutSecret(text) || undefined });
  };
  const on = FILTER_NAMES.filter((name) => filter[name] !== undefined);

  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-start gap-2">
        <form
          key={filter.q}
          onSubmit={onSearch}
          className="min-w-48 flex-1 max-sm:basis-full md:max-w-80"
        >
          <Input
            type="search"
            name="q"
            aria-label="Find by name or prefix"
            placeholder="Name or prefix, then Enter"
            defaultValue={filter.q}
            autoComplete="off"
            spellCheck={false}
          />
        </form>
        <FilterSelect
          label="State"
          value={filter.state}
          options={API_KEY_STATES.map((state) => [state, keyStateLabel(state)])}
          onChange={(state) => apply({ state })}
        />
      </div>
      {on.length > 0 ? (
        <ul aria-label="Filters" className="flex flex-wrap items-center gap-2">
          {on.map((name) => (
            <li key={name} className="max-w-full">
              <Chip label={labels[name]} removeHref={keyListHref({ ...filter, [name]: undefined })}>
                {name === "state" && filter.state ? keyStateLabel(filter.state) : filter[name]}
              </Chip>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

/** Somebody who pastes a whole key searches for its prefix: its secret must not come into an address. */
function withoutSecret(text: string): string {
  return /^atst_[0-9A-Za-z]{12}/.exec(text)?.[0] ?? text;
}
