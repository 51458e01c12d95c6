import { type ApiKeyFilter, apiKeyFilterSchema } from "@/lib/contract/api-keys";
import { idSchema } from "@/lib/contract/scalars";
import type { ApiKeyListQuery } from "@/lib/client/api-keys";

export type SearchValues = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What the address of the page says. */
export interface KeyListState {
  readonly filter: ApiKeyFilter;
  readonly cursor: string | null;
  /** The key whose details are open. */
  readonly openId: string | null;
}

export const FILTER_NAMES = apiKeyFilterSchema.keyof().options;

/** A bad value filters nothing and opens nothing, and is never an error. */
export function readKeyListState(values: SearchValues): KeyListState {
  const given = (name: string) => {
    const value = values[name];
    return typeof value === "string" && value !== "" ? value : null;
  };
  let filter: ApiKeyFilter = {};
  for (const name of FILTER_NAMES) {
    const parsed = apiKeyFilterSchema.safeParse({ [name]: given(name) ?? undefined });
    if (parsed.success) filter = { ...filter, ...parsed.data };
  }
  const id = idSchema.safeParse(given("key"));
  return { filter, cursor: given("cursor"), openId: id.success ? id.data : null };
}

export function keyListQuery({ filter, cursor }: KeyListState): ApiKeyListQuery {
  return { ...filter, ...(cursor === null ? {} : { cursor }) };
}

type Changes = { readonly [Name in keyof ApiKeyFilter]?: ApiKeyFilter[Name] | undefined };

/** The address with other filters; the page of the list is forgotten when one changes. */
export function keyListHref(
  filter: Changes,
  {
    cursor = null,
    openId = null,
  }: { readonly cursor?: string | null; readonly openId?: string | null } = {},
): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...filter, cursor, key: openId })) {
    if (value !== undefined && value !== null && value !== "") search.set(name, value);
  }
  return search.size === 0 ? "/api-keys" : `/api-keys?${search.toString()}`;
}
