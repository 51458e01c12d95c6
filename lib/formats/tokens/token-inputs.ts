import type { AppraisalPolicy } from "@/lib/rats/appraisal-policy";
import type { Result } from "@/lib/rats/result";
import type { EndorsementItem } from "@/lib/trust/endorsement-source";
import type { TrustAnchor } from "@/lib/trust/trust-anchors";
import type { TokenProfile } from "./token-profile";

/** What a token is judged against. */
export interface TokenInputs {
  readonly profile: TokenProfile;
  /** The issuer's JWK set; undefined when it was not asked for. */
  readonly keySet: Result<EndorsementItem> | undefined;
  readonly anchors: readonly TrustAnchor[];
  /** Milliseconds since the epoch; the only clock. */
  readonly at: number;
  readonly rules: AppraisalPolicy;
}
