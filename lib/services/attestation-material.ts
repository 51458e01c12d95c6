import { describeEndorsements } from "@/lib/appraisal/describe-endorsements";
import type { AttestationMaterial } from "@/lib/contract/attestations";
import type { Inspection } from "@/lib/rats/inspection";
import { ok, type Result } from "@/lib/rats/result";
import { endorsementKey } from "@/lib/trust/endorsement-source";
import type { ServiceContext } from "./context";
import { contractInspection } from "./inspect-evidence";
import { inspectStored, readStoredEvidence } from "./stored-evidence";

/** All that is needed to judge stored evidence elsewhere, and to draw it. Failure: `NOT_FOUND`. */
export async function attestationMaterial(
  context: ServiceContext,
  id: string,
): Promise<Result<AttestationMaterial>> {
  const found = await readStoredEvidence(context, id);
  if (!found.ok) return found;
  const { evidence, material } = found.value;
  if (material === null) throw new Error(`an endorsement of attestation ${id} is not stored`);

  const inspection = await inspectStored(context, found.value);
  const described = await describeEndorsements({
    endorsements: material.endorsements,
    own: inspection?.certificates ?? [],
    crypto: context.runtime.crypto,
  });
  const answer = {
    evidence: Buffer.from(evidence).toString("base64"),
    wrapped: material.wrapped ?? null,
    eventLog: material.eventLog ?? null,
    submodules: material.submodules,
    endorsements: material.endorsements,
    given: material.given,
    items: material.items.map(({ request, origin, body, issuerChain, upstream, retrievedAt }) => ({
      key: endorsementKey(request),
      origin,
      body,
      issuerChain,
      upstream,
      retrievedAt,
    })),
    inspection: inspection === null ? null : contractInspection(withoutEvents(inspection)),
    ...described,
  };
  // The contract's type is the core's but for `readonly`.
  return ok(answer as AttestationMaterial);
}

/** A log has thousands of events, and most pages draw none of them: they have an address of their own. */
function withoutEvents(inspection: Inspection): Inspection {
  return { ...inspection, eventLogs: inspection.eventLogs.map((log) => ({ ...log, events: [] })) };
}
