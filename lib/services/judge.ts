import { performance } from "node:perf_hooks";
import type { Appraisal } from "@/lib/appraisal/appraisal";
import { appraiseEvidence } from "@/lib/appraisal/appraise-evidence";
import type { Result } from "@/lib/rats/result";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import type { EndorsementSource } from "@/lib/trust/endorsement-source";
import type { ServiceContext } from "./context";
import { countedSource, countEvaluation } from "./metrics";

export interface JudgeOptions {
  /** Instead of the collateral cache and its upstreams. */
  readonly endorsements?: EndorsementSource;
}

/** One appraisal with the crypto, the caches, the collateral and the clock of this process, counted. */
export async function judge(
  context: ServiceContext,
  request: VerificationRequest,
  options: JudgeOptions = {},
): Promise<Result<Appraisal>> {
  const { runtime, state } = context;
  const appraisal = await appraiseEvidence(request, {
    crypto: runtime.crypto,
    cache: runtime.cache,
    schemas: runtime.schemas,
    endorsements: countedSource(options.endorsements ?? runtime.endorsements, state.metrics),
    now: runtime.now(),
    elapsedMs: () => performance.now(),
  });
  if (appraisal.ok) countEvaluation(state.metrics, appraisal.value.result);
  return appraisal;
}
