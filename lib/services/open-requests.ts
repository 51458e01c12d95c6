/** Counts the requests that one principal has open at this replica. */
export class OpenRequests {
  readonly #open = new Map<string, number>();

  /** Answers how to leave again, which may be called twice; null when there are as many as there may be. */
  enter(name: string, most: number): (() => void) | null {
    const open = this.#open.get(name) ?? 0;
    if (open >= most) return null;
    this.#open.set(name, open + 1);
    let isIn = true;
    return () => {
      if (!isIn) return;
      isIn = false;
      const left = (this.#open.get(name) ?? 1) - 1;
      if (left === 0) this.#open.delete(name);
      else this.#open.set(name, left);
    };
  }
}
