import { LRUCache } from "lru-cache";
import type { CacheSpace, ContentCache } from "@/lib/crypto/content-cache";

export interface ContentCacheLimits {
  /** Different contents, each with the values of all its spaces. */
  readonly maxEntries: number;
  /** Sum of the sizes of all contents; 64 MiB when absent. */
  readonly maxContentBytes?: number;
}

type Values = Map<object, Promise<unknown>>;

/**
 * Least recently used contents go first, bounded by number and by size. Concurrent calls share one computation, and one
 * that fails is forgotten. The content itself is the key (not joined to the space's name, which would copy it).
 */
export function contentCache({
  maxEntries,
  maxContentBytes = 64 << 20,
}: ContentCacheLimits): ContentCache {
  const contents = new LRUCache<string, Values>({
    max: maxEntries,
    maxSize: maxContentBytes,
    sizeCalculation: (_values, content) => sizeOf(content),
  });

  function remember<T>(
    space: CacheSpace<T>,
    content: string,
    compute: () => Promise<T>,
  ): Promise<T> {
    const values: Values = contents.get(content) ?? new Map();
    const known = values.get(space);
    // Only the call below writes under this space, and it writes what this space's compute() gives: a Promise<T>.
    if (known !== undefined) return known as Promise<T>;

    const value = compute();
    const isNew = values.size === 0;
    values.set(space, value);
    // A copy: a part of a longer text would keep all of that text in memory, of which only the part is counted.
    if (isNew) contents.set(structuredClone(content), values);
    value.catch(() => {
      if (values.get(space) === value) values.delete(space);
      if (values.size === 0 && contents.peek(content) === values) contents.delete(content);
    });
    return value;
  }

  return { lasts: true, remember };
}

/** As V8 stores it: one byte for each character, or two when one of them is not in Latin-1. At least 1, as the cache wants it. */
function sizeOf(content: string): number {
  return content.length * (/[^\u0000-\u00ff]/.test(content) ? 2 : 1) + 1;
}
