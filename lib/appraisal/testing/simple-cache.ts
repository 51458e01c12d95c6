import type { CacheSpace, ContentCache } from "@/lib/crypto/content-cache";

/** One backend's memory: the content is the key. */
export const simpleCache = (): ContentCache => {
  const spaces = new Map<string, Map<string, Promise<unknown>>>();
  return {
    lasts: true,
    remember<T>(space: CacheSpace<T>, content: string, compute: () => Promise<T>) {
      const known = spaces.get(space.name) ?? new Map<string, Promise<unknown>>();
      spaces.set(space.name, known);
      const found = known.get(content) ?? compute();
      known.set(content, found);
      // A space holds what its own `compute` made, so the type is the space's.
      return found as Promise<T>;
    },
  };
};
