import { fail, type Result } from "@/lib/rats/result";

/** Bounds the judgements (or hashes of passwords) that run at one time, and how many wait for a place. */
export class JudgementSlots {
  readonly #places: number;
  readonly #waiting: number;
  readonly #queue: (() => void)[] = [];
  #taken = 0;

  constructor({ places, waiting }: { places: number; waiting: number }) {
    this.#places = places;
    this.#waiting = waiting;
  }

  get running(): number {
    return this.#taken;
  }

  get queued(): number {
    return this.#queue.length;
  }

  /** Runs `work` in a place of its own, after those that came before. Failure: `TOO_BUSY` when the queue is full. */
  async run<T>(work: () => Promise<Result<T>>): Promise<Result<T>> {
    if (this.#taken >= this.#places) {
      if (this.#queue.length >= this.#waiting) {
        return fail("TOO_BUSY", `${this.#taken} run and ${this.#queue.length} wait.`);
      }
      // Whoever leaves hands its place over, so the number of places taken does not change here.
      await new Promise<void>((resolve) => this.#queue.push(resolve));
    } else {
      this.#taken += 1;
    }
    try {
      return await work();
    } finally {
      const next = this.#queue.shift();
      if (next === undefined) this.#taken -= 1;
      else next();
    }
  }
}
