import type { AttestationResult } from "@/lib/rats/attestation-result";

/** What is drawn of a judgement: of the whole evidence, or of one of its parts. */
export type Judged = Pick<
  AttestationResult,
  "verdict" | "claims" | "claimsVerified" | "tcb" | "checks" | "reasons"
>;

/** Values that nobody could judge are not the same as values that were rejected. */
export function unverifiedTone({
  verdict,
}: Pick<Judged, "verdict">): "indeterminate" | "contraindicated" {
  return verdict === "indeterminate" ? "indeterminate" : "contraindicated";
}
