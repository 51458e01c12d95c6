import { and, asc, desc, eq, sql } from "drizzle-orm";
import { v7 } from "uuid";
import { attestations } from "@/drizzle/schema";
import { summaryColumns, summaryFromRow } from "./attestation-columns";
import type { Reverification, StoredAttestation } from "./attestation-record";
import type { Cursor } from "./cursor";
import type { OrganizationDb } from "./organization-db";

export { insertAttestations, type InsertOutcome, type NewEntry } from "./insert-attestations";
export { type AttestationPage, listAttestations, type PageRequest } from "./list-attestations";

const MAX_REVERIFICATIONS = 100;

/** What results did not say before evidence could be composite. */
const beforeComposite = {
  detection: { by: "content", wrappings: [], because: "The bytes have the form of this type." },
  submodules: [],
} as const satisfies Partial<StoredAttestation["result"]>;

/** A UUIDv7: ids made later sort later. */
export function newAttestationId(): string {
  return v7();
}

export async function findAttestation(
  { db, organizationId }: OrganizationDb,
  id: string,
): Promise<StoredAttestation | null> {
  const [row] = await db
    .select({
      ...summaryColumns,
      evidenceSize: attestations.evidenceSize,
      request: attestations.request,
      result: attestations.result,
      endorsements: attestations.endorsements,
    })
    .from(attestations)
    .where(and(eq(attestations.organizationId, organizationId), eq(attestations.id, id)));
  if (row === undefined) return null;
  const { evidenceSize, request, result, endorsements, ...summary } = row;
  return {
    ...summaryFromRow(summary),
    evidenceSize,
    // Written by insertAttestations from these types and append-only since; parsing them again would cost every read.
    request: request as StoredAttestation["request"],
    result: { ...beforeComposite, ...(result as StoredAttestation["result"]) },
    endorsements: endorsements as StoredAttestation["endorsements"],
  };
}

/** Later judgements of the evidence of `id`, newest first, at most 100. */
export function findReverifications(
  { db, organizationId }: OrganizationDb,
  id: string,
): Promise<readonly Reverification[]> {
  return db
    .select({
      id: attestations.id,
      receivedAt: attestations.receivedAt,
      verdict: attestations.verdict,
      verifiedAt: attestations.verifiedAt,
    })
    .from(attestations)
    .where(and(eq(attestations.organizationId, organizationId), eq(attestations.reverifies, id)))
    .orderBy(desc(attestations.receivedAt))
    .limit(MAX_REVERIFICATIONS);
}

/** The attestations that stand next to this one in the unfiltered history. */
export async function findNeighbours(
  { db, organizationId }: OrganizationDb,
  of: Cursor,
): Promise<{ readonly newerId: string | null; readonly olderId: string | null }> {
  const row = sql`(${attestations.receivedAt}, ${attestations.id})`;
  const place = sql`(${of.receivedAt.toISOString()}::timestamptz, ${of.id}::uuid)`;
  const select = () => db.select({ id: attestations.id }).from(attestations);
  const own = eq(attestations.organizationId, organizationId);
  const [[newer], [older]] = await Promise.all([
    select()
      .where(and(own, sql`${row} > ${place}`))
      .orderBy(asc(attestations.receivedAt), asc(attestations.id))
      .limit(1),
    select()
      .where(and(own, sql`${row} < ${place}`))
      .orderBy(desc(attestations.receivedAt), desc(attestations.id))
      .limit(1),
  ]);
  return { newerId: newer?.id ?? null, olderId: older?.id ?? null };
}
