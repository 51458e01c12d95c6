import type { ContentCache } from "@/lib/crypto/content-cache";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import type { AppraisalPolicy } from "@/lib/rats/appraisal-policy";
import type { Result } from "@/lib/rats/result";
import type { EndorsementItem } from "@/lib/trust/endorsement-source";
import type { TrustAnchor } from "@/lib/trust/trust-anchors";

export interface DcapTools {
  readonly crypto: CryptoPort;
  readonly cache: ContentCache;
}

/** What a quote is judged against. `at` is in milliseconds since the epoch and is the only clock. */
export interface DcapInputs {
  readonly items: ReadonlyMap<string, Result<EndorsementItem>>;
  readonly anchors: readonly TrustAnchor[];
  readonly at: number;
  /** `at` as it is shown. */
  readonly atText: string;
  readonly rules: AppraisalPolicy;
}

/** The anchor that a certificate is, by the digest of its whole DER; undefined when it is none. */
export function anchorOf(
  fingerprint: string | undefined,
  anchors: readonly TrustAnchor[],
): TrustAnchor | undefined {
  return anchors.find(({ sha256 }) => sha256 === fingerprint);
}
