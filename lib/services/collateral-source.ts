import { amdKds } from "@/lib/collateral/amd-kds";
import { cachedEndorsements } from "@/lib/collateral/cached-endorsements";
import { intelPcs } from "@/lib/collateral/intel-pcs";
import { collateralStore } from "@/lib/store/collateral";
import type { EndorsementSource } from "@/lib/trust/endorsement-source";
import { verifierOf, type CollateralContext } from "./collateral-context";

export interface CollateralSourceOptions extends CollateralContext {
  /** In the order of asking; none: only what is imported. */
  readonly upstreams: readonly UpstreamAddress[];
}

/** A service that hands out collateral: Intel's, a cache of it, or AMD's. */
export interface UpstreamAddress {
  readonly kind: "pcs" | "pccs" | "kds";
  readonly baseUrl: string;
}

/**
 * The endorsements of a running server: its database first, then the configured services. Build it once for each
 * process.
 *
 * @throws Error for an upstream whose address can't be used.
 */
export function collateralSource(options: CollateralSourceOptions): EndorsementSource {
  return cachedEndorsements({
    cache: collateralStore(options.database.db),
    upstreams: options.upstreams.map(({ kind, baseUrl }) =>
      kind === "kds" ? amdKds({ baseUrl }) : intelPcs({ kind, baseUrl }),
    ),
    verify: verifierOf(options),
    now: () => options.now(),
  });
}
