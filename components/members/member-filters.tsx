"use client";

import { useRouter } from "next/navigation";
import type { FormEvent } from "react";
import { ROLE_TABLE, ROLES } from "@/lib/access/roles";
import { Chip } from "@/components/ui/chip";
import { Input, Select } from "@/components/ui/field";
import { type MemberFilter, memberFilterSchema } from "@/lib/contract/members";
import { memberListHref } from "./member-list-state";

/** Choosing goes to the address. */
export function MemberFilters({ filter }: { readonly filter: MemberFilter }) {
  const router = useRouter();
  const apply = (change: {
    readonly q?: string | undefined;
    readonly role?: string | undefined;
  }) => {
    const next = memberFilterSchema.safeParse({ ...filter, ...change });
    if (next.success) router.push(memberListHref(next.data), { scroll: false });
  };
  const onSearch = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const value = new FormData(event.currentTarget).get("q");
    apply({ q: (typeof value === "string" && value.trim()) || undefined });
  };
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
            aria-label="Find by name or e-mail"
            placeholder="Name or e-mail, then Enter"
            defaultValue={filter.q}
            maxLength={100}
            autoComplete="off"
            spellCheck={false}
          />
        </form>
        <Select
          aria-label="Role"
          value={filter.role ?? ""}
          onChange={(event) => apply({ role: event.target.value || undefined })}
          className="w-auto!"
        >
          <option value="">Role: any</option>
          {ROLES.map((role) => (
            <option key={role} value={role}>
              {ROLE_TABLE[role].label}
            </option>
          ))}
        </Select>
      </div>
      {filter.q !== undefined || filter.role !== undefined ? (
        <ul aria-label="Filters" className="flex flex-wrap items-center gap-2">
          {filter.q === undefined ? null : (
            <li className="max-w-full">
              <Chip label="Name" removeHref={memberListHref({ ...filter, q: undefined })}>
                {filter.q}
              </Chip>
            </li>
          )}
          {filter.role === undefined ? null : (
            <li>
              <Chip label="Role" removeHref={memberListHref({ ...filter, role: undefined })}>
                {ROLE_TABLE[filter.role].label}
              </Chip>
            </li>
          )}
        </ul>
      ) : null}
    </div>
  );
}
