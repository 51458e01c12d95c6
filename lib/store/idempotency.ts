import type { IdempotencyClaim } from "./attestation-record";
import type { OrganizationDb } from "./organization-db";
import { arrayText } from "./sql-text";

export type IdempotencyState =
  | { readonly state: "unused" }
  | { readonly state: "replayed"; readonly attestationId: string }
  | { readonly state: "conflict" };

/**
 * Asked before evidence is judged, so that a repeated call costs a look-up. It decides nothing: two calls may both find
 * the key unused, and `insertAttestations` then keeps one. States in the order given.
 */
export async function findIdempotent(
  { sql, organizationId }: OrganizationDb,
  claims: readonly IdempotencyClaim[],
): Promise<readonly IdempotencyState[]> {
  if (claims.length === 0) return [];
  const rows = await sql<{ position: string; same: boolean; attestation_id: string }[]>`
    select asked.position, stored.request_sha256 = asked.request_sha256 as same, stored.attestation_id
    from unnest(
      ${arrayText(claims.map(({ operation }) => operation))}::text[],
      ${arrayText(claims.map(({ key }) => key))}::text[],
      ${arrayText(claims.map(({ requestSha256 }) => `\\x${requestSha256}`))}::bytea[]
    ) with ordinality as asked (operation, key, request_sha256, position)
    join idempotency_keys stored on stored.organization_id = ${organizationId}
      and stored.operation = asked.operation and stored.key = asked.key`;
  const found = new Map(rows.map((row) => [Number(row.position), row]));
  return claims.map((_claim, index) => {
    const row = found.get(index + 1);
    if (row === undefined) return { state: "unused" };
    return row.same
      ? { state: "replayed", attestationId: row.attestation_id }
      : { state: "conflict" };
  });
}
