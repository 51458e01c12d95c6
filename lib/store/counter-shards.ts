/** `shard` of the hourly counters is below this. */
const SHARDS = 16;

/**
 * Two statements that count into one row wait for each other, so statements of an organization that run at the same time
 * take different shards. Those that follow each other share one: the overview then sums few rows, however many
 * attestations there are.
 */
export class CounterShards {
  /** Different processes begin at different shards. */
  readonly #first = Math.floor(Math.random() * SHARDS);
  /** By organization; one that has no statement under way has no entry. */
  readonly #taken = new Map<string, Set<number>>();

  async use<T>(organizationId: string, run: (shard: number) => Promise<T>): Promise<T> {
    const taken = this.#taken.get(organizationId) ?? new Set();
    this.#taken.set(organizationId, taken);
    const shard = this.#free(taken);
    taken.add(shard);
    try {
      return await run(shard);
    } finally {
      taken.delete(shard);
      if (taken.size === 0) this.#taken.delete(organizationId);
    }
  }

  #free(taken: ReadonlySet<number>): number {
    for (let step = 0; step < SHARDS; step += 1) {
      const shard = (this.#first + step) % SHARDS;
      if (!taken.has(shard)) return shard;
    }
    return this.#first;
  }
}
