import { randomUUID } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { Breakers } from "@/lib/breaker/breakers";
import { readKeySet } from "@/lib/formats/jws/key-set";
import { fail, ok, type Result } from "@/lib/rats/result";
import {
  endorsementKey,
  type EndorsementItem,
  type EndorsementRequest,
  type EndorsementSource,
} from "@/lib/trust/endorsement-source";
import { askUpstreams } from "./ask-upstreams";
import type { CachedCollateral, CollateralCache } from "./collateral-cache";
import { heldCollateral } from "./held-collateral";
import type { CollateralUpstream } from "./upstream";
import type { CollateralVerifier } from "./verify-collateral-item";

export interface CachedEndorsementsOptions {
  readonly cache: CollateralCache;
  /** Asked in this order until one answers. None: only what was imported. */
  readonly upstreams: readonly CollateralUpstream[];
  readonly verify: CollateralVerifier;
  /** Of the hosts of the upstreams. */
  readonly breakers: Breakers;
  readonly now: () => Date;
  readonly sleep?: (ms: number) => Promise<void>;
}

/** Where a fetch ended: in the cache, or with a reason that names the upstream. */
type Refreshed = { readonly fetchedSha256: string | null; readonly failure: string | null };

const POLL_MS = 100;

/**
 * Collateral from the database, fetched when there is none that is current.
 *
 * One key is fetched once, however many ask at the same time: in this process they share a promise; across processes
 * a lease row in the database names the one that fetches. A row with an end, and no advisory lock, because a lock
 * would hold a connection (or a transaction) for as long as an upstream takes to answer.
 *
 * When the upstream is dead, what is past its date is handed out with `refreshFailure`: the core judges dates, and a
 * policy may allow expired collateral. The failure is remembered, so a dead upstream costs one time-out and not one
 * for each call.
 */
export function cachedEndorsements(options: CachedEndorsementsOptions): EndorsementSource {
  const { cache, now } = options;
  const sleep = options.sleep ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)));
  const held = heldCollateral(cache);
  const ask = askUpstreams(options);
  const quiet = new LRUCache<string, { until: number; failure: string }>({ max: 2_000 });
  const running = new Map<string, Promise<Refreshed>>();
  const leaseMs = 5_000 + options.upstreams.reduce((sum, { maxFetchMs }) => sum + maxFetchMs, 0);

  function refresh(request: EndorsementRequest): Promise<Refreshed> {
    const key = endorsementKey(request);
    const failed = quiet.get(key);
    if (failed !== undefined && now().getTime() < failed.until) {
      return Promise.resolve({ fetchedSha256: null, failure: failed.failure });
    }
    const same = running.get(key);
    if (same !== undefined) return same;
    const fetching = refreshOnce(request, key).finally(() => {
      running.delete(key);
      held.forget(key);
    });
    running.set(key, fetching);
    return fetching;
  }

  async function refreshOnce(request: EndorsementRequest, key: string): Promise<Refreshed> {
    if (options.upstreams.length === 0) {
      return {
        fetchedSha256: null,
        failure: `${key} is not in the cache, and no upstream is configured`,
      };
    }
    const holder = randomUUID();
    const newest = await newestIssue(key);
    for (let waitedMs = 0; waitedMs <= leaseMs; waitedMs += POLL_MS) {
      const turn = await cache.takeTurn({ key, holder, leaseMs });
      if (turn.kind === "failed") {
        quiet.set(key, { until: now().getTime() + turn.quietMs, failure: turn.failure });
        return { fetchedSha256: null, failure: turn.failure };
      }
      if (turn.kind === "mine") {
        // Another process may have been faster between our look-up and our turn.
        if ((await newestIssue(key)) !== newest) {
          await cache.endTurn({ key, holder, failure: null });
          return { fetchedSha256: null, failure: null };
        }
        return await fetchAndKeep(request, { key, holder });
      }
      await sleep(POLL_MS);
      if ((await newestIssue(key)) !== newest) return { fetchedSha256: null, failure: null };
    }
    return { fetchedSha256: null, failure: `${key}: another process is still fetching it` };
  }

  /** Changes with every issue that is kept, also when only its dates are new. */
  async function newestIssue(key: string): Promise<string | null> {
    const [newest] = await cache.windows(key);
    return newest === undefined ? null : `${newest.id} ${newest.nextUpdate.getTime()}`;
  }

  async function fetchAndKeep(
    request: EndorsementRequest,
    { key, holder }: { key: string; holder: string },
  ): Promise<Refreshed> {
    let failure: { detail: string; quietMs: number } | null = null;
    try {
      const asked = await ask(request);
      if (!asked.ok) {
        failure = asked.failure;
        return { fetchedSha256: null, failure: failure.detail };
      }
      await cache.append([asked.item]);
      if (!(now() <= asked.item.nextUpdate)) {
        const expired = asked.item.nextUpdate.toISOString();
        failure = {
          detail: `${asked.item.upstream ?? "the upstream"} still hands out ${key} of before ${expired}`,
          quietMs: 30_000,
        };
      }
      return { fetchedSha256: asked.item.sha256, failure: failure?.detail ?? null };
    } finally {
      await cache.endTurn({ key, holder, failure });
    }
  }

  async function get(request: EndorsementRequest, at: Date): Promise<Result<EndorsementItem>> {
    const key = endorsementKey(request);
    const before = await held.at(key, { at, now: now() });
    if (before.suitable !== null && !isWorthAnotherLook(request, before.suitable, now())) {
      return ok(toItem(before.suitable, {}));
    }
    // Judged at another time than now: what an upstream hands out today fits no better than what we have.
    if (before.suitable === null && before.current !== null && now() <= before.current.nextUpdate) {
      return ok(toItem(before.current, {}));
    }

    const { fetchedSha256, failure } = await refresh(request);
    const after = await held.at(key, { at, now: now() });
    const best = after.suitable ?? after.current;
    if (best === null) return fail("COLLATERAL_UNAVAILABLE", failure ?? `${key} can't be had`);
    const isStale = after.suitable === null && failure !== null;
    return ok(
      toItem(best, {
        ...(best.sha256 === fetchedSha256 ? { origin: "fetched" } : {}),
        ...(isStale ? { refreshFailure: failure } : {}),
      }),
    );
  }

  return { get };
}

/** A key set is fetched anew for a key that it lacks, once in this time, whoever asks and in whichever process. */
const KEY_SET_REST_MS = 60_000;

/** Services change their keys without notice, and anybody can name a key that there is not. */
function isWorthAnotherLook(
  request: EndorsementRequest,
  { body, retrievedAt }: CachedCollateral,
  now: Date,
): boolean {
  if (request.item !== "jwks" || request.kid === undefined) return false;
  if (now.getTime() - retrievedAt.getTime() < KEY_SET_REST_MS) return false;
  const keys = readKeySet(body);
  return keys.ok && !keys.value.some(({ kid }) => kid === request.kid);
}

function toItem(
  row: CachedCollateral,
  more: { readonly origin?: "fetched"; readonly refreshFailure?: string },
): EndorsementItem {
  return {
    request: row.request,
    body: row.body,
    issuerChain: row.issuerChain,
    origin: row.origin === "imported" ? "imported" : "cache",
    upstream: row.upstream,
    retrievedAt: row.retrievedAt.toISOString(),
    ...more,
  };
}
