import type { ContentCache } from "@/lib/crypto/content-cache";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import type { AppraisalPolicy } from "@/lib/rats/appraisal-policy";
import type { ChainCertificate, EvidenceFormat, TcbSummary } from "@/lib/rats/attestation-result";
import type { Check } from "@/lib/rats/check";
import type { Claims } from "@/lib/rats/claims";
import type { Endorsements } from "@/lib/rats/endorsements";
import type { EvidenceType } from "@/lib/rats/evidence-type";
import type { Inspection } from "@/lib/rats/inspection";
import type { Result } from "@/lib/rats/result";
import type { EndorsementItem, EndorsementRequest } from "@/lib/trust/endorsement-source";
import type { TrustAnchor } from "@/lib/trust/trust-anchors";

export interface VerificationTools {
  readonly crypto: CryptoPort;
  readonly cache: ContentCache;
}

/** What verification is judged against. */
export interface VerificationInputs {
  /** By `endorsementKey`; an item that can't be had is a failure that says why. */
  readonly items: ReadonlyMap<string, Result<EndorsementItem>>;
  readonly anchors: readonly TrustAnchor[];
  /** Milliseconds since the epoch; the one moment that everything is judged at. */
  readonly at: number;
  /** The resolved policy, for the rules that need the kind's own knowledge: patch levels, reserved bits. */
  readonly rules: AppraisalPolicy;
}

/** What verification found: every check, and what the evidence says. */
export interface Verification {
  readonly checks: readonly Check[];
  readonly claims: Claims;
  readonly tcb: TcbSummary | null;
  readonly chain: readonly ChainCertificate[];
  /** The part of a policy that pins measurements of this kind: `intel.tdx`. */
  readonly policySection: string;
  /** True when the chain ends at a root that the product ships. */
  readonly underBuiltInRoot: boolean;
}

/** Evidence whose own certificates have been read, so that it is known which endorsements it needs. */
export interface PreparedEvidence {
  readonly requiredEndorsements: readonly EndorsementRequest[];
  verify(inputs: VerificationInputs): Promise<Verification>;
}

/** Evidence that could be read. Nothing of it is verified. */
export interface OpenedEvidence {
  readonly format: EvidenceFormat;
  /** What people call this, for example "Intel TDX". */
  readonly productName: string;
  prepare(
    tools: VerificationTools,
    given: { readonly endorsements: Endorsements; readonly rules: AppraisalPolicy },
  ): Promise<PreparedEvidence>;
  /** What the evidence carries for its relying party: a nonce, a digest. Null for kinds that carry nothing. */
  readonly reportData: Uint8Array | null;
}

/**
 * One kind of evidence. `open` keeps what it read to itself, so that a registry of schemes needs no type parameter and
 * nothing outside the scheme's folder can look into unverified evidence.
 */
export interface EvidenceScheme {
  readonly evidenceType: EvidenceType;
  /** Cheap; for requests without a type. */
  recognises(bytes: Uint8Array): boolean;
  open(bytes: Uint8Array): Result<OpenedEvidence>;
  /** Decodes as far as it can; nothing is verified. */
  inspect(bytes: Uint8Array, crypto: CryptoPort): Promise<SchemeInspection>;
}

export type SchemeInspection = Omit<Inspection, "evidenceDigest" | "size">;
