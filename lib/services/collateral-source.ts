import { cachedEndorsements } from "@/lib/collateral/cached-endorsements";
import { intelPcs } from "@/lib/collateral/intel-pcs";
import { collateralStore } from "@/lib/store/collateral";
import type { EndorsementSource } from "@/lib/trust/endorsement-source";
import { verifierOf, type CollateralContext } from "./collateral-context";

export interface CollateralSourceOptions extends CollateralContext {
  /** In the order of asking; none: only what is imported. */
  readonly upstreams: readonly { readonly kind: "pcs" | "pccs"; readonly baseUrl: string }[];
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
    upstreams: options.upstreams.map((upstream) => intelPcs(upstream)),
    verify: verifierOf(options),
    now: () => options.now(),
  });
}
