import { LRUCache } from "lru-cache";

const MAX_DIGESTS = 4096;

/**
 * Digests of bodies that an organization has stored for certain: collateral of 30 kB is not sent again with every call.
 * What one organization has says nothing of another: each keeps its own copy.
 */
export class KnownContents {
  readonly #known = new LRUCache<string, true>({ max: MAX_DIGESTS });

  has(organizationId: string, sha256: string): boolean {
    // `get` and not `has`: what is asked for stays.
    return this.#known.get(keyOf(organizationId, sha256)) === true;
  }

  add(organizationId: string, sha256: string): void {
    this.#known.set(keyOf(organizationId, sha256), true);
  }

  clear(): void {
    this.#known.clear();
  }
}

function keyOf(organizationId: string, sha256: string): string {
  return `${organizationId}/${sha256}`;
}
