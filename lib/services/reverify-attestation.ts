import type { z } from "zod";
import type { Attestation, reverifyRequestSchema } from "@/lib/contract/attestations";
import { fail, ok, type Result } from "@/lib/rats/result";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import type { StoredAttestation } from "@/lib/store/attestation-record";
import { attestationRecord } from "./attestation-record";
import { ownerOf, type ServiceContext } from "./context";
import { judge, type JudgeOptions } from "./judge";
import { keepOnce, type Kept } from "./keep-attestation";
import { readStoredEvidence } from "./stored-evidence";
import type { StoredMaterial } from "./stored-material";

/**
 * Judges stored evidence again and keeps the new verdict, which points to the first one. `then`: at the moment of the
 * first verdict, with the endorsements that it stood on and nothing else. `now`: at this moment, with current
 * endorsements. Policy, expected values and trust anchors are those of the first call either way.
 * Failures: `NOT_FOUND`, `REVERIFY_IMPOSSIBLE`, `TOO_BUSY`, `IDEMPOTENCY_KEY_REUSED`.
 */
export function reverifyAttestation(
  context: ServiceContext,
  id: string,
  { as }: z.infer<typeof reverifyRequestSchema>,
): Promise<Result<Kept<Attestation>>> {
  const claim = context.idempotency;
  return context.state.slots.run(ownerOf(context), () =>
    keepOnce(context, claim, async () => {
      const found = await readStoredEvidence(context, id);
      if (!found.ok) return found;
      const { attestation, evidence, material } = found.value;
      if (material === null) {
        return fail("REVERIFY_IMPOSSIBLE", "An endorsement of that verdict is no longer stored.");
      }
      const again = { attestation, evidence, material };
      const { request, options } = as === "then" ? judgedThen(again) : judgedNow(again);
      const receivedAt = context.runtime.now();
      const judged = await judge(context, request, options);
      if (!judged.ok) {
        const { code, detail } = judged.failure;
        return fail("REVERIFY_IMPOSSIBLE", `${code}: ${detail}`);
      }
      const appraisal = judged.value;
      return ok(
        attestationRecord(context, { request, appraisal, receivedAt, reverifies: id, claim }),
      );
    }),
  );
}

interface Again {
  readonly attestation: StoredAttestation;
  readonly evidence: Uint8Array;
  readonly material: StoredMaterial;
}

interface Judging {
  readonly request: VerificationRequest;
  readonly options: JudgeOptions;
}

function judgedThen(again: Again): Judging {
  const request = {
    ...sameRequest(again),
    endorsements: again.material.givenThen,
    verifyAt: again.attestation.verifiedAt.toISOString(),
  };
  return { request, options: { endorsements: again.material.source } };
}

function judgedNow(again: Again): Judging {
  const { verifyAt: _then, ...request } = sameRequest(again);
  return { request, options: {} };
}

function sameRequest({ attestation, evidence, material }: Again): VerificationRequest {
  const { given, eventLog, wrapped, submodules } = material;
  return {
    ...attestation.request,
    evidence: wrapped ?? Buffer.from(evidence).toString("base64"),
    endorsements: given,
    ...(eventLog === undefined ? {} : { eventLog }),
    ...(submodules.length === 0 ? {} : { submodules }),
  };
}
