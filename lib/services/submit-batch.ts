import type { Attestation } from "@/lib/contract/attestations";
import type { Problem } from "@/lib/contract/problem";
import { ok, type Result } from "@/lib/rats/result";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import { answerLines, type BatchLine } from "./batch-line";
import type { ServiceContext } from "./context";
import { findEarlier, type Kept } from "./keep-attestation";
import { submitOne } from "./submit-evidence";

type Lines = AsyncIterable<BatchLine<VerificationRequest>>;

/**
 * Judges and keeps every line; a line is answered once its attestation is stored. Lines that are ready together are
 * stored by one statement. With an Idempotency-Key each line is kept once under the key and its number, so a batch that
 * broke off is finished by sending it again. Failure: `IDEMPOTENCY_KEY_REUSED` when the first line differs from the
 * one that came with this key before; a later line that differs is answered with that problem in its place.
 */
export async function submitBatch(
  context: ServiceContext,
  lines: Lines,
): Promise<Result<Kept<AsyncIterable<Attestation | Problem>>>> {
  const { first, all } = await withFirst(lines);
  const claim = first?.ok === true ? first.claim : null;
  const earlier = await findEarlier(context, claim);
  if (!earlier.ok) return earlier;
  const answers = answerLines(context, all, async (line) => {
    const kept = await submitOne(context, line.value, line.claim);
    return kept.ok ? ok(kept.value.value) : kept;
  });
  return ok({ value: answers, replayed: earlier.value !== null });
}

/** Reads one line ahead; `all` still has it. */
async function withFirst<T>(
  lines: AsyncIterable<T>,
): Promise<{ first: T | undefined; all: AsyncIterable<T> }> {
  const iterator = lines[Symbol.asyncIterator]();
  const head = await iterator.next();
  if (head.done === true) return { first: undefined, all: lines };
  async function* all() {
    try {
      yield head.value;
      for (;;) {
        const next = await iterator.next();
        if (next.done === true) return;
        yield next.value;
      }
    } finally {
      await iterator.return?.();
    }
  }
  return { first: head.value, all: all() };
}
