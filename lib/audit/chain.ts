import { createHash } from "node:crypto";

/** What stands before the first event of a chain, and before its first seal. */
export const BEFORE_THE_FIRST = Buffer.alloc(32);

/** An event with its place in the chain of its organization. */
export interface ChainedEvent {
  readonly organizationId: string;
  /** From 1, without a gap. */
  readonly seq: number;
  readonly at: Date;
  /** Of the event before. */
  readonly previousHash: Uint8Array;
  /** JSON, exactly as it was chained. */
  readonly body: string;
}

/**
 * The hash of an event. It is made by a trigger of the database, `chain_audit_event`; this is the same form for whoever
 * verifies: six lines, the body last, so that nothing in it can look like another line.
 */
export function eventHash(event: ChainedEvent): Buffer {
  return sha256(
    [
      "attestry-audit-event-1",
      event.organizationId,
      String(event.seq),
      event.at.toISOString(),
      Buffer.from(event.previousHash).toString("hex"),
      event.body,
    ].join("\n"),
  );
}

export function sha256(text: string): Buffer {
  return createHash("sha256").update(text, "utf8").digest();
}
