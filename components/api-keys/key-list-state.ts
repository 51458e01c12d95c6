import { type ApiKeyFilter, apiKeyFilterSchema } from "@/lib/contract/api-keys";
import { idSchema } from "@/lib/contract/scalars";
import type { ApiKeyListQuery } from "@/lib/client/api-keys";
import { listAddress, readFilter, searchValue, type SearchValues } from "@/lib/client/list-address";

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
  const { filter } = readFilter(apiKeyFilterSchema, values);
  const id = idSchema.safeParse(searchValue(values, "key"));
  const cursor = searchValue(values, "cursor") ?? null;
  return { filter, cursor, openId: id.success ? id.data : null };
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
  return listAddress("/api-keys", { ...filter, cursor, key: openId });
}
