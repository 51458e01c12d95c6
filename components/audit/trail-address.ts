import type { AuditListQuery } from "@/lib/client/audit";
import { listAddress, readFilter, searchValue, type SearchValues } from "@/lib/client/list-address";
import { type AuditFilter, auditFilterSchema, auditListQuerySchema } from "@/lib/contract/audit";

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

const placeSchema = auditListQuerySchema.pick({ cursor: true, direction: true }).partial();
const seqSchema = auditListQuerySchema.shape.cursor;

/** Reads the address. A bad value shows the list without that filter, never an error. */
export function readTrailAddress(values: SearchValues): TrailAddress {
  const place = placeSchema.safeParse({
    cursor: searchValue(values, "cursor"),
    direction: searchValue(values, "direction"),
  });
  const event = seqSchema.safeParse(searchValue(values, "event"));
  return {
    ...readFilter(auditFilterSchema, values),
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
  return listAddress("/audit", { ...filter, ...place, event });
}

/** Where an object is shown; what has no page of its own has its timeline. */
export function objectHref({ kind, id }: { readonly kind: string; readonly id: string }): string {
  return kind === "attestation"
    ? `/attestations/${encodeURIComponent(id)}`
    : trailHref({ objectKind: kind, objectId: id });
}
