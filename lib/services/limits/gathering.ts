/** One answer for all that asked together, and the place of each among them, from 0. */
export interface Gathered<T> {
  readonly answer: T;
  readonly place: number;
}

interface Asker<T> {
  resolve(gathered: Gathered<T>): void;
  reject(error: unknown): void;
}

/**
 * Lets questions of one kind that come at one time share an answer: while one question is under way, whoever asks the
 * same gathers behind it, and all of them go together next, with those that come in the same turn of the event loop. So a
 * busy client costs the database a statement for many requests, and no answer is older than its question.
 */
export class Gathering<T> {
  readonly #groups = new Map<string, Asker<T>[]>();

  /** @param ask gets the number of those that ask together. */
  join(key: string, ask: (count: number) => Promise<T>): Promise<Gathered<T>> {
    return new Promise((resolve, reject) => {
      const asker = { resolve, reject };
      const group = this.#groups.get(key);
      if (group !== undefined) {
        group.push(asker);
        return;
      }
      this.#groups.set(key, [asker]);
      void this.#serve(key, ask);
    });
  }

  /** Answers one group after the other until nobody waits. */
  async #serve(key: string, ask: (count: number) => Promise<T>): Promise<void> {
    for (;;) {
      const group = this.#groups.get(key) ?? [];
      if (group.length === 0) break;
      this.#groups.set(key, []);
      try {
        const answer = await ask(group.length);
        for (const [place, { resolve }] of group.entries()) resolve({ answer, place });
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
      // Requests that arrive in one turn of the event loop go together.
      await endOfTurn();
    }
    this.#groups.delete(key);
  }
}

function endOfTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
