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
    sizeCalculation: (_values, content) => content.length + 1, // one byte each: keys are hex, base64 or latin1
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
    if (isNew) contents.set(content, values);
    value.catch(() => {
      if (values.get(space) === value) values.delete(space);
      if (values.size === 0 && contents.peek(content) === values) contents.delete(content);
    });
    return value;
  }

  return { lasts: true, remember };
}
