import {
  describeCollateral,
  type CollateralDescription,
} from "@/lib/formats/dcap/describe-collateral";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import type { IntelEndorsements } from "@/lib/rats/endorsements";

/** Certificates, revocation lists and validities of the endorsements that a stored verdict stands on. */
export function describeEndorsements(given: {
  intel: IntelEndorsements | undefined;
  evidence: Uint8Array;
  crypto: CryptoPort;
}): Promise<CollateralDescription> {
  return describeCollateral({ ...given, intel: given.intel ?? {} });
}
