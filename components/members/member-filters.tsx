"use client";

import { useRouter } from "next/navigation";
import { ROLE_TABLE, ROLES } from "@/lib/access/roles";
import { type FilterChip, FilterChips } from "@/components/ui/filter-chips";
import { FilterSelect } from "@/components/ui/filter-select";
import { SearchField } from "@/components/ui/search-field";
import { type MemberFilter, memberFilterSchema } from "@/lib/contract/members";
import { memberListHref } from "./member-list-state";

/** Choosing goes to the address. */
export function MemberFilters({ filter }: { readonly filter: MemberFilter }) {
  const router = useRouter();
  const apply = (change: Readonly<Record<string, string | undefined>>) => {
    const next = memberFilterSchema.safeParse({ ...filter, ...change });
    if (next.success) router.push(memberListHref(next.data), { scroll: false });
  };
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-start gap-2">
        <SearchField
          label="Find by name or e-mail"
          placeholder="Name or e-mail, then Enter"
          value={filter.q}
          maxLength={100}
          onSearch={(q) => apply({ q })}
        />
        <FilterSelect
          label="Role"
          value={filter.role}
          options={ROLES.map((role) => [role, ROLE_TABLE[role].label])}
          onChange={(role) => apply({ role })}
        />
      </div>
      <FilterChips chips={chipsOf(filter)} clearHref={memberListHref({})} />
    </div>
  );
}

function chipsOf({ q, role }: MemberFilter): readonly FilterChip[] {
  return [
    ...(q === undefined ? [] : [{ label: "Name", text: q, removeHref: memberListHref({ role }) }]),
    ...(role === undefined
      ? []
      : [{ label: "Role", text: ROLE_TABLE[role].label, removeHref: memberListHref({ q }) }]),
  ];
}
