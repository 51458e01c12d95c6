import type { CryptoPort } from "@/lib/crypto/crypto-port";
import type { collateralStore } from "@/lib/store/collateral";

/** What the collateral use cases need of the runtime. */
export interface CollateralContext {
  readonly database: { readonly db: Parameters<typeof collateralStore>[0] };
  readonly crypto: CryptoPort;
  readonly now: () => Date;
  /** PEM certificates instead of the built-in Intel root; for tests and private roots. */
  readonly trustAnchors?: readonly string[];
}
