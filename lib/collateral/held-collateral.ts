import { LRUCache } from "lru-cache";
import type { CachedCollateral, CollateralCache, CollateralWindow } from "./collateral-cache";

/** How long memory answers for the database; another process may have stored something newer. */
const TRUST_MEMORY_MS = 5_000;

export interface Held {
  /** The newest issue whose window contains the moment. */
  readonly suitable: CachedCollateral | null;
  /** The newest issue of all. */
  readonly current: CachedCollateral | null;
}

export interface HeldCollateral {
  at(key: string, moment: { readonly at: Date; readonly now: Date }): Promise<Held>;
  forget(key: string): void;
}

/** The cache with a short memory in front of it: a busy service reads each row once. */
export function heldCollateral(cache: CollateralCache): HeldCollateral {
  const windows = new LRUCache<string, { list: readonly CollateralWindow[]; readAt: number }>({
    max: 2_000,
  });
  const rows = new LRUCache<string, CachedCollateral>({
    maxSize: 64 * 1024 * 1024,
    sizeCalculation: (row) => row.body.length + (row.issuerChain?.length ?? 0) + 512,
  });

  async function windowsOf(key: string, { at, now }: { at: Date; now: Date }) {
    const known = windows.get(key);
    const age = known === undefined ? Infinity : now.getTime() - known.readAt;
    // Memory never says "there is none": what is missing is looked for in the database.
    if (known !== undefined && age >= 0 && age < TRUST_MEMORY_MS && newestAt(known.list, at)) {
      return known.list;
    }
    const list = await cache.windows(key);
    windows.set(key, { list, readAt: now.getTime() });
    return list;
  }

  async function read(window: CollateralWindow | undefined): Promise<CachedCollateral | null> {
    if (window === undefined) return null;
    const known = rows.get(window.id);
    // A key set that did not change is the same row with later dates.
    if (known?.nextUpdate.getTime() === window.nextUpdate.getTime()) return known;
    const row = await cache.read(window.id);
    if (row !== null) rows.set(window.id, row);
    return row;
  }

  return {
    async at(key, moment) {
      const list = await windowsOf(key, moment);
      const suitable = await read(newestAt(list, moment.at));
      return { suitable, current: suitable ?? (await read(list[0])) };
    },
    forget(key) {
      windows.delete(key);
    },
  };
}

function newestAt(list: readonly CollateralWindow[], at: Date): CollateralWindow | undefined {
  return list.find((window) => window.issuedAt <= at && at <= window.nextUpdate);
}
