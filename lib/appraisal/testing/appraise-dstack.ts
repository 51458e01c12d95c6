import { toBase64 } from "@/lib/bytes/base64";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import {
  mintDstack,
  type MintDstackOptions,
  type MintedDstack,
} from "@/lib/simulator/dstack/mint-dstack";
import { appraise, sharedPki, type Outcome } from "./appraise-minted";

/** The request that gives a verifier everything that was minted. */
export function dstackRequest(
  minted: MintedDstack,
  changes: Partial<VerificationRequest> = {},
): VerificationRequest {
  return {
    evidence: toBase64(minted.evidence),
    endorsements: minted.endorsements,
    trustAnchors: minted.trustAnchors,
    verifyAt: minted.at,
    ...changes,
  };
}

/** Mints a guest's evidence under the shared roots, then judges it with everything that was minted. */
export async function appraiseDstack(
  options: MintDstackOptions = {},
  changes: Partial<VerificationRequest> = {},
): Promise<Outcome> {
  const minted = await mintDstack({ pki: await sharedPki(), ...options });
  return appraise(dstackRequest(minted, changes));
}
