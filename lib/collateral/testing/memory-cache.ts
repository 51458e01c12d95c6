import { endorsementKey } from "@/lib/trust/endorsement-source";
import type { CachedCollateral, CollateralCache, UpstreamState } from "../collateral-cache";

export interface MemoryCache extends CollateralCache {
  readonly rows: readonly CachedCollateral[];
  readonly upstreams: ReadonlyMap<string, UpstreamState>;
}

/** The cache port without a database; replicas share one. Leases and quiet times follow `now`. */
export function memoryCache(now: () => Date): MemoryCache {
  const rows: CachedCollateral[] = [];
  const upstreams = new Map<string, UpstreamState>();
  const turns = new Map<
    string,
    { holder: string | null; leaseUntil: number; failedUntil: number; failure: string }
  >();

  return {
    rows,
    upstreams,
    windows: (key) =>
      Promise.resolve(
        rows
          .filter((row) => endorsementKey(row.request) === key)
          .sort((a, b) => b.issuedAt.getTime() - a.issuedAt.getTime()),
      ),
    read: (id) => Promise.resolve(rows.find((row) => row.id === id) ?? null),
    append(items) {
      for (const item of items) {
        const known = rows.findIndex(
          (row) => row.sha256 === item.sha256 && row.issuerChain === item.issuerChain,
        );
        const same = rows[known];
        if (same === undefined) rows.push({ ...item, id: `row ${rows.length}` });
        else if (item.nextUpdate > same.nextUpdate) rows[known] = { ...item, id: same.id };
      }
      return Promise.resolve();
    },
    takeTurn({ key, holder, leaseMs }) {
      const at = now().getTime();
      const last = turns.get(key);
      if (last !== undefined && last.failedUntil > at) {
        const { failure, failedUntil } = last;
        return Promise.resolve({ kind: "failed", failure, quietMs: failedUntil - at });
      }
      if (last !== undefined && last.holder !== null && last.leaseUntil > at) {
        return Promise.resolve({ kind: "taken" });
      }
      turns.set(key, { holder, leaseUntil: at + leaseMs, failedUntil: 0, failure: "" });
      return Promise.resolve({ kind: "mine" });
    },
    endTurn({ key, holder, failure }) {
      if (turns.get(key)?.holder === holder) {
        turns.set(key, {
          holder: null,
          leaseUntil: 0,
          failedUntil: failure === null ? 0 : now().getTime() + failure.quietMs,
          failure: failure?.detail ?? "",
        });
      }
      return Promise.resolve();
    },
    recordUpstream({ host, reachable, detail, at }) {
      const last = upstreams.get(host);
      const since = last?.reachable === reachable ? last.since : at;
      upstreams.set(host, { host, reachable, detail, since });
      return Promise.resolve();
    },
  };
}
