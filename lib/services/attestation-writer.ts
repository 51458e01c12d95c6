import type { NewAttestation } from "@/lib/store/attestation-record";
import { insertAttestations, type InsertOutcome } from "@/lib/store/attestations";
import type { Database } from "@/lib/store/database";

interface Waiting {
  readonly record: NewAttestation;
  readonly resolve: (outcome: InsertOutcome) => void;
  readonly reject: (error: unknown) => void;
}

/** Rows of one statement. Larger ones gain nothing and hold more memory. */
const MAX_ROWS = 64;
/** Statements at one time: while they run, what arrives gathers for the next. */
const MAX_STATEMENTS = 2;

/**
 * Group commit: attestations that arrive while a statement runs are kept together by the next one. A lone attestation
 * goes out at once. `write` resolves when its record survives a crash, never earlier.
 */
export class AttestationWriter {
  readonly #database: Database;
  #waiting: Waiting[] = [];
  #running = 0;
  #scheduled = false;

  constructor(database: Database) {
    this.#database = database;
  }

  write(record: NewAttestation): Promise<InsertOutcome> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ record, resolve, reject });
      this.#schedule();
    });
  }

  /** After the current turn of the event loop, so that what one turn produces travels together. */
  #schedule(): void {
    if (this.#scheduled || this.#running >= MAX_STATEMENTS || this.#waiting.length === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      while (this.#running < MAX_STATEMENTS && this.#waiting.length > 0) void this.#flush();
    });
  }

  async #flush(): Promise<void> {
    const batch = this.#take();
    this.#running += 1;
    try {
      await this.#insert(batch);
    } finally {
      this.#running -= 1;
      this.#schedule();
    }
  }

  /** The next rows. Two of one idempotency key can't share a statement: the later one waits. */
  #take(): readonly Waiting[] {
    const keys = new Set<string>();
    const batch: Waiting[] = [];
    const left: Waiting[] = [];
    for (const item of this.#waiting) {
      const claim = item.record.idempotency;
      const key = claim === undefined ? null : `${claim.operation}\n${claim.key}`;
      if (batch.length >= MAX_ROWS || (key !== null && keys.has(key))) {
        left.push(item);
        continue;
      }
      if (key !== null) keys.add(key);
      batch.push(item);
    }
    this.#waiting = left;
    return batch;
  }

  async #insert(batch: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = await insertAttestations(
        this.#database,
        batch.map((item) => item.record),
      );
      batch.forEach((item, index) => {
        const outcome = outcomes[index];
        if (outcome === undefined) item.reject(new Error("the store gave too few outcomes"));
        else item.resolve(outcome);
      });
    } catch (error) {
      const [only] = batch;
      if (batch.length === 1 && only !== undefined) {
        only.reject(error);
        return;
      }
      // One bad record must not take its neighbours with it: each has a try of its own.
      for (const item of batch) await this.#insert([item]);
    }
  }
}
