import type { MemberQuery } from "@/lib/client/members";
import { type MemberFilter, memberFilterSchema } from "@/lib/contract/members";

type SearchValues = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What the address of the page says. */
export interface MemberListState {
  readonly filter: MemberFilter;
  readonly cursor: string | null;
}

/** A bad value filters nothing, and is never an error. */
export function readMemberListState(values: SearchValues): MemberListState {
  let filter: MemberFilter = {};
  for (const name of memberFilterSchema.keyof().options) {
    const parsed = memberFilterSchema.safeParse({ [name]: values[name] || undefined });
    if (parsed.success) filter = { ...filter, ...parsed.data };
  }
  const { cursor } = values;
  return { filter, cursor: typeof cursor === "string" && cursor !== "" ? cursor : null };
}

export function memberListQuery({ filter, cursor }: MemberListState): MemberQuery {
  return { ...filter, ...(cursor === null ? {} : { cursor }) };
}

/** The address with other filters; the page of the list is forgotten when one changes. */
export function memberListHref(
  filter: { readonly [Name in keyof MemberFilter]?: MemberFilter[Name] | undefined },
  cursor: string | null = null,
): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...filter, cursor })) {
    if (value !== undefined && value !== null && value !== "") search.set(name, value);
  }
  return search.size === 0 ? "/members" : `/members?${search.toString()}`;
}
