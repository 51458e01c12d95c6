import type { Verdict } from "@/lib/rats/verdict";
import type { Database } from "./database";

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

/**
 * What an id (whole) or the first digits of a digest (at least 4, `sha256:` allowed) lead to: at most `limit` distinct
 * values, each with its newest attestation. Other text finds nothing.
 */
export function searchAttestations(
  _database: Database,
  _text: string,
  _limit: number,
): Promise<readonly SearchHit[]> {
  throw new Error("not written yet");
}
