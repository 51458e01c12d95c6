import { fail, type Result } from "@/lib/rats/result";

/** Bytes of bodies that may lie in memory at one replica until their requests are answered. */
export interface OpenBytes {
  /** Of one principal. */
  readonly each: number;
  readonly all: number;
}

interface Entrance {
  /** The class of limits that the request belongs to, and how many of that one principal may have open. */
  readonly limit: string;
  readonly most: number;
  /** As large as its body may become. */
  readonly bytes: number;
}

/** What the principals have open at this replica: requests, and memory for their bodies. */
export class OpenRequests {
  readonly #openBytes: OpenBytes;
  readonly #requests = new Counts();
  readonly #bytes = new Counts();
  #allBytes = 0;

  constructor(openBytes: OpenBytes) {
    this.#openBytes = openBytes;
  }

  /** Answers how to leave again, which may be called twice. Failures: `LIMIT_EXCEEDED`, `TOO_BUSY`. */
  enter(owner: string, { limit, most, bytes }: Entrance): Result<() => void> {
    const name = `${owner}/${limit}`;
    if (this.#requests.of(name) >= most) {
      return refused("LIMIT_EXCEEDED", "There are too many requests open at once");
    }
    if (this.#bytes.of(owner) + bytes > this.#openBytes.each) {
      return refused("LIMIT_EXCEEDED", "The requests that are open at once are too large together");
    }
    if (this.#allBytes + bytes > this.#openBytes.all) {
      return refused("TOO_BUSY", "The requests of others fill the memory for bodies");
    }
    this.#add(name, owner, { requests: 1, bytes });
    let isIn = true;
    const leave = () => {
      if (isIn) this.#add(name, owner, { requests: -1, bytes: -bytes });
      isIn = false;
    };
    return { ok: true, value: leave };
  }

  #add(name: string, owner: string, change: { requests: number; bytes: number }): void {
    this.#requests.add(name, change.requests);
    this.#bytes.add(owner, change.bytes);
    this.#allBytes += change.bytes;
  }
}

function refused(code: "LIMIT_EXCEEDED" | "TOO_BUSY", why: string): Result<never> {
  const refusal = fail(code, `${why}; wait for an answer before the next.`);
  return { ok: false, failure: { ...refusal.failure, retryAfterSeconds: 1 } };
}

/** Numbers by name, of which none is kept that is zero. */
class Counts {
  readonly #counts = new Map<string, number>();

  of(name: string): number {
    return this.#counts.get(name) ?? 0;
  }

  add(name: string, change: number): void {
    const count = this.of(name) + change;
    if (count === 0) this.#counts.delete(name);
    else this.#counts.set(name, count);
  }
}
