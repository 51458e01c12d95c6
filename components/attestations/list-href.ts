import type { AttestationFilter } from "@/lib/contract/attestations";

/** Where the page of a list stands. */
export interface ListPlace {
  readonly cursor?: string | undefined;
  readonly direction?: "older" | "newer" | undefined;
}

/** The address of the list with these filters; a page is forgotten when a filter changes. */
export function attestationListHref(
  filter: { readonly [Key in keyof AttestationFilter]?: AttestationFilter[Key] | undefined },
  place: ListPlace = {},
): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...filter, ...place })) {
    if (value !== undefined && value !== "") search.set(name, value);
  }
  return search.size === 0 ? "/attestations" : `/attestations?${search.toString()}`;
}
