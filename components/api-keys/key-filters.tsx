"use client";

import { useRouter } from "next/navigation";
import { FilterChips } from "@/components/ui/filter-chips";
import { FilterSelect } from "@/components/ui/filter-select";
import { SearchField } from "@/components/ui/search-field";
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
  const chips = FILTER_NAMES.flatMap((name) => {
    const text = name === "state" ? filter.state && keyStateLabel(filter.state) : filter[name];
    const removeHref = keyListHref({ ...filter, [name]: undefined });
    return text === undefined ? [] : [{ label: labels[name], text, removeHref }];
  });
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-start gap-2">
        <SearchField
          label="Find by name or prefix"
          placeholder="Name or prefix, then Enter"
          value={filter.q}
          onSearch={(text) => apply({ q: text && withoutSecret(text) })}
        />
        <FilterSelect
          label="State"
          value={filter.state}
          options={API_KEY_STATES.map((state) => [state, keyStateLabel(state)])}
          onChange={(state) => apply({ state })}
        />
      </div>
      <FilterChips chips={chips} clearHref={keyListHref({})} />
    </div>
  );
}

/** Somebody who pastes a whole key searches for its prefix: its secret must not come into an address. */
function withoutSecret(text: string): string {
  return /^atst_[0-9A-Za-z]{12}/.exec(text)?.[0] ?? text;
}
