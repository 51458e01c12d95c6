import { and, desc, eq, type SQL, sql } from "drizzle-orm";
import { attestationDigests, attestations } from "@/drizzle/schema";
import type { Verdict } from "@/lib/rats/verdict";
import { digestRange } from "./digest-prefix";
import { distinctDigests } from "./list-attestations";
import type { OrganizationDb } from "./organization-db";

export interface SearchHit {
  readonly kind: "attestation" | "evidence" | "measurement" | "report-data";
  /** `mrtd`, `rtmr0` …; `evidence`, `report-data`, `attestation` for the others. */
  readonly name: string;
  /** Hex, or the id. */
  readonly value: string;
  /** The newest attestation that has this value. */
  readonly attestationId: string;
  readonly receivedAt: Date;
  readonly verdict: Verdict;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * What an id (whole) or the first digits of a digest (at least 4, `sha256:` allowed) lead to: at most `limit` distinct
 * values, each with its newest attestation. Other text finds nothing.
 */
export async function searchAttestations(
  organization: OrganizationDb,
  text: string,
  limit: number,
): Promise<readonly SearchHit[]> {
  if (UUID.test(text)) return findById(organization, text.toLowerCase());
  const range = digestRange(text);
  if (range === null) return [];
  return findByDigest(organization, distinctDigests(organization, range), limit);
}

async function findById(
  { db, organizationId }: OrganizationDb,
  id: string,
): Promise<readonly SearchHit[]> {
  const [row] = await db
    .select({ receivedAt: attestations.receivedAt, verdict: attestations.verdict })
    .from(attestations)
    .where(and(eq(attestations.organizationId, organizationId), eq(attestations.id, id)));
  if (row === undefined) return [];
  return [{ kind: "attestation", name: "attestation", value: id, attestationId: id, ...row }];
}

async function findByDigest(
  { db, organizationId }: OrganizationDb,
  digests: SQL,
  limit: number,
): Promise<readonly SearchHit[]> {
  const newest = db
    .select({ name: attestationDigests.name, attestationId: attestationDigests.attestationId })
    .from(attestationDigests)
    .where(
      and(
        eq(attestationDigests.organizationId, organizationId),
        sql`${attestationDigests.digest} = found.digest`,
      ),
    )
    .orderBy(desc(attestationDigests.receivedAt), desc(attestationDigests.attestationId))
    .limit(1);
  const rows = await db
    .select({
      value: sql<string>`encode(hit.digest, 'hex')`,
      name: sql<string>`hit.name`,
      attestationId: attestations.id,
      receivedAt: attestations.receivedAt,
      verdict: attestations.verdict,
    })
    .from(attestations)
    .innerJoin(
      sql`(select found.digest, newest.name, newest.attestation_id
        from (select digest from (${digests}) as all_digests limit ${limit}) as found
        cross join lateral ${newest} as newest) as hit`,
      sql`hit.attestation_id = ${attestations.id}`,
    )
    .where(eq(attestations.organizationId, organizationId))
    .orderBy(desc(attestations.receivedAt), desc(attestations.id));
  return rows.map((row) => ({ kind: kindOf(row.name), ...row }));
}

function kindOf(name: string): SearchHit["kind"] {
  return name === "evidence" || name === "report-data" ? name : "measurement";
}
