import { fail, ok, type Result } from "@/lib/rats/result";

/** A place in the history: every attestation has its own. */
export interface Cursor {
  readonly receivedAt: Date;
  readonly id: string;
}

const CURSOR = /^([0-9a-z]{1,11})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
/** 9999-12-31T23:59:59.999Z */
const LAST_MOMENT_MS = 253402300799999;

/** Opaque text for URLs. */
export function writeCursor(cursor: Cursor): string {
  return `${cursor.receivedAt.getTime().toString(36)}.${cursor.id}`;
}

/** A failure is `REQUEST_INVALID`. */
export function readCursor(text: string): Result<Cursor> {
  const [, time, id] = CURSOR.exec(text) ?? [];
  const milliseconds = parseInt(time ?? "", 36);
  if (id === undefined || !(milliseconds <= LAST_MOMENT_MS)) {
    return fail("REQUEST_INVALID", "not a cursor of this list", "cursor");
  }
  return ok({ receivedAt: new Date(milliseconds), id });
}
