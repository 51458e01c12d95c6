import type { IdempotencyClaim } from "./attestation-record";
import type { Database } from "./database";

export type IdempotencyState =
  | { readonly state: "unused" }
  | { readonly state: "replayed"; readonly attestationId: string }
  | { readonly state: "conflict" };

/**
 * Asked before evidence is judged, so that a repeated call costs a look-up. It decides nothing: two calls may both find
 * the key unused, and `insertAttestations` then keeps one. States in the order given.
 */
export function findIdempotent(
  _database: Database,
  _claims: readonly IdempotencyClaim[],
): Promise<readonly IdempotencyState[]> {
  throw new Error("not written yet");
}
