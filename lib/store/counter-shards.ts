/** `shard` of the hourly counters is below this. */
const SHARDS = 16;

/**
 * Two statements that count into one row wait for each other, so statements that run at the same time take different
 * shards. Those that follow each other share one: the overview then sums few rows, however many attestations there are.
 */
export class CounterShards {
  /** Different processes begin at different shards. */
  readonly #first = Math.floor(Math.random() * SHARDS);
  readonly #taken = new Set<number>();

  async use<T>(run: (shard: number) => Promise<T>): Promise<T> {
    const shard = this.#free();
    this.#taken.add(shard);
    try {
      return await run(shard);
    } finally {
      this.#taken.delete(shard);
    }
  }

  #free(): number {
    for (let step = 0; step < SHARDS; step += 1) {
      const shard = (this.#first + step) % SHARDS;
      if (!this.#taken.has(shard)) return shard;
    }
    return this.#first;
  }
}
