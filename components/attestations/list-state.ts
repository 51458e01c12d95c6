import {
  type AttestationFilter,
  attestationFilterSchema,
  attestationListQuerySchema,
} from "@/lib/contract/attestations";
import type { AttestationListQuery } from "@/lib/client/attestations";
import { readFilter, searchValue, type SearchValues } from "@/lib/client/list-address";
import type { ListPlace } from "./list-href";

export interface ListState {
  readonly filter: AttestationFilter;
  readonly place: ListPlace;
  /** Names of the parameters that could not be read, and therefore filter nothing. */
  readonly ignored: readonly string[];
}

const placeSchema = attestationListQuerySchema.pick({ cursor: true, direction: true }).partial();

/** Reads the list's address. A bad value shows the list without that filter, never an error. */
export function readListState(values: SearchValues): ListState {
  const place = placeSchema.safeParse({
    cursor: searchValue(values, "cursor"),
    direction: searchValue(values, "direction"),
  });
  return {
    ...readFilter(attestationFilterSchema, values),
    place: place.success && place.data.cursor ? place.data : {},
  };
}

/** The list's state as the API's query. */
export function listQuery({
  filter,
  place,
}: Pick<ListState, "filter" | "place">): AttestationListQuery {
  return {
    ...filter,
    ...(place.cursor !== undefined && { cursor: place.cursor }),
    ...(place.direction !== undefined && { direction: place.direction }),
  };
}
