import { and, desc, eq, gte, lt, sql } from "drizzle-orm";
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

/** One bucket for each step of the window, empty ones too, oldest first. */
export async function countVerdicts(
  { db, organizationId }: OrganizationDb,
  window: CountWindow,
): Promise<readonly (VerdictCounts & { readonly start: Date })[]> {
  const { hour, verdict } = verdictCounters;
  const start = sql<Date>`date_bin(
    make_interval(secs => ${window.bucketSeconds}), ${hour}, ${window.from.toISOString()}::timestamptz
  )`
    .mapWith(hour)
    .as("start");
  const rows = await db
    .select({ start, verdict, count: sum(verdictCounters.count) })
    .from(verdictCounters)
    .where(
      and(
        eq(verdictCounters.organizationId, organizationId),
        gte(hour, window.from),
        lt(hour, window.to),
      ),
    )
    .groupBy(sql`start`, verdict);

  const bucketMs = window.bucketSeconds * 1000;
  const bucketCount = Math.ceil((window.to.getTime() - window.from.getTime()) / bucketMs);
  const buckets = Array.from({ length: bucketCount }, (_bucket, index) => ({
    start: new Date(window.from.getTime() + index * bucketMs),
    ...noCounts,
  }));
  for (const row of rows) {
    const counts = buckets[(row.start.getTime() - window.from.getTime()) / bucketMs];
    if (counts !== undefined) counts[row.verdict] += row.count;
  }
  return buckets;
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

export function countEvidenceTypes(
  { db, organizationId }: OrganizationDb,
  window: Pick<CountWindow, "from" | "to">,
): Promise<readonly { readonly evidenceType: EvidenceType; readonly count: number }[]> {
  const { evidenceType, hour } = verdictCounters;
  const total = sum(verdictCounters.count);
  return db
    .select({ evidenceType, count: total })
    .from(verdictCounters)
    .where(
      and(
        eq(verdictCounters.organizationId, organizationId),
        gte(hour, window.from),
        lt(hour, window.to),
      ),
    )
    .groupBy(evidenceType)
    .orderBy(desc(total), evidenceType);
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

/** How many attestations the organization has; the planner's estimate would tell it of all others too. */
export async function countStored({ db, organizationId }: OrganizationDb): Promise<number> {
  const [row] = await db
    .select({ rows: sum(verdictCounters.count) })
    .from(verdictCounters)
    .where(eq(verdictCounters.organizationId, organizationId));
  return row?.rows ?? 0;
}
