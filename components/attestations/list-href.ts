import { listAddress } from "@/lib/client/list-address";
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
  return listAddress("/attestations", { ...filter, ...place });
}
