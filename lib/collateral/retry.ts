import type { BoundedAnswer } from "./bounded-fetch";

export interface RetryOptions {
  readonly maxTries: number;
  /** All tries and waits together. */
  readonly overallTimeoutMs: number;
  readonly tryTimeoutMs: number;
  readonly sleep: (ms: number) => Promise<void>;
  /** 0 ≤ x < 1 */
  readonly random: () => number;
  /** Milliseconds of a monotonic clock. */
  readonly elapsedMs: () => number;
  /** Statuses that are not worth another try at once, although they may pass by themselves. */
  readonly finalStatuses?: ReadonlySet<number>;
  /** For a Retry-After that names a date. */
  readonly now: () => Date;
}

export interface RetryOutcome {
  readonly answer: BoundedAnswer;
  readonly tries: number;
  /** What the last answer's Retry-After asked for. */
  readonly retryAfterMs: number | null;
}

const FIRST_WAIT_MS = 250;
const RETRIED_STATUSES = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * Tries again what may pass by itself: no answer, 429, and the 500 kind. Waits double from 250 ms with half of each
 * drawn at random, so that a fleet does not come back in step; a Retry-After is honoured when it fits the overall
 * time, and ends the tries when it does not.
 */
export async function withRetries(
  attempt: (timeoutMs: number) => Promise<BoundedAnswer>,
  options: RetryOptions,
): Promise<RetryOutcome> {
  const deadline = options.elapsedMs() + options.overallTimeoutMs;
  for (let tries = 1; ; tries += 1) {
    const left = Math.max(1, deadline - options.elapsedMs());
    const answer = await attempt(Math.min(options.tryTimeoutMs, left));
    const retryAfterMs = retryAfter(answer, options.now());
    const outcome = { answer, tries, retryAfterMs };
    const isFinal = answer.kind === "answer" && options.finalStatuses?.has(answer.status);
    if (isFinal || !mayPassByItself(answer) || tries >= options.maxTries) return outcome;

    const backoff = FIRST_WAIT_MS * 2 ** (tries - 1);
    const wait = Math.max(backoff * (0.5 + options.random() / 2), retryAfterMs ?? 0);
    if (options.elapsedMs() + wait >= deadline) return outcome;
    await options.sleep(wait);
  }
}

function mayPassByItself(answer: BoundedAnswer): boolean {
  if (answer.kind === "answer") return RETRIED_STATUSES.has(answer.status);
  return answer.kind === "no-answer";
}

/** RFC 9110, 10.2.3: seconds, or a date. */
function retryAfter(answer: BoundedAnswer, now: Date): number | null {
  if (answer.kind !== "answer" || answer.status === 200) return null;
  const value = answer.headers.get("retry-after")?.trim();
  if (value === undefined || value === "") return null;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - now.getTime());
}
