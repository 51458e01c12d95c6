import type { z } from "zod";
import type { attestationResultSchema } from "@/lib/contract/attestation-result";
import type { Problem } from "@/lib/contract/problem";
import { ok, type Result } from "@/lib/rats/result";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import { contractResult } from "./attestation-view";
import { answerLines, type BatchLine } from "./batch-line";
import type { ServiceContext } from "./context";
import { judge } from "./judge";

type ResultView = z.infer<typeof attestationResultSchema>;

/** Judges evidence and keeps nothing. Failures: those of the core, `TOO_BUSY`. */
export async function verifyEvidence(
  context: ServiceContext,
  request: VerificationRequest,
): Promise<Result<ResultView>> {
  const appraisal = await context.state.slots.run(() => judge(context, request));
  return appraisal.ok ? ok(contractResult(appraisal.value.result)) : appraisal;
}

/** Judges every line, several at a time; answers come in the order of the lines, as soon as each is there. */
export function verifyBatch(
  context: ServiceContext,
  lines: AsyncIterable<BatchLine<VerificationRequest>>,
): AsyncIterable<ResultView | Problem> {
  const crypto = context.runtime.poolCrypto;
  return answerLines(context, lines, async ({ value }) => {
    const appraisal = await context.state.slots.run(() => judge(context, value, { crypto }));
    return appraisal.ok ? ok(contractResult(appraisal.value.result)) : appraisal;
  });
}
