import type { EndorsementItemName, EndorsementRequest } from "@/lib/trust/endorsement-source";

/** What is known of a key set beside its text: who was asked for it, and when. */
export interface KeySetOrigin {
  readonly issuer: string;
  readonly retrievedAt: Date;
}

/** What a vendor sent, or a file holds, before anybody looked at it. */
export interface UnverifiedItem {
  readonly kind: EndorsementItemName;
  readonly body: string;
  /** PEM, signer first. The root CRL has none: a pinned root signs it. */
  readonly issuerChain: string | null;
  /** Of a key set: who was asked, and when. */
  readonly keySet?: KeySetOrigin;
}

/** What the signed content says about itself. */
export interface VerifiedItem {
  readonly request: EndorsementRequest;
  /** As received; a CRL as the hex of its DER, whatever it came as. */
  readonly body: string;
  readonly issuerChain: string | null;
  /** Of the body, lower-case hex. */
  readonly sha256: string;
  readonly issuedAt: Date;
  readonly nextUpdate: Date;
  /** tcbEvaluationDataNumber or CRL number. */
  readonly revision: string | null;
}
