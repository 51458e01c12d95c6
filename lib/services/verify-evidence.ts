import type { z } from "zod";
import type { attestationResultSchema } from "@/lib/contract/attestation-result";
import type { Problem } from "@/lib/contract/problem";
import type { JsonLine } from "@/lib/parallel/json-line";
import { ok, type Result } from "@/lib/rats/result";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import { contractResult } from "./attestation-view";
import { answerLines, type BatchLine } from "./batch-line";
import { ownerOf, type ServiceContext } from "./context";
import { judge } from "./judge";
import { keyPolicy, withKeyPolicy } from "./key-policy";
import { countJudged } from "./metrics";
import { MAX_JUDGEMENTS } from "./runtime-state";

type ResultView = z.infer<typeof attestationResultSchema>;

/** Judges evidence and keeps nothing. Failures: those of the core, `TOO_BUSY`. */
export async function verifyEvidence(
  context: ServiceContext,
  sent: VerificationRequest,
): Promise<Result<ResultView>> {
  const request = withKeyPolicy(context.actor, sent);
  const appraisal = await context.state.slots.run(ownerOf(context), () => judge(context, request));
  return appraisal.ok ? ok(contractResult(appraisal.value.result)) : appraisal;
}

/** The other places for judgements are for everybody else. */
const MOST_OF_ONE_BATCH = MAX_JUDGEMENTS / 2;

/**
 * Judges every line on all cores; answers come in the order of the lines, as soon as each is there. A line goes to a
 * thread as the bytes that came and comes back as the bytes to send.
 */
export function verifyBatch(
  context: ServiceContext,
  lines: AsyncIterable<BatchLine<Uint8Array>>,
): AsyncIterable<JsonLine | Problem> {
  const { state, runtime, requestId } = context;
  const policy = keyPolicy(context.actor);
  return answerLines(
    context,
    lines,
    async ({ value }, index) => {
      const instance = `${requestId}#${index + 1}`;
      const answered = await state.slots.run(ownerOf(context), async () =>
        ok(await state.lines.answer(value, { instance, now: runtime.now(), policy })),
      );
      if (!answered.ok) return answered;
      const { judged, refusal, line } = answered.value;
      if (judged) countJudged(state.metrics, judged);
      if (refusal === "INTERNAL_ERROR") state.metrics.serviceErrors.inc({ stage: "batch" });
      return ok(line);
    },
    Math.min(state.lines.width, MOST_OF_ONE_BATCH),
  );
}
