import { fail, type Result } from "@/lib/rats/result";

/**
 * Bounds the judgements (or hashes of passwords) that run at one time, and how many wait for a place. Whoever waits is
 * served in turn with the others, one place each, so that nobody waits behind all that somebody else has sent.
 */
export class JudgementSlots {
  readonly #places: number;
  readonly #waiting: number;
  readonly #waitingEach: number;
  /** By owner, in the order in which they are served next. */
  readonly #queues = new Map<string, (() => void)[]>();
  #queued = 0;
  #taken = 0;

  /** `waitingEach`: how many of those that wait may be of one owner; default: all. */
  constructor({
    places,
    waiting,
    waitingEach = waiting,
  }: {
    readonly places: number;
    readonly waiting: number;
    readonly waitingEach?: number;
  }) {
    this.#places = places;
    this.#waiting = waiting;
    this.#waitingEach = waitingEach;
  }

  get running(): number {
    return this.#taken;
  }

  get queued(): number {
    return this.#queued;
  }

  /** Runs `work` in a place of its own, after what its owner sent before. Failure: `TOO_BUSY` when the queue is full. */
  async run<T>(owner: string, work: () => Promise<Result<T>>): Promise<Result<T>> {
    if (this.#taken >= this.#places) {
      const own = this.#queues.get(owner) ?? [];
      if (this.#queued >= this.#waiting || own.length >= this.#waitingEach) {
        return fail("TOO_BUSY", `${this.#taken} run and ${this.#queued} wait.`);
      }
      // Whoever leaves hands its place over, so the number of places taken does not change here.
      await new Promise<void>((resolve) => {
        own.push(resolve);
        this.#queues.set(owner, own);
        this.#queued += 1;
      });
    } else {
      this.#taken += 1;
    }
    try {
      return await work();
    } finally {
      const next = this.#next();
      if (next === undefined) this.#taken -= 1;
      else next();
    }
  }

  /** Who gets the next place: the first of the owner whose turn it is, which then waits for its turn again. */
  #next(): (() => void) | undefined {
    const [turn] = this.#queues;
    if (turn === undefined) return undefined;
    const [owner, queue] = turn;
    const first = queue.shift();
    this.#queued -= 1;
    this.#queues.delete(owner);
    if (queue.length > 0) this.#queues.set(owner, queue);
    return first;
  }
}
