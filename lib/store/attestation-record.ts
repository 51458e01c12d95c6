import type { z } from "zod";
import type {
  attestationSchema,
  AttestationItem,
  SubmoduleItem,
  UsedEndorsement,
} from "@/lib/contract/attestations";
import type { AttestationResult } from "@/lib/rats/attestation-result";
import type { EvidenceType } from "@/lib/rats/evidence-type";
import type { ReasonCode } from "@/lib/rats/reason-codes";
import type { TcbStatus } from "@/lib/rats/tcb-status";
import type { Assurance, Verdict } from "@/lib/rats/verdict";

/** What the caller sent, without evidence and endorsements: the contract's `request`. */
export type StoredRequest = z.infer<typeof attestationSchema>["request"];
export type PrimaryMeasurement = AttestationItem["measurement"];

/** A body that is kept under its digest, once however many attestations stand on it. */
export interface Content {
  /** Lower-case hex. */
  readonly sha256: string;
  readonly body: Uint8Array;
}

/** An attestation that is about to be kept. Everything else that the row holds is read from `result`. */
export interface NewAttestation {
  /** `newAttestationId()`. */
  readonly id: string;
  readonly receivedAt: Date;
  readonly result: AttestationResult;
  readonly request: StoredRequest;
  readonly evidence: Uint8Array;
  /** The one measurement that names the workload. */
  readonly measurement: PrimaryMeasurement;
  readonly endorsements: readonly UsedEndorsement[];
  /** The bodies of `endorsements`; each digest that they name must be here or already stored. */
  readonly contents: readonly Content[];
  readonly reverifies: string | null;
  /** Keeps at most one attestation for this key, however many processes try at once. */
  readonly idempotency?: IdempotencyClaim | undefined;
}

export interface IdempotencyClaim {
  /** Id of the operation: keys of different operations never meet. */
  readonly operation: string;
  /** The client's key; for a line of a batch with the number of the line. */
  readonly key: string;
  /** SHA-256 of what the client sent, lower-case hex: the same key with another body is a conflict. */
  readonly requestSha256: string;
}

/** A row of the history. */
export interface AttestationSummary {
  readonly id: string;
  readonly receivedAt: Date;
  readonly verdict: Verdict;
  readonly evidenceType: EvidenceType;
  readonly assurance: Assurance;
  readonly simulated: boolean;
  readonly claimsVerified: boolean;
  readonly tcbStatus: TcbStatus | null;
  readonly fmspc: string | null;
  readonly policyName: string;
  readonly reasonCodes: readonly ReasonCode[];
  /** `sha256:…` as in the contract. */
  readonly evidenceDigest: string;
  readonly measurement: PrimaryMeasurement;
  readonly verifiedAt: Date;
  readonly totalMs: number;
  readonly submodules: readonly SubmoduleItem[];
  readonly reverifies: string | null;
}

export interface StoredAttestation extends AttestationSummary {
  readonly evidenceSize: number;
  readonly result: AttestationResult;
  readonly request: StoredRequest;
  readonly endorsements: readonly UsedEndorsement[];
}

export interface Reverification {
  readonly id: string;
  readonly receivedAt: Date;
  readonly verdict: Verdict;
  readonly verifiedAt: Date;
}
