import { inspectEvidence } from "@/lib/appraisal/inspect-evidence";
import { readPiece } from "@/lib/appraisal/read-piece";
import { webCrypto } from "@/lib/crypto/web-crypto";
import type { Detection } from "@/lib/rats/attestation-result";
import type { Inspection } from "@/lib/rats/inspection";
import { ok, type Result } from "@/lib/rats/result";
import { type ReadEvidence, requestEvidence } from "./read-evidence";

/** What bytes turned out to be, and why. */
export interface InspectedEvidence {
  readonly inspection: Inspection;
  readonly detection: Detection;
  /** Out of its wrappings: what the fields' offsets count in. */
  readonly bytes: Uint8Array;
}

/** Recognises and decodes evidence on this computer; nothing is sent and nothing verified. Loaded on demand. */
export async function inspectInBrowser(
  evidence: ReadEvidence,
  eventLog: string | null,
): Promise<Result<InspectedEvidence>> {
  const piece = readPiece({
    evidence: requestEvidence(evidence),
    ...(eventLog === null ? {} : { eventLog }),
  });
  if (!piece.ok) return piece;
  const { bytes, scheme, detection } = piece.value;
  const inspection = await inspectEvidence({
    evidence: bytes,
    evidenceType: scheme.evidenceType,
    crypto: webCrypto(crypto.subtle),
    eventLog: piece.value.eventLog,
  });
  return inspection.ok ? ok({ inspection: inspection.value, detection, bytes }) : inspection;
}
