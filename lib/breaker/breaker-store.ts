import type { BreakerState } from "./breaker-state";

/** A state, and the time by the clock that all replicas share. */
export interface BreakerReading {
  readonly state: BreakerState;
  readonly now: Date;
}

/** Where the states of breakers are kept; `lib/store/breakers.ts` keeps them in the database. */
export interface BreakerStore {
  /** One that was never changed is closed. */
  read(name: string): Promise<BreakerReading>;
  /**
   * Replaces a state with what `step` makes of it, while nobody else changes it; null leaves it. Answers the new state,
   * or null for one that was left.
   */
  change(
    name: string,
    step: (state: BreakerState, now: Date) => BreakerState | null,
  ): Promise<BreakerReading | null>;
}
