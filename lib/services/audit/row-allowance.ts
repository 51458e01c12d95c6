import { LRUCache } from "lru-cache";

/** Rows that one actor may leave at once, and how fast that comes back. */
const BURST = 20;
const REFILL_MS = 3_000;
const MAX_ACTORS = 10_000;

interface Allowance {
  readonly rows: number;
  readonly atMs: number;
  readonly leftOut: number;
}

/**
 * How many refusals of one actor are kept as rows: a client that is refused a thousand times a second must not fill the
 * trail. What gets no row is counted, and the actor's next row says how many there were. Kept by each replica for itself.
 */
export class RowAllowance {
  private readonly actors = new LRUCache<string, Allowance>({ max: MAX_ACTORS });

  /** Null: no row this time. Otherwise how many had none since the actor's last row. */
  take(actor: string, nowMs: number): { readonly leftOut: number } | null {
    const known = this.actors.get(actor) ?? { rows: BURST, atMs: nowMs, leftOut: 0 };
    const rows = Math.min(BURST, known.rows + Math.max(0, nowMs - known.atMs) / REFILL_MS);
    const { leftOut } = known;
    if (rows < 1) {
      this.actors.set(actor, { rows, atMs: nowMs, leftOut: leftOut + 1 });
      return null;
    }
    this.actors.set(actor, { rows: rows - 1, atMs: nowMs, leftOut: 0 });
    return { leftOut };
  }
}
