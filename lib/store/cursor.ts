import type { Result } from "@/lib/rats/result";

/** A place in the history: every attestation has its own. */
export interface Cursor {
  readonly receivedAt: Date;
  readonly id: string;
}

/** Opaque text for URLs. */
export function writeCursor(_cursor: Cursor): string {
  throw new Error("not written yet");
}

/** A failure is `REQUEST_INVALID`. */
export function readCursor(_text: string): Result<Cursor> {
  throw new Error("not written yet");
}
