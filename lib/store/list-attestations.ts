import { and, asc, desc, eq, exists, type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { attestationDigests, attestationReasons, attestations } from "@/drizzle/schema";
import type { AttestationFilter } from "@/lib/contract/attestations";
import { summaryColumns, summaryFromRow } from "./attestation-columns";
import type { AttestationSummary } from "./attestation-record";
import type { Cursor } from "./cursor";
import { type DigestRange, digestRange } from "./digest-prefix";
import type { OrganizationDb } from "./organization-db";
import { momentText } from "./sql-text";

export interface PageRequest {
  readonly limit: number;
  readonly cursor: Cursor | null;
  /** From the cursor back in time, or forward. */
  readonly direction: "older" | "newer";
}

/** Newest first, whichever way the page was asked for. */
export interface AttestationPage {
  readonly items: readonly AttestationSummary[];
  /** Where the next older page starts; null when there is none. */
  readonly older: Cursor | null;
  readonly newer: Cursor | null;
}

/** A table that knows its rows' places in the history: the attestations, or a posting list. */
interface Places {
  readonly organizationId: PgColumn;
  readonly receivedAt: PgColumn;
  readonly id: PgColumn;
}
const ownPlaces: Places = {
  organizationId: attestations.organizationId,
  receivedAt: attestations.receivedAt,
  id: attestations.id,
};
const digestPlaces: Places = {
  organizationId: attestationDigests.organizationId,
  receivedAt: attestationDigests.receivedAt,
  id: attestationDigests.attestationId,
};
const reasonPlaces: Places = {
  organizationId: attestationReasons.organizationId,
  receivedAt: attestationReasons.receivedAt,
  id: attestationReasons.attestationId,
};

/** A prefix that fits more digests than this finds the attestations of the first ones only. */
const MAX_DIGESTS_OF_PREFIX = 200;

/** A page of the history. Each filter walks an index that is in the order of the history. */
export async function listAttestations(
  organization: OrganizationDb,
  filter: AttestationFilter,
  page: PageRequest,
): Promise<AttestationPage> {
  const asked = { organization, filter, page };
  const query =
    filter.q !== undefined
      ? listByPrefix(asked, filter.q)
      : filter.measurement !== undefined
        ? listByMeasurement(asked, filter.measurement)
        : filter.reasonCode !== undefined
          ? listByReason(asked, filter.reasonCode)
          : listByPlace(asked);
  const rows = await query;
  return pageOf(rows.map(summaryFromRow), page);
}

interface Asked {
  readonly organization: OrganizationDb;
  readonly filter: AttestationFilter;
  readonly page: PageRequest;
}

function listByPlace(asked: Asked) {
  const { organization, filter, page } = asked;
  return organization.db
    .select(summaryColumns)
    .from(attestations)
    .where(and(...rowConditions(filter), ...placeConditions(ownPlaces, asked)))
    .orderBy(...order(ownPlaces, page))
    .limit(page.limit + 1);
}

function listByMeasurement(asked: Asked, measurement: string) {
  const { organization, filter, page } = asked;
  return organization.db
    .select(summaryColumns)
    .from(attestationDigests)
    .innerJoin(attestations, isAt(digestPlaces))
    .where(
      and(
        eq(attestationDigests.digest, Buffer.from(measurement, "hex")),
        ...rowConditions(filter),
        hasReason(asked),
        ...placeConditions(digestPlaces, asked),
      ),
    )
    .groupBy(attestations.organizationId, attestations.id, digestPlaces.receivedAt, digestPlaces.id)
    .orderBy(...order(digestPlaces, page))
    .limit(page.limit + 1);
}

function listByReason(asked: Asked, code: string) {
  const { organization, filter, page } = asked;
  return organization.db
    .select(summaryColumns)
    .from(attestationReasons)
    .innerJoin(attestations, isAt(reasonPlaces))
    .where(
      and(
        eq(attestationReasons.code, code),
        ...rowConditions(filter),
        ...placeConditions(reasonPlaces, asked),
      ),
    )
    .orderBy(...order(reasonPlaces, page))
    .limit(page.limit + 1);
}

/**
 * The distinct digests come first, one index probe each, then the page of each of them, then the page of all: the work
 * is bounded by the number of digests and the size of a page, not by the number of attestations.
 */
function listByPrefix(asked: Asked, prefix: string) {
  const { organization, filter, page } = asked;
  const { db, organizationId } = organization;
  const range = digestRange(prefix);
  // The contract's schema lets nothing else through; whoever calls with other text finds nothing.
  const distinct =
    range === null ? sql`select null::bytea where false` : distinctDigests(organization, range);
  const measurement =
    filter.measurement === undefined
      ? sql`true`
      : sql`exists (select 1 from attestation_digests measured
          where measured.organization_id = ${organizationId}
          and measured.digest = ${Buffer.from(filter.measurement, "hex")}
          and measured.received_at = ${attestations.receivedAt}
          and measured.attestation_id = ${attestations.id})`;
  const places: Places = ownPlaces;
  const backwards = page.direction === "older";
  const direction = backwards ? sql`desc` : sql`asc`;
  const perDigest = db.$with("found").as(
    db.select({ id: sql<string>`page.id`.as("id") }).from(
      sql`(${distinct}) as distinct_digest (digest) cross join lateral (
          select ${attestations.id} from ${attestationDigests}
          join ${attestations} on ${isAt(digestPlaces)}
          where ${and(
            sql`${attestationDigests.digest} = distinct_digest.digest`,
            measurement,
            ...rowConditions(filter),
            hasReason(asked),
            ...placeConditions(digestPlaces, asked),
          )}
          order by ${attestationDigests.receivedAt} ${direction}, ${attestationDigests.attestationId} ${direction}
          limit ${page.limit + 1}
        ) as page`,
    ),
  );
  return db
    .with(perDigest)
    .select(summaryColumns)
    .from(attestations)
    .where(
      and(
        eq(attestations.organizationId, organizationId),
        sql`${attestations.id} in (select id from ${perDigest})`,
      ),
    )
    .orderBy(...order(places, page))
    .limit(page.limit + 1);
}

/** A loose index scan: PostgreSQL has none of its own, so each step asks for the next larger digest. */
export function distinctDigests({ organizationId }: OrganizationDb, range: DigestRange): SQL {
  const own = sql`organization_id = ${organizationId}`;
  const below = range.high === null ? sql`true` : sql`digest < ${Buffer.from(range.high)}`;
  return sql`
    with recursive step (digest, number) as (
      (select digest, 1 from attestation_digests
        where ${own} and digest >= ${Buffer.from(range.low)} and ${below} order by digest limit 1)
      union all
      (select next.digest, step.number + 1 from step cross join lateral (
        select digest from attestation_digests
        where ${own} and digest > step.digest and ${below} order by digest limit 1
      ) as next where step.number < ${MAX_DIGESTS_OF_PREFIX})
    ) select digest from step`;
}

/** The attestation that a posting list has in a place. */
function isAt(places: Places): SQL | undefined {
  return and(
    eq(attestations.organizationId, places.organizationId),
    eq(attestations.id, places.id),
  );
}

/** Conditions on the row itself, beside those on its place in the history. */
function rowConditions(filter: AttestationFilter): (SQL | undefined)[] {
  return [
    filter.verdict && eq(attestations.verdict, filter.verdict),
    filter.evidenceType && eq(attestations.evidenceType, filter.evidenceType),
    filter.tcbStatus && eq(attestations.tcbStatus, filter.tcbStatus),
    filter.fmspc && eq(attestations.fmspc, filter.fmspc.toLowerCase()),
  ].map((condition) => condition || undefined);
}

function hasReason({ organization, filter }: Asked): SQL | undefined {
  if (filter.reasonCode === undefined) return undefined;
  return exists(
    organization.db
      .select({ one: sql`1` })
      .from(attestationReasons)
      .where(
        and(
          eq(attestationReasons.organizationId, organization.organizationId),
          eq(attestationReasons.code, filter.reasonCode),
          eq(attestationReasons.receivedAt, attestations.receivedAt),
          eq(attestationReasons.attestationId, attestations.id),
        ),
      ),
  );
}

function placeConditions(places: Places, { organization, filter, page }: Asked) {
  return [
    eq(places.organizationId, organization.organizationId),
    filter.from === undefined
      ? undefined
      : sql`${places.receivedAt} >= ${momentText(new Date(filter.from))}::timestamptz`,
    filter.to === undefined
      ? undefined
      : sql`${places.receivedAt} < ${momentText(new Date(filter.to))}::timestamptz`,
    page.cursor === null ? undefined : beyond(places, page.cursor, page.direction),
  ];
}

/** A comparison of rows, so that one index answers it. */
function beyond(places: Places, cursor: Cursor, direction: PageRequest["direction"]): SQL {
  const place = sql`(${cursor.receivedAt.toISOString()}::timestamptz, ${cursor.id}::uuid)`;
  const row = sql`(${places.receivedAt}, ${places.id})`;
  return direction === "older" ? sql`${row} < ${place}` : sql`${row} > ${place}`;
}

function order(places: Places, page: PageRequest): SQL[] {
  return page.direction === "older"
    ? [desc(places.receivedAt), desc(places.id)]
    : [asc(places.receivedAt), asc(places.id)];
}

/** One row more than asked for tells whether there is more that way; the cursor itself lies the other way. */
function pageOf(rows: readonly AttestationSummary[], page: PageRequest): AttestationPage {
  const hasMore = rows.length > page.limit;
  const onPage = rows.slice(0, page.limit);
  const items = page.direction === "older" ? onPage : onPage.toReversed();
  const newest = placeOf(items.at(0));
  const oldest = placeOf(items.at(-1));
  if (items.length === 0) {
    return page.direction === "older"
      ? { items, older: null, newer: page.cursor }
      : { items, older: page.cursor, newer: null };
  }
  return page.direction === "older"
    ? { items, older: hasMore ? oldest : null, newer: page.cursor === null ? null : newest }
    : { items, older: page.cursor === null ? null : oldest, newer: hasMore ? newest : null };
}

function placeOf(item: AttestationSummary | undefined): Cursor | null {
  return item === undefined ? null : { receivedAt: item.receivedAt, id: item.id };
}
