import type { ContentCache } from "@/lib/crypto/content-cache";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import type { SchemaPort } from "@/lib/formats/json-schema/schema-port";
import type { AppraisalPolicy } from "@/lib/rats/appraisal-policy";
import type { ChainCertificate, EvidenceFormat, TcbSummary } from "@/lib/rats/attestation-result";
import type { Check } from "@/lib/rats/check";
import type { Claims } from "@/lib/rats/claims";
import type { Endorsements } from "@/lib/rats/endorsements";
import type { EvidenceType } from "@/lib/rats/evidence-type";
import type { Knob } from "@/lib/rats/knob";
import type { KindInspection } from "@/lib/rats/inspection";
import type { Result } from "@/lib/rats/result";
import type { EndorsementItem, EndorsementRequest } from "@/lib/trust/endorsement-source";
import type { AnchorOrigin, TrustAnchor } from "@/lib/trust/trust-anchors";

export interface VerificationTools {
  readonly crypto: CryptoPort;
  readonly cache: ContentCache;
  /** Absent in a browser. What needs it is then a check that was not made, and decides nothing. */
  readonly schemas?: SchemaPort;
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

/** One piece of composite evidence, verified by the scheme of its own kind. */
export interface SubmoduleVerification {
  /** `cpu0`, `gpu0` … */
  readonly name: string;
  readonly scheme: EvidenceScheme;
  readonly opened: OpenedEvidence;
  /** Its own bytes. */
  readonly evidence: Uint8Array;
  readonly verification: Verification;
  /** The whole stands on this piece: its failure is a failure of the whole's binding. */
  readonly integral: boolean;
  /** How it is tied to the whole, for people; null when nothing ties it. */
  readonly binding: string | null;
}

/** What verification found: every check, and what the evidence says. */
export interface Verification {
  readonly checks: readonly Check[];
  readonly claims: Claims;
  readonly tcb: TcbSummary | null;
  readonly chain: readonly ChainCertificate[];
  /** What the chain ended at: a root that the product ships, one that came with the request, the simulator's, none. */
  readonly root: AnchorOrigin | null;
  /** The most that this kind can ever stand for: what a service or a vendor signs in software is no hardware. */
  readonly ceiling: "hardware" | "vendor-signed";
  readonly submodules: readonly SubmoduleVerification[];
}

/** Evidence whose own certificates have been read, so that it is known which endorsements it needs. */
export interface PreparedEvidence {
  readonly requiredEndorsements: readonly EndorsementRequest[];
  verify(inputs: VerificationInputs): Promise<Verification>;
}

/** What came along with the evidence. */
export interface PrepareInput {
  readonly endorsements: Endorsements;
  readonly rules: AppraisalPolicy;
  readonly eventLog: Uint8Array | null;
  /** The nonce that this call expects; null when it expects none. */
  readonly nonce: Uint8Array | null;
}

/** What the evidence carries for its relying party. A member is null when this kind has no such place. */
export interface CarriedData {
  /** 64 bytes that a nonce, a payload's digest or both must fill: Intel, AMD. */
  readonly reportData: Uint8Array | null;
  /** Places for a nonce alone; one of them must be the expected nonce as a whole. */
  readonly nonces: readonly Uint8Array[] | null;
  /** The same where the nonce is text: tokens. Compared with the text of the request. */
  readonly nonceTexts?: readonly string[];
  readonly userData: Uint8Array | null;
  /** When the evidence says that it was made; milliseconds since the epoch. */
  readonly issuedAt: number | null;
}

/** Evidence that could be read. Nothing of it is verified. */
export interface OpenedEvidence {
  readonly format: EvidenceFormat;
  /** What people call this, for example "Intel TDX". */
  readonly productName: string;
  readonly carries: CarriedData;
  prepare(tools: VerificationTools, given: PrepareInput): Promise<PreparedEvidence>;
}

/**
 * One kind of evidence. `open` keeps what it read to itself, so that a registry of schemes needs no type parameter and
 * nothing outside the scheme's folder can look into unverified evidence.
 */
export interface EvidenceScheme {
  readonly evidenceType: EvidenceType;
  /** What people call the kind when the bytes can't be read: "Intel TDX". */
  readonly kindName: string;
  /** Cheap, and exact enough that no two kinds claim the same bytes; for requests without a type. */
  recognises(bytes: Uint8Array): boolean;
  open(bytes: Uint8Array): Result<OpenedEvidence>;
  /** Decodes as far as it can; nothing is verified. */
  inspect(
    bytes: Uint8Array,
    crypto: CryptoPort,
    eventLog?: Uint8Array | null,
  ): Promise<SchemeInspection>;
  /** The knobs that the policy sets for this kind, each with what the claims say. */
  knobs(rules: AppraisalPolicy, claims: Claims): readonly Knob[];
  /** Does the policy pin software of this kind? */
  pins(rules: AppraisalPolicy): boolean;
}

export type SchemeInspection = KindInspection;
