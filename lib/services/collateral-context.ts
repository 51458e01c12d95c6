import {
  collateralVerifier,
  type CollateralVerifier,
} from "@/lib/collateral/verify-collateral-item";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import type { Db } from "@/lib/store/database";

/** What the collateral use cases need of the runtime. */
export interface CollateralContext {
  readonly database: { readonly db: Db };
  readonly crypto: CryptoPort;
  now(): Date;
  /** PEM certificates instead of the built-in Intel root; for private roots and tests. */
  readonly trustAnchors?: readonly string[];
}

/** Verifies against the roots of this context. */
export function verifierOf(context: CollateralContext): CollateralVerifier {
  const { crypto, trustAnchors } = context;
  return collateralVerifier(trustAnchors === undefined ? { crypto } : { crypto, trustAnchors });
}
