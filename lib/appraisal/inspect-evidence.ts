import { toHex } from "@/lib/bytes/hex";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import { detectScheme, schemeFor } from "@/lib/evidence/registry";
import type { EvidenceType } from "@/lib/rats/evidence-type";
import type { Inspection } from "@/lib/rats/inspection";
import { fail, ok, type Result } from "@/lib/rats/result";
import { MAX_EVIDENCE_BYTES } from "@/lib/rats/verification-request";

/** Decodes every field with its offset and length; verifies nothing. */
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
  const scheme = evidenceType === undefined ? detectScheme(evidence) : schemeFor(evidenceType);
  if (!scheme) {
    return evidenceType === undefined
      ? fail("EVIDENCE_UNRECOGNISED", `${evidence.length} bytes that no known format begins with`)
      : fail("EVIDENCE_TYPE_UNSUPPORTED", `${evidenceType} is not decoded by this version`);
  }
  const inspection = await scheme.inspect(evidence, crypto, eventLog);
  return ok({
    ...inspection,
    size: evidence.length,
    evidenceDigest: `sha256:${toHex(await crypto.digest("SHA-256", evidence))}`,
  });
}
