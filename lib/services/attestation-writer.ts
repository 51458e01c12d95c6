import { insertAttestations, type InsertOutcome, type NewEntry } from "@/lib/store/attestations";
import type { Database } from "@/lib/store/database";
import { isDatabaseLost } from "@/lib/store/lost-database";

interface Waiting {
  readonly organizationId: string;
  readonly entry: NewEntry;
  readonly resolve: (outcome: InsertOutcome) => void;
  readonly reject: (error: unknown) => void;
}

/** Rows of one transaction. Larger ones gain nothing and hold more memory. */
const MAX_ROWS = 64;
/** Transactions at one time: while they run, what arrives gathers for the next. */
const MAX_TRANSACTIONS = 2;

/**
 * Group commit: attestations of one organization that arrive while a transaction runs are kept together by the next one.
 * A lone attestation goes out at once. `write` resolves when its record survives a crash, never earlier.
 */
export class AttestationWriter {
  readonly #database: Database;
  #waiting: Waiting[] = [];
  /** The organizations of the transactions under way. */
  readonly #running: string[] = [];
  #scheduled = false;

  constructor(database: Database) {
    this.#database = database;
  }

  write(organizationId: string, entry: NewEntry): Promise<InsertOutcome> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ organizationId, entry, resolve, reject });
      this.#schedule();
    });
  }

  /** After the current turn of the event loop, so that what one turn produces travels together. */
  #schedule(): void {
    if (this.#scheduled || !this.#hasRoom()) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      while (this.#hasRoom()) void this.#flush(this.#next());
    });
  }

  #hasRoom(): boolean {
    return this.#running.length < MAX_TRANSACTIONS && this.#waiting.length > 0;
  }

  async #flush(organizationId: string): Promise<void> {
    const batch = this.#take(organizationId);
    this.#running.push(organizationId);
    try {
      await this.#insert(organizationId, batch);
    } finally {
      this.#running.splice(this.#running.indexOf(organizationId), 1);
      this.#schedule();
    }
  }

  /** One that nothing is written for comes first, so that a busy organization delays no other. */
  #next(): string {
    const idle = this.#waiting.find(
      ({ organizationId }) => !this.#running.includes(organizationId),
    );
    const next = idle ?? this.#waiting[0];
    if (next === undefined) throw new Error("nothing waits");
    return next.organizationId;
  }

  /** The next rows of an organization. Two of one idempotency key can't share a statement: the later one waits. */
  #take(organizationId: string): readonly Waiting[] {
    const keys = new Set<string>();
    const batch: Waiting[] = [];
    const left: Waiting[] = [];
    for (const item of this.#waiting) {
      const claim = item.entry.record.idempotency;
      const key = claim === undefined ? null : `${claim.operation}\n${claim.key}`;
      const isOther = item.organizationId !== organizationId;
      if (isOther || batch.length >= MAX_ROWS || (key !== null && keys.has(key))) {
        left.push(item);
        continue;
      }
      if (key !== null) keys.add(key);
      batch.push(item);
    }
    this.#waiting = left;
    return batch;
  }

  async #insert(organizationId: string, batch: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = await insertAttestations(
        this.#database,
        organizationId,
        batch.map(({ entry }) => entry),
      );
      batch.forEach((item, index) => {
        const outcome = outcomes[index];
        if (outcome === undefined) item.reject(new Error("the store gave too few outcomes"));
        else item.resolve(outcome);
      });
    } catch (error) {
      // Of a transaction whose connection was lost nobody knows whether it was committed: another try may keep all twice.
      if (batch.length === 1 || isDatabaseLost(error)) {
        for (const { reject } of batch) reject(error);
        return;
      }
      // One bad record must not take its neighbours with it: each has a try of its own.
      for (const item of batch) await this.#insert(organizationId, [item]);
    }
  }
}
