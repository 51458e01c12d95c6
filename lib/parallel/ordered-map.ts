interface Bounds<T> {
  /** Calls under way at once. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
  /** What an input weighs, and from which weight under way on no further input is pulled. */
  readonly weight?: { readonly of: (value: T) => number; readonly most: number };
}

/**
 * Maps with up to `concurrency` calls under way and yields in the order of the input. Pulls no further input while the
 * consumer is behind, and none after `signal` is aborted.
 */
export async function* mapInOrder<T, R>(
  input: AsyncIterable<T>,
  run: (value: T, index: number) => Promise<R>,
  { concurrency, signal, weight = { of: () => 0, most: Infinity } }: Bounds<T>,
): AsyncGenerator<R> {
  const underWay: { readonly answer: Promise<R>; readonly weight: number }[] = [];
  let weighs = 0;
  const iterator = input[Symbol.asyncIterator]();
  let index = 0;
  let ended = false;
  let reading: Promise<IteratorResult<T>> | null = null;
  try {
    while (!signal.aborted) {
      const canRead = !ended && underWay.length < concurrency && weighs < weight.most;
      if (canRead) reading ??= iterator.next();
      const [head] = underWay;
      if (head === undefined && reading === null) return;

      // Whatever comes first: more input to start on, or the oldest answer to hand out.
      const arrived =
        reading === null || !canRead
          ? null
          : head === undefined
            ? await reading
            : await Promise.race([reading, head.answer.then(() => null)]);
      if (arrived !== null) {
        reading = null;
        if (arrived.done === true) {
          ended = true;
        } else {
          const answer = run(arrived.value, index);
          // Awaited in its turn; a rejection before that must not end the process.
          answer.catch(() => undefined);
          const own = weight.of(arrived.value);
          underWay.push({ answer, weight: own });
          weighs += own;
          index += 1;
        }
        continue;
      }
      const oldest = underWay.shift();
      if (oldest === undefined) continue;
      weighs -= oldest.weight;
      yield await oldest.answer;
    }
  } finally {
    reading?.catch(() => undefined);
    if (!ended) void iterator.return?.(undefined).catch(() => undefined);
  }
}
