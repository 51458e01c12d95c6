import type { EndorsementSource } from "@/lib/trust/endorsement-source";
import type { CollateralCache } from "./collateral-cache";
import type { CollateralUpstream } from "./upstream";
import type { CollateralVerifier } from "./verify-collateral-item";

export interface CachedEndorsementsOptions {
  readonly cache: CollateralCache;
  /** Asked in this order until one answers. None: only what was imported. */
  readonly upstreams: readonly CollateralUpstream[];
  readonly verify: CollateralVerifier;
  readonly now: () => Date;
  readonly sleep?: (ms: number) => Promise<void>;
}

export function cachedEndorsements(_options: CachedEndorsementsOptions): EndorsementSource {
  throw new Error("not written yet");
}
