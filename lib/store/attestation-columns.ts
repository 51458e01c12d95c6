import { attestations } from "@/drizzle/schema";
import type { AttestationSummary } from "./attestation-record";

/** What a row of the history needs; the documents stay in the database. */
export const summaryColumns = {
  id: attestations.id,
  receivedAt: attestations.receivedAt,
  verdict: attestations.verdict,
  evidenceType: attestations.evidenceType,
  assurance: attestations.assurance,
  simulated: attestations.simulated,
  claimsVerified: attestations.claimsVerified,
  tcbStatus: attestations.tcbStatus,
  fmspc: attestations.fmspc,
  policyName: attestations.policyName,
  evidenceSha256: attestations.evidenceSha256,
  measurementName: attestations.measurementName,
  measurementValue: attestations.measurementValue,
  reasonCodes: attestations.reasonCodes,
  verifiedAt: attestations.verifiedAt,
  totalMs: attestations.totalMs,
  submodules: attestations.submodules,
  reverifies: attestations.reverifies,
};

type SummaryRow = Pick<typeof attestations.$inferSelect, keyof typeof summaryColumns>;

export function summaryFromRow(row: SummaryRow): AttestationSummary {
  const { evidenceSha256, measurementName, measurementValue, reasonCodes, submodules, ...rest } =
    row;
  return {
    ...rest,
    // A code is never removed from the table, so a stored one is in it.
    reasonCodes: reasonCodes as AttestationSummary["reasonCodes"],
    // Written by insertAttestations from this type and append-only since.
    submodules: submodules as AttestationSummary["submodules"],
    evidenceDigest: `sha256:${Buffer.from(evidenceSha256).toString("hex")}`,
    measurement:
      measurementName === null || measurementValue === null
        ? null
        : { name: measurementName, value: measurementValue },
  };
}
