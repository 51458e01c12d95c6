import { createBreakers } from "@/lib/breaker/breakers";
import type { BreakerState } from "@/lib/breaker/breaker-state";
import { amdKds } from "@/lib/collateral/amd-kds";
import { cachedEndorsements } from "@/lib/collateral/cached-endorsements";
import { configuredIssuers } from "@/lib/collateral/configured-issuers";
import { intelPcs } from "@/lib/collateral/intel-pcs";
import { jwksUpstream } from "@/lib/collateral/jwks-upstream";
import type { CollateralUpstream } from "@/lib/collateral/upstream";
import { breakerStore } from "@/lib/store/breakers";
import { collateralStore } from "@/lib/store/collateral";
import type { EndorsementSource } from "@/lib/trust/endorsement-source";
import { verifierOf, type CollateralContext } from "./collateral-context";

export interface CollateralSourceOptions extends CollateralContext {
  /** In the order of asking; none: only what is imported. */
  readonly upstreams: readonly UpstreamAddress[];
  /** Told when the breaker of a host opens or closes. */
  readonly onBreaker?: (host: string, state: BreakerState) => void;
}

/** A service that hands out collateral: Intel's, a cache of it, AMD's, or a token service with its key set. */
export type UpstreamAddress =
  | { readonly kind: "pcs" | "pccs" | "kds"; readonly baseUrl: string }
  | { readonly kind: "jwks"; readonly issuer: string; readonly address: string };

/**
 * The endorsements of a running server: its database first, then the configured services. Build it once for each
 * process.
 *
 * @throws Error for an upstream whose address can't be used.
 */
export function collateralSource(options: CollateralSourceOptions): EndorsementSource {
  const cached = cachedEndorsements({
    cache: collateralStore(options.database.db),
    upstreams: options.upstreams.map(upstreamAt),
    verify: verifierOf(options),
    breakers: createBreakers({
      store: breakerStore(options.database.db),
      ...(options.onBreaker && { onChange: options.onBreaker }),
    }),
    now: () => options.now(),
  });
  const issuers = options.upstreams.flatMap((upstream) =>
    upstream.kind === "jwks" ? [upstream.issuer] : [],
  );
  return configuredIssuers(cached, issuers);
}

function upstreamAt(address: UpstreamAddress): CollateralUpstream {
  switch (address.kind) {
    case "jwks":
      return jwksUpstream(address);
    case "kds":
      return amdKds({ baseUrl: address.baseUrl });
    case "pcs":
    case "pccs":
      return intelPcs({ kind: address.kind, baseUrl: address.baseUrl });
  }
}
