import type { EvidenceType } from "@/lib/rats/evidence-type";
import type { Verdict } from "@/lib/rats/verdict";
import type { AttestationSummary } from "./attestation-record";
import type { Database } from "./database";

export type VerdictCounts = Readonly<Record<Verdict, number>>;

export interface CountWindow {
  /** Both on whole hours; `to` is not part of the window. */
  readonly from: Date;
  readonly to: Date;
  /** A whole number of hours. */
  readonly bucketSeconds: number;
}

/** One bucket for each step of the window, empty ones too, oldest first. */
export function countVerdicts(
  _database: Database,
  _window: CountWindow,
): Promise<readonly (VerdictCounts & { readonly start: Date })[]> {
  throw new Error("not written yet");
}

/** Most frequent first. */
export function countReasons(
  _database: Database,
  _window: Pick<CountWindow, "from" | "to">,
  _limit: number,
): Promise<readonly { readonly code: string; readonly count: number }[]> {
  throw new Error("not written yet");
}

export function countEvidenceTypes(
  _database: Database,
  _window: Pick<CountWindow, "from" | "to">,
): Promise<readonly { readonly evidenceType: EvidenceType; readonly count: number }[]> {
  throw new Error("not written yet");
}

/** The newest contraindicated or indeterminate attestations. */
export function latestFailures(
  _database: Database,
  _limit: number,
): Promise<readonly AttestationSummary[]> {
  throw new Error("not written yet");
}

/** Exact below 100,000, the planner's estimate above. */
export function countStored(_database: Database): Promise<number> {
  throw new Error("not written yet");
}
