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
  remember<T>(space: CacheSpace<T>, content: string, compute: () => Promise<T>): Promise<T>;
}

/** Remembers nothing: the cold path. */
export const noCache: ContentCache = {
  remember: (_space, _content, compute) => compute(),
};
