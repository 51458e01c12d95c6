import { and, desc, eq, gte, lt, or, sql } from "drizzle-orm";
import { attestations, reasonCounters, verdictCounters } from "@/drizzle/schema";
import type { EvidenceType } from "@/lib/rats/evidence-type";
import type { Verdict } from "@/lib/rats/verdict";
import { summaryColumns, summaryFromRow } from "./attestation-columns";
import type { AttestationSummary } from "./attestation-record";
import type { OrganizationDb } from "./organization-db";
import { arrayText } from "./sql-text";

export type VerdictCounts = Readonly<Record<Verdict, number>>;

export interface CountWindow {
  /** Both on whole hours; `to` is not part of the window. */
  readonly from: Date;
  readonly to: Date;
  /** A whole number of hours. */
  readonly bucketSeconds: number;
}

const noCounts = { affirming: 0, warning: 0, contraindicated: 0, indeterminate: 0 };

export interface WindowCounts {
  /** One for each step of the window, empty ones too, oldest first. */
  readonly buckets: readonly (VerdictCounts & { readonly start: Date })[];
  /** Most frequent first. */
  readonly evidenceTypes: readonly {
    readonly evidenceType: EvidenceType;
    readonly count: number;
  }[];
}

/** Verdicts over time and kinds of evidence, in one walk through the hours of the window. */
export async function countAttestations(
  { sql, organizationId }: OrganizationDb,
  { from, to, bucketSeconds }: CountWindow,
): Promise<WindowCounts> {
  const [first, end] = [from.toISOString(), to.toISOString()];
  const rows = await sql<
    (
      | { bucket: number; verdict: Verdict; evidence_type: null; count: number }
      | { bucket: null; verdict: null; evidence_type: EvidenceType; count: number }
    )[]
  >`
    select bucket, verdict, evidence_type, sum(count)::float8 as count
    from (
      select floor(extract(epoch from hour - ${first}::timestamptz) / ${bucketSeconds}::int)::int as bucket,
        verdict, evidence_type, count
      from verdict_counters
      where organization_id = ${organizationId} and hour >= ${first} and hour < ${end}
    ) counted
    group by grouping sets ((bucket, verdict), (evidence_type))
    order by count desc, evidence_type`;

  const bucketMs = bucketSeconds * 1000;
  const bucketCount = Math.ceil((to.getTime() - from.getTime()) / bucketMs);
  const buckets = Array.from({ length: bucketCount }, (_bucket, index) => ({
    start: new Date(from.getTime() + index * bucketMs),
    ...noCounts,
  }));
  const evidenceTypes: { evidenceType: EvidenceType; count: number }[] = [];
  for (const row of rows) {
    if (row.bucket === null) {
      evidenceTypes.push({ evidenceType: row.evidence_type, count: row.count });
      continue;
    }
    const counts = buckets[row.bucket];
    if (counts !== undefined) counts[row.verdict] += row.count;
  }
  return { buckets, evidenceTypes };
}

/** Most frequent first. */
export function countReasons(
  { db, organizationId }: OrganizationDb,
  window: Pick<CountWindow, "from" | "to">,
  limit: number,
): Promise<readonly { readonly code: string; readonly count: number }[]> {
  const { code, hour } = reasonCounters;
  const total = sum(reasonCounters.count);
  return db
    .select({ code, count: total })
    .from(reasonCounters)
    .where(
      and(
        eq(reasonCounters.organizationId, organizationId),
        gte(hour, window.from),
        lt(hour, window.to),
      ),
    )
    .groupBy(code)
    .orderBy(desc(total), code)
    .limit(limit);
}

/** `sum` of a bigint is numeric, which the driver hands out as text. */
function sum(column: typeof verdictCounters.count | typeof reasonCounters.count) {
  return sql<number>`sum(${column})`.mapWith(Number);
}

/** The newest contraindicated or indeterminate attestations. */
export async function latestFailures(
  { db, organizationId }: OrganizationDb,
  limit: number,
): Promise<readonly AttestationSummary[]> {
  const own = eq(attestations.organizationId, organizationId);
  // Two walks of the index by verdict: one walk with IN would have to sort all of them.
  const newest = (verdict: Verdict) =>
    db
      .select({ id: attestations.id })
      .from(attestations)
      .where(and(own, eq(attestations.verdict, verdict)))
      .orderBy(desc(attestations.receivedAt), desc(attestations.id))
      .limit(limit);
  const candidates = await Promise.all([newest("contraindicated"), newest("indeterminate")]);
  const ids = arrayText(candidates.flat().map(({ id }) => id));
  const rows = await db
    .select(summaryColumns)
    .from(attestations)
    .where(and(own, sql`${attestations.id} = any(${ids}::uuid[])`))
    .orderBy(desc(attestations.receivedAt), desc(attestations.id))
    .limit(limit);
  return rows.map(summaryFromRow);
}

/**
 * How many attestations the organization has besides those of a window; the planner's estimate of the table would tell it of
 * all others too.
 */
export async function countOutside(
  { db, organizationId }: OrganizationDb,
  { from, to }: Pick<CountWindow, "from" | "to">,
): Promise<number> {
  const { hour } = verdictCounters;
  const [row] = await db
    .select({ rows: sum(verdictCounters.count) })
    .from(verdictCounters)
    // Behind the window too: clocks of two servers differ.
    .where(
      and(eq(verdictCounters.organizationId, organizationId), or(lt(hour, from), gte(hour, to))),
    );
  return row?.rows ?? 0;
}
