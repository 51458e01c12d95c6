import { inspectEvidence } from "@/lib/appraisal/inspect-evidence";
import { describeEndorsements } from "@/lib/appraisal/describe-endorsements";
import type { AttestationMaterial } from "@/lib/contract/attestations";
import { ok, type Result } from "@/lib/rats/result";
import { readContents } from "@/lib/store/contents";
import type { ServiceContext } from "./context";
import { getEvidence } from "./get-attestation";
import { contractInspection } from "./inspect-evidence";
import { storedMaterial } from "./used-endorsements";

/** All that is needed to judge stored evidence elsewhere, and to draw it. Failure: `NOT_FOUND`. */
export async function attestationMaterial(
  context: ServiceContext,
  id: string,
): Promise<Result<AttestationMaterial>> {
  const found = await getEvidence(context, id);
  if (!found.ok) return found;
  const { attestation, evidence } = found.value;
  const digests = attestation.endorsements.map((used) => used.sha256);
  const bodies = await readContents(context.runtime.database, digests);
  const material = storedMaterial(attestation.endorsements, bodies);
  if (material === null) throw new Error(`an endorsement of attestation ${id} is not stored`);

  const { crypto } = context.runtime;
  const inspection = await inspectEvidence({
    evidence,
    evidenceType: attestation.evidenceType,
    crypto,
  });
  const described = await describeEndorsements({ intel: material.intel, evidence, crypto });
  const answer = {
    evidence: Buffer.from(evidence).toString("base64"),
    endorsements: { intel: material.intel },
    inspection: inspection.ok ? contractInspection(inspection.value) : null,
    ...described,
  };
  // The contract's type is the core's but for `readonly`.
  return ok(answer as AttestationMaterial);
}
