import { toHex } from "@/lib/bytes/hex";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import { unwrapEvidence } from "@/lib/evidence/unwrap/unwrap-evidence";
import type { EvidenceType } from "@/lib/rats/evidence-type";
import type { Inspection } from "@/lib/rats/inspection";
import { fail, ok, type Result } from "@/lib/rats/result";
import { MAX_EVIDENCE_BYTES } from "@/lib/rats/verification-request";
import { findPiece } from "./read-piece";

/** Takes the evidence out of its wrappings and decodes every field with its offset and length; verifies nothing. */
export async function inspectEvidence(given: {
  evidence: Uint8Array;
  evidenceType?: EvidenceType | undefined;
  /** The log that goes with the evidence, when there is one. */
  eventLog?: Uint8Array | null | undefined;
  crypto: CryptoPort;
}): Promise<Result<Inspection>> {
  const { evidence, evidenceType, crypto, eventLog = null } = given;
  if (evidence.length > MAX_EVIDENCE_BYTES) {
    return fail("EVIDENCE_TOO_LARGE", `the evidence may have ${MAX_EVIDENCE_BYTES} bytes`);
  }
  const found = findPiece(unwrapEvidence(evidence, evidenceType), evidenceType);
  if (!found.ok) return found;
  const { scheme, unwrapped, detection } = found.value;
  const bytes = unwrapped.evidence;
  const inspection = await scheme.inspect(bytes, crypto, eventLog ?? unwrapped.eventLog);
  return ok({
    ...inspection,
    detection,
    size: bytes.length,
    evidenceDigest: `sha256:${toHex(await crypto.digest("SHA-256", bytes))}`,
  });
}
