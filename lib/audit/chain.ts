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

/**
 * Follows a run of events from what stands before it: the first one that is missing, changed or does not follow; null
 * when all are as they were chained. Answers it only once all are read.
 */
export function chainFollower(before: { readonly seq: number; readonly hash: Uint8Array }): {
  readonly brokenAt: number | null;
  follow(event: ChainedEvent & { readonly hash: Uint8Array }): void;
} {
  let { seq, hash } = before;
  let brokenAt: number | null = null;
  return {
    get brokenAt() {
      return brokenAt;
    },
    follow(event) {
      seq += 1;
      const isNext = event.seq === seq && Buffer.compare(event.previousHash, hash) === 0;
      if (!isNext || !eventHash(event).equals(event.hash)) brokenAt ??= seq;
      seq = event.seq;
      hash = event.hash;
    },
  };
}
