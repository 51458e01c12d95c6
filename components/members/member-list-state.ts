import { listAddress, readFilter, searchValue, type SearchValues } from "@/lib/client/list-address";
import type { MemberQuery } from "@/lib/client/members";
import { type MemberFilter, memberFilterSchema } from "@/lib/contract/members";

/** What the address of the page says. */
export interface MemberListState {
  readonly filter: MemberFilter;
  readonly cursor: string | null;
}

/** A bad value filters nothing, and is never an error. */
export function readMemberListState(values: SearchValues): MemberListState {
  const { filter } = readFilter(memberFilterSchema, values);
  return { filter, cursor: searchValue(values, "cursor") ?? null };
}

export function memberListQuery({ filter, cursor }: MemberListState): MemberQuery {
  return { ...filter, ...(cursor === null ? {} : { cursor }) };
}

/** The address with other filters; the page of the list is forgotten when one changes. */
export function memberListHref(
  filter: { readonly [Name in keyof MemberFilter]?: MemberFilter[Name] | undefined },
  cursor: string | null = null,
): string {
  return listAddress("/members", { ...filter, cursor });
}
