import type { Problem } from "@/lib/contract/problem";
import { problemOf, refusedProblem, type ParseResult } from "@/lib/contract/problem-of";
import { mapInOrder } from "@/lib/parallel/ordered-map";
import type { Result } from "@/lib/rats/result";
import type { IdempotencyClaim } from "@/lib/store/attestation-record";
import type { ServiceContext } from "./context";
import { failureOfError } from "./failure-of-error";

/** A line of a batch after its schema. A refused line is answered with its problem; the others go on. */
export type BatchLine<T> =
  | GoodLine<T>
  | {
      readonly ok: false;
      readonly refused: Extract<ParseResult<T>, { ok: false }>;
    };

export interface GoodLine<T> {
  readonly ok: true;
  readonly value: T;
  /** When the batch came with an Idempotency-Key: its key with the number of the line. */
  readonly claim: IdempotencyClaim | null;
}

/** Lines of one batch under way: enough for the thread pool and for one statement of the store. */
const CONCURRENT_LINES = 32;

/**
 * One answer for each line, in the order of the lines. A line costs a token like a request; where none is left, the
 * line is answered with `LIMIT_EXCEEDED` and can be sent again. `instance` of a problem is the request id with the number of its
 * line, counted from 1.
 */
export function answerLines<T, R extends object>(
  context: ServiceContext,
  lines: AsyncIterable<BatchLine<T>>,
  answer: (line: GoodLine<T>, index: number) => Promise<Result<R>>,
  concurrency = CONCURRENT_LINES,
): AsyncIterable<R | Problem> {
  return mapInOrder(
    lines,
    async (line, index): Promise<R | Problem> => {
      const instance = `${context.requestId}#${index + 1}`;
      if (!line.ok) return refusedProblem(line.refused, instance);
      try {
        const charged = await context.charge();
        const answered = charged.ok ? await answer(line, index) : charged;
        return answered.ok ? answered.value : problemOf(answered.failure, { instance });
      } catch (error) {
        // The answers before this one are already out, so a broken line is told in its place.
        context.state.metrics.serviceErrors.inc({ stage: "batch" });
        context.runtime.log.error(
          { err: error, requestId: context.requestId },
          "a batch line failed",
        );
        return problemOf(failureOfError(error), { instance });
      }
    },
    { concurrency, signal: context.signal },
  );
}
