/**
 * Maps with up to `concurrency` calls under way and yields in the order of the input. Pulls no further input while the
 * consumer is behind, and none after `signal` is aborted.
 */
export async function* mapInOrder<T, R>(
  input: AsyncIterable<T>,
  run: (value: T, index: number) => Promise<R>,
  { concurrency, signal }: { concurrency: number; signal: AbortSignal },
): AsyncGenerator<R> {
  const underWay: Promise<R>[] = [];
  const iterator = input[Symbol.asyncIterator]();
  let index = 0;
  let ended = false;
  let reading: Promise<IteratorResult<T>> | null = null;
  try {
    while (!signal.aborted) {
      const canRead = !ended && underWay.length < concurrency;
      if (canRead) reading ??= iterator.next();
      const [head] = underWay;
      if (head === undefined && reading === null) return;

      // Whatever comes first: more input to start on, or the oldest answer to hand out.
      const arrived =
        reading === null || !canRead
          ? null
          : head === undefined
            ? await reading
            : await Promise.race([reading, head.then(() => null)]);
      if (arrived !== null) {
        reading = null;
        if (arrived.done === true) {
          ended = true;
        } else {
          const answer = run(arrived.value, index);
          // Awaited in its turn; a rejection before that must not end the process.
          answer.catch(() => undefined);
          underWay.push(answer);
          index += 1;
        }
        continue;
      }
      const oldest = underWay.shift();
      if (oldest !== undefined) yield await oldest;
    }
  } finally {
    reading?.catch(() => undefined);
    if (!ended) void iterator.return?.(undefined).catch(() => undefined);
  }
}
