import { randomUUID } from "node:crypto";
import {
  afterAnswer,
  afterFailure,
  afterThrottling,
  type BreakerState,
  phaseOf,
  probing,
} from "./breaker-state";
import type { BreakerReading, BreakerStore } from "./breaker-store";

/** What became of a request that was let through. */
export type Outcome =
  /** An answer of any kind that is not "I can't just now". */
  | { readonly kind: "answered" }
  | { readonly kind: "failed"; readonly detail: string }
  /** It asked to be left alone, perhaps for a time that it named. */
  | { readonly kind: "throttled"; readonly detail: string; readonly retryAfterMs: number | null };

export type Entry =
  | { readonly allowed: true; settle(outcome: Outcome): Promise<void> }
  /** Nobody is to ask for so long; `detail` is the last failure. */
  | { readonly allowed: false; readonly waitMs: number; readonly detail: string };

export interface Breakers {
  /**
   * Whether this service may be asked now. Whoever is let through says what became of it.
   * @param leaseMs longer than the request can take: then somebody else probes in its stead.
   */
  enter(name: string, options: { readonly leaseMs: number }): Promise<Entry>;
}

export interface BreakersOptions {
  readonly store: BreakerStore;
  /** Told when one opens or closes, for the log. */
  readonly onChange?: (name: string, state: BreakerState) => void;
  /** Milliseconds of a monotonic clock. */
  readonly elapsedMs?: () => number;
}

/** So long a replica refuses from memory before it looks again whether somebody has closed it. */
const MEMORY_MS = 1_000;
/** So long others wait before they look again what became of a probe. */
const PROBE_POLL_MS = 250;

/**
 * Circuit breakers that replicas share: after five failures in a row, wherever they happened, all leave the service
 * alone for a while that doubles from 1 to 16 seconds; then one of them probes it. While it is open a replica refuses
 * from its own memory, so a dead service costs neither time-outs nor queries.
 */
export function createBreakers({
  store,
  onChange = () => {},
  elapsedMs = () => performance.now(),
}: BreakersOptions): Breakers {
  const refused = new Map<string, { readonly untilMs: number; readonly detail: string }>();

  function refuse(name: string, waitMs: number, state: BreakerState): Entry {
    const detail = state.lastFailure ?? `${name} does not answer`;
    refused.set(name, { untilMs: elapsedMs() + Math.min(waitMs, MEMORY_MS), detail });
    return { allowed: false, waitMs, detail };
  }

  function admit(name: string, { id, state }: { id: string | null; state: BreakerState }): Entry {
    return {
      allowed: true,
      async settle(outcome) {
        // The usual case, an answer of a service that was well, changes nothing and costs nothing.
        if (id === null && outcome.kind === "answered" && state.failures === 0) return;
        const changed = await store.change(name, (current, now) => {
          const next = after(current, { id, now, outcome });
          return next === current ? null : next;
        });
        if (changed !== null) tell(name, state, changed);
      },
    };
  }

  /** Opening, and closing again, is news; counting is not. */
  function tell(name: string, before: BreakerState, { state }: BreakerReading): void {
    if ((before.openUntil === null) !== (state.openUntil === null)) onChange(name, state);
  }

  return {
    async enter(name, { leaseMs }) {
      const known = refused.get(name);
      if (known !== undefined) {
        const leftMs = known.untilMs - elapsedMs();
        if (leftMs > 0) return { allowed: false, waitMs: leftMs, detail: known.detail };
        refused.delete(name);
      }
      const { state, now } = await store.read(name);
      switch (phaseOf(state, now)) {
        case "closed":
          return admit(name, { id: null, state });
        case "open":
          return refuse(name, (state.openUntil?.getTime() ?? 0) - now.getTime(), state);
        case "half-open": {
          const id = randomUUID();
          const mine = await store.change(name, (current, at) =>
            probing(current, { id, now: at, leaseMs }),
          );
          return mine === null
            ? refuse(name, PROBE_POLL_MS, state)
            : admit(name, { id, state: mine.state });
        }
      }
    },
  };
}

function after(
  state: BreakerState,
  { id, now, outcome }: { id: string | null; now: Date; outcome: Outcome },
): BreakerState {
  switch (outcome.kind) {
    case "answered":
      return afterAnswer(state, { id });
    case "failed":
      return afterFailure(state, { id, now, detail: outcome.detail });
    case "throttled":
      return afterThrottling(state, { ...outcome, id, now });
  }
}
