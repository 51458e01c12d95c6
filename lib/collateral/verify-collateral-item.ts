import type { CryptoPort } from "@/lib/crypto/crypto-port";
import { fail, type Result } from "@/lib/rats/result";
import type { EndorsementRequest } from "@/lib/trust/endorsement-source";

/** What a vendor sent, before anybody looked at it. */
export interface UnverifiedItem {
  readonly kind: EndorsementRequest["item"];
  readonly body: string;
  readonly issuerChain: string | null;
}

/** What the signed content says about itself. */
export interface VerifiedItem {
  readonly request: EndorsementRequest;
  readonly body: string;
  readonly issuerChain: string | null;
  readonly sha256: string;
  readonly issuedAt: Date;
  readonly nextUpdate: Date;
  readonly revision: string | null;
}

export type CollateralVerifier = (item: UnverifiedItem) => Promise<Result<VerifiedItem>>;

/** Times are not judged here: an item of last year is good evidence of last year. */
export function collateralVerifier(_trust: {
  readonly crypto: CryptoPort;
  /** DER certificates. */
  readonly trustAnchors: readonly Uint8Array[];
}): CollateralVerifier {
  return () => Promise.resolve(fail("COLLATERAL_INVALID", "not written yet"));
}
