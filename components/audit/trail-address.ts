import type { AuditListQuery } from "@/lib/client/audit";
import { type AuditFilter, auditFilterSchema, auditListQuerySchema } from "@/lib/contract/audit";

export type SearchValues = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Where a page of the trail stands. */
export interface TrailPlace {
  readonly cursor?: number | undefined;
  readonly direction?: "older" | "newer" | undefined;
}

/** What the address of the trail says. */
export interface TrailAddress {
  readonly filter: AuditFilter;
  readonly place: TrailPlace;
  /** The number of the event that is open beside the list. */
  readonly event: number | null;
  /** Names of the parameters that could not be read, and therefore filter nothing. */
  readonly ignored: readonly string[];
}

const FILTER_NAMES = auditFilterSchema.keyof().options;
const placeSchema = auditListQuerySchema.pick({ cursor: true, direction: true }).partial();
const seqSchema = auditListQuerySchema.shape.cursor;

/** Reads the address. A bad value shows the list without that filter, never an error. */
export function readTrailAddress(values: SearchValues): TrailAddress {
  const given = (name: string) => {
    const value = values[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  let filter: AuditFilter = {};
  const ignored: string[] = [];
  for (const name of FILTER_NAMES) {
    const value = given(name);
    if (value === undefined) continue;
    const parsed = auditFilterSchema.safeParse({ [name]: value });
    if (parsed.success) filter = { ...filter, ...parsed.data };
    else ignored.push(name);
  }
  const place = placeSchema.safeParse({
    ...(given("cursor") && { cursor: given("cursor") }),
    ...(given("direction") && { direction: given("direction") }),
  });
  const event = seqSchema.safeParse(given("event"));
  return {
    filter,
    ignored,
    place: place.success && place.data.cursor !== undefined ? place.data : {},
    event: event.success ? (event.data ?? null) : null,
  };
}

/** The address's list as the API's query. */
export function trailQuery({
  filter,
  place,
}: Pick<TrailAddress, "filter" | "place">): AuditListQuery {
  return {
    ...filter,
    ...(place.cursor !== undefined && { cursor: place.cursor }),
    ...(place.direction !== undefined && { direction: place.direction }),
  };
}

/** The address of the trail with these filters; page and open event are forgotten unless they are named. */
export function trailHref(
  filter: { readonly [Key in keyof AuditFilter]?: AuditFilter[Key] | undefined },
  { place = {}, event = null }: { place?: TrailPlace; event?: number | null } = {},
): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...filter, ...place, event })) {
    if (value !== undefined && value !== null && value !== "") search.set(name, String(value));
  }
  return search.size === 0 ? "/audit" : `/audit?${search.toString()}`;
}

/** Where an object is shown; what has no page of its own has its timeline. */
export function objectHref({ kind, id }: { readonly kind: string; readonly id: string }): string {
  return kind === "attestation"
    ? `/attestations/${encodeURIComponent(id)}`
    : trailHref({ objectKind: kind, objectId: id });
}
