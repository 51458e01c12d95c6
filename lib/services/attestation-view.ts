import type { z } from "zod";
import type { attestationResultSchema } from "@/lib/contract/attestation-result";
import type { Attestation, AttestationItem } from "@/lib/contract/attestations";
import type { AttestationResult } from "@/lib/rats/attestation-result";
import type {
  AttestationSummary,
  NewAttestation,
  Reverification,
  StoredAttestation,
} from "@/lib/store/attestation-record";
import { submoduleItems } from "@/lib/store/submodule-items";

/**
 * The contract's type is the core's but for `readonly`. A copy of every answer would cost more than its making, so this
 * is the one place that says they are the same.
 */
export function contractResult(result: AttestationResult): z.infer<typeof attestationResultSchema> {
  return result as z.infer<typeof attestationResultSchema>;
}

/** A row of the history, times as RFC 3339 UTC. */
export function attestationItem(summary: AttestationSummary): AttestationItem {
  return {
    id: summary.id,
    receivedAt: summary.receivedAt.toISOString(),
    verdict: summary.verdict,
    evidenceType: summary.evidenceType,
    assurance: summary.assurance,
    simulated: summary.simulated,
    claimsVerified: summary.claimsVerified,
    tcbStatus: summary.tcbStatus,
    fmspc: summary.fmspc,
    policyName: summary.policyName,
    reasonCodes: [...summary.reasonCodes],
    evidenceDigest: summary.evidenceDigest,
    measurement: summary.measurement,
    verifiedAt: summary.verifiedAt.toISOString(),
    totalMs: summary.totalMs,
    submodules: [...summary.submodules],
    reverifies: summary.reverifies,
  };
}

interface Surroundings {
  readonly reverifications: readonly Reverification[];
  readonly newerId: string | null;
  readonly olderId: string | null;
}

export function storedAttestation(
  stored: StoredAttestation,
  { reverifications, newerId, olderId }: Surroundings,
): Attestation {
  return {
    ...attestationItem(stored),
    result: contractResult(stored.result),
    request: stored.request,
    evidenceSize: stored.evidenceSize,
    endorsements: [...stored.endorsements],
    reverifications: reverifications.map((later) => ({
      id: later.id,
      receivedAt: later.receivedAt.toISOString(),
      verdict: later.verdict,
      verifiedAt: later.verifiedAt.toISOString(),
    })),
    newerId,
    olderId,
  };
}

/**
 * The answer to the call that keeps it, made without reading it back. It has no later judgements and nothing newer yet;
 * the older neighbour is left to `GET`, which looks it up.
 */
export function newAttestation(record: NewAttestation): Attestation {
  return {
    ...attestationItem(summaryOf(record)),
    result: contractResult(record.result),
    request: record.request,
    evidenceSize: record.evidence.length,
    endorsements: [...record.endorsements],
    reverifications: [],
    newerId: null,
    olderId: null,
  };
}

function summaryOf(record: NewAttestation): AttestationSummary {
  const { result } = record;
  return {
    id: record.id,
    receivedAt: record.receivedAt,
    verdict: result.verdict,
    evidenceType: result.evidenceType,
    assurance: result.assurance,
    simulated: result.simulated,
    claimsVerified: result.claimsVerified,
    tcbStatus: result.tcb?.status ?? null,
    fmspc: result.claims?.hardware["fmspc"] ?? null,
    policyName: result.policy.name,
    reasonCodes: [...new Set(result.reasons.map((reason) => reason.code))],
    evidenceDigest: result.evidenceDigest,
    measurement: record.measurement,
    verifiedAt: new Date(result.verifiedAt),
    totalMs: result.timings.totalMs,
    submodules: submoduleItems(result),
    reverifies: record.reverifies,
  };
}
