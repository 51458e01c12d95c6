import { type BreakerState, CLOSED } from "./breaker-state";
import type { BreakerStore } from "./breaker-store";

/** States of one process: where there is no database, and for tests. */
export function memoryBreakerStore(now: () => Date): BreakerStore {
  const states = new Map<string, BreakerState>();
  const stateOf = (name: string) => states.get(name) ?? CLOSED;
  return {
    read: (name) => Promise.resolve({ state: stateOf(name), now: now() }),
    change(name, step) {
      const next = step(stateOf(name), now());
      if (next === null) return Promise.resolve(null);
      states.set(name, next);
      return Promise.resolve({ state: next, now: now() });
    },
  };
}
