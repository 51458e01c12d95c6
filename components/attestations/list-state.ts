import {
  type AttestationFilter,
  attestationFilterSchema,
  attestationListQuerySchema,
} from "@/lib/contract/attestations";
import type { AttestationListQuery } from "@/lib/client/attestations";
import type { ListPlace } from "./list-href";

export type SearchValues = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface ListState {
  readonly filter: AttestationFilter;
  readonly place: ListPlace;
  /** Names of the parameters that could not be read, and therefore filter nothing. */
  readonly ignored: readonly string[];
}

const FILTER_NAMES = attestationFilterSchema.keyof().options;
const placeSchema = attestationListQuerySchema.pick({ cursor: true, direction: true }).partial();

/** Reads the list's address. A bad value shows the list without that filter, never an error. */
export function readListState(values: SearchValues): ListState {
  const given = (name: string) => {
    const value = values[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  let filter: AttestationFilter = {};
  const ignored: string[] = [];
  for (const name of FILTER_NAMES) {
    const value = given(name);
    if (value === undefined) continue;
    const parsed = attestationFilterSchema.safeParse({ [name]: value });
    if (parsed.success) filter = { ...filter, ...parsed.data };
    else ignored.push(name);
  }
  const place = placeSchema.safeParse({
    ...(given("cursor") && { cursor: given("cursor") }),
    ...(given("direction") && { direction: given("direction") }),
  });
  return { filter, ignored, place: place.success && place.data.cursor ? place.data : {} };
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
