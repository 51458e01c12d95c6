import type { AttestationFilter } from "@/lib/contract/attestations";
import type {
  AttestationSummary,
  NewAttestation,
  Reverification,
  StoredAttestation,
} from "./attestation-record";
import type { Cursor } from "./cursor";
import type { Database } from "./database";

/** A UUIDv7: ids made later sort later. */
export function newAttestationId(): string {
  throw new Error("not written yet");
}

/** What became of one new attestation; only an `IdempotencyClaim` can lead to the other two. */
export type InsertOutcome =
  | { readonly outcome: "stored" }
  /** The key has been used for the same request: this is the attestation that it made. */
  | { readonly outcome: "replayed"; readonly attestationId: string }
  /** The key has been used for another request. Nothing is stored. */
  | { readonly outcome: "conflict" };

/**
 * Keeps attestations, all or none, in one statement; outcomes in the order given. Once it resolves they survive a crash
 * of the process. Two records of one call must not carry the same idempotency key.
 */
export function insertAttestations(
  _database: Database,
  _records: readonly NewAttestation[],
): Promise<readonly InsertOutcome[]> {
  throw new Error("not written yet");
}

export function findAttestation(
  _database: Database,
  _id: string,
): Promise<StoredAttestation | null> {
  throw new Error("not written yet");
}

export interface PageRequest {
  readonly limit: number;
  readonly cursor: Cursor | null;
  /** From the cursor back in time, or forward. */
  readonly direction: "older" | "newer";
}

/** Newest first, whichever way the page was asked for. */
export interface AttestationPage {
  readonly items: readonly AttestationSummary[];
  /** Where the next older page starts; null when there is none. */
  readonly older: Cursor | null;
  readonly newer: Cursor | null;
}

export function listAttestations(
  _database: Database,
  _filter: AttestationFilter,
  _page: PageRequest,
): Promise<AttestationPage> {
  throw new Error("not written yet");
}

/** Later judgements of the evidence of `id`, newest first, at most 100. */
export function findReverifications(
  _database: Database,
  _id: string,
): Promise<readonly Reverification[]> {
  throw new Error("not written yet");
}

/** The attestations that stand next to this one in the unfiltered history. */
export function findNeighbours(
  _database: Database,
  _of: Cursor,
): Promise<{ readonly newerId: string | null; readonly olderId: string | null }> {
  throw new Error("not written yet");
}
