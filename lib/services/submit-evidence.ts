import type { Attestation } from "@/lib/contract/attestations";
import { ok, type Result } from "@/lib/rats/result";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import type { IdempotencyClaim } from "@/lib/store/attestation-record";
import { attestationRecord, checkStorable } from "./attestation-record";
import { ownerOf, type ServiceContext } from "./context";
import { judge } from "./judge";
import { keepOnce, type Kept } from "./keep-attestation";
import { withKeyPolicy } from "./key-policy";

/**
 * Judges evidence and keeps it with its verdict, whatever that is; evidence whose collateral can't be had is kept as
 * `indeterminate`, to be judged again later. Failures: those of the core, `TOO_BUSY`, `IDEMPOTENCY_KEY_REUSED`.
 */
export function submitEvidence(
  context: ServiceContext,
  request: VerificationRequest,
): Promise<Result<Kept<Attestation>>> {
  return submitOne(context, request, context.idempotency);
}

/** One piece of evidence, alone or as a line of a batch. */
export function submitOne(
  context: ServiceContext,
  sent: VerificationRequest,
  claim: IdempotencyClaim | null,
): Promise<Result<Kept<Attestation>>> {
  const request = withKeyPolicy(context.actor, sent);
  return context.state.slots.run(ownerOf(context), () =>
    keepOnce(context, claim, async () => {
      const storable = checkStorable(request);
      if (!storable.ok) return storable;
      const receivedAt = context.runtime.now();
      const judged = await judge(context, request);
      if (!judged.ok) return judged;
      const appraisal = judged.value;
      return ok(
        attestationRecord(context, { request, appraisal, receivedAt, reverifies: null, claim }),
      );
    }),
  );
}
