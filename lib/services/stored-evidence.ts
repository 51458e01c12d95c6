import { inspectEvidence } from "@/lib/appraisal/inspect-evidence";
import { readPiece } from "@/lib/appraisal/read-piece";
import { fromBase64 } from "@/lib/bytes/base64";
import type { Inspection } from "@/lib/rats/inspection";
import { ok, type Result } from "@/lib/rats/result";
import { readContents } from "@/lib/store/contents";
import { type ServiceContext, withOrganization } from "./context";
import { findEvidence, type KeptEvidence } from "./get-attestation";
import { storedMaterial, type StoredMaterial } from "./stored-material";

/** A stored attestation with everything that it was judged by. */
export interface StoredEvidence extends KeptEvidence {
  /** Null when a body that the verdict stands on is missing from the store. */
  readonly material: StoredMaterial | null;
}

/** Failure: `NOT_FOUND`. */
export function readStoredEvidence(
  context: ServiceContext,
  id: string,
): Promise<Result<StoredEvidence>> {
  return withOrganization(context, async (organization) => {
    const found = await findEvidence(organization, id);
    if (!found.ok) return found;
    const { endorsements } = found.value.attestation;
    const digests = endorsements.map((used) => used.sha256);
    const bodies = await readContents(organization, digests);
    return ok({ ...found.value, material: storedMaterial(endorsements, bodies) });
  });
}

/** The evidence decoded, with the event log that came with it; null for bytes that this version can't decode. */
export async function inspectStored(
  context: ServiceContext,
  { attestation, evidence, material }: StoredEvidence,
): Promise<Inspection | null> {
  const eventLog = material === null ? null : eventLogOf(material);
  const inspection = await inspectEvidence({
    evidence,
    evidenceType: attestation.evidenceType,
    crypto: context.runtime.crypto,
    eventLog,
  });
  return inspection.ok ? inspection.value : null;
}

/** The log that came with the request, else the one that stood beside the evidence in its wrapping. */
function eventLogOf({ eventLog, wrapped }: StoredMaterial): Uint8Array | null {
  if (eventLog !== undefined) return fromBase64(eventLog);
  const piece = wrapped === undefined ? null : readPiece({ evidence: wrapped });
  return piece?.ok ? piece.value.eventLog : null;
}
