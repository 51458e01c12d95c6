import type { AppraisalPolicy } from "./appraisal-policy";
import type { Endorsements } from "./endorsements";
import type { EvidenceType } from "./evidence-type";

/** What this very call demands of the evidence; a mismatch rejects. */
export interface ExpectedValues {
  readonly nonce?: string | undefined;
  /** Hex; all 64 bytes are compared. */
  readonly reportData?: string | undefined;
  readonly userData?: string | undefined;
  /** Text whose SHA-256 or SHA-512 must stand in the report data. */
  readonly payload?: string | undefined;
}

/** Another piece of evidence of the same attester: its GPU, its vTPM. */
export interface SubmoduleRequest {
  /** `gpu0`, `vtpm`: unique within the request. */
  readonly name: string;
  readonly evidence: string;
  readonly evidenceType?: EvidenceType | undefined;
  readonly endorsements?: Endorsements | undefined;
  readonly eventLog?: string | undefined;
  /** What this piece must carry; the whole's expectations are for the whole only. */
  readonly expected?: ExpectedValues | undefined;
}

/** Most pieces that one request may bring along. */
export const MAX_SUBMODULES = 32;

/** The verification request of the outer contract, section 1, after its schema has passed. */
export interface VerificationRequest {
  /** Standard base64 of the raw bytes, or a compact JWT. */
  readonly evidence: string;
  readonly evidenceType?: EvidenceType | undefined;
  readonly endorsements?: Endorsements | undefined;
  readonly eventLog?: string | undefined;
  readonly submodules?: readonly SubmoduleRequest[] | undefined;
  readonly expected?: ExpectedValues | undefined;
  readonly policy?: string | AppraisalPolicy | undefined;
  /** PEM certificates instead of the built-in roots. */
  readonly trustAnchors?: readonly string[] | undefined;
  /** RFC 3339; the moment to judge at. */
  readonly verifyAt?: string | undefined;
}

/** Largest evidence that is read, in bytes. */
export const MAX_EVIDENCE_BYTES = 1024 * 1024;
/** Largest event log that is read, in bytes. */
export const MAX_EVENT_LOG_BYTES = 4 * 1024 * 1024;
