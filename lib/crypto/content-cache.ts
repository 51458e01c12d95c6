/** Names one kind of cached value; create it once, at module level, next to the function that it belongs to. */
export interface CacheSpace<T> {
  readonly name: string;
  /** Never called: carries the type of the values. */
  readonly type?: (value: T) => T;
}

export function cacheSpace<T>(name: string): CacheSpace<T> {
  return { name };
}

/**
 * Remembers what a pure function made of its whole input. The key *is* the content, so an entry can never answer for
 * other bytes; times are judged afterwards, by the caller, at every call.
 */
export interface ContentCache {
  /** Whether a later call finds it again; when not, looking for what one call meets once is not worth its digest. */
  readonly lasts: boolean;
  remember<T>(space: CacheSpace<T>, content: string, compute: () => Promise<T>): Promise<T>;
}

/** The memory of a single call: what it meets more than once, such as a root in every chain, is looked at once. */
export function callMemory(): ContentCache {
  const spaces = new Map<object, Map<string, Promise<unknown>>>();

  function remember<T>(
    space: CacheSpace<T>,
    content: string,
    compute: () => Promise<T>,
  ): Promise<T> {
    const contents = spaces.get(space) ?? new Map<string, Promise<unknown>>();
    if (contents.size === 0) spaces.set(space, contents);
    const known = contents.get(content);
    // Only the call below writes under this space, and it writes what this space's compute() gives: a Promise<T>.
    if (known !== undefined) return known as Promise<T>;
    const value = compute();
    contents.set(content, value);
    return value;
  }

  return { lasts: false, remember };
}

/** Remembers nothing: the cold path. */
export const noCache: ContentCache = {
  lasts: false,
  remember: (_space, _content, compute) => compute(),
};
