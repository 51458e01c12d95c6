/** What all replicas know of one service that may be down. */
export interface BreakerState {
  /** Failures in a row. */
  readonly failures: number;
  /** How often it has opened without closing in between. */
  readonly trips: number;
  /** Until then nobody asks; afterwards one probes. Null: closed. */
  readonly openUntil: Date | null;
  /** Who probes, and until when that counts: a prober that died is followed by another. */
  readonly probe: string | null;
  readonly probeUntil: Date | null;
  /** Of the last failure since it was closed. */
  readonly lastFailure: string | null;
}

/** `closed`: everybody asks. `open`: nobody does. `half-open`: one probes, the others wait for what becomes of it. */
export type BreakerPhase = "closed" | "open" | "half-open";

export const CLOSED: BreakerState = {
  failures: 0,
  trips: 0,
  openUntil: null,
  probe: null,
  probeUntil: null,
  lastFailure: null,
};

/** Failures in a row that open it. */
export const FAILURES_TO_OPEN = 5;
/** How long it stays open: the first time, after a failed probe, after the next …; the last holds for good. */
export const WAITS_MS = [1_000, 2_000, 4_000, 8_000, 16_000] as const;
const LONGEST_WAIT_MS = 16_000;
/** A service that asks to be left alone is, within these bounds. */
const SHORTEST_REQUEST_MS = 1_000;
const LONGEST_REQUEST_MS = 300_000;

export function phaseOf({ openUntil }: BreakerState, now: Date): BreakerPhase {
  if (openUntil === null) return "closed";
  return openUntil > now ? "open" : "half-open";
}

/** What happened to one request: `id` is the probe's, null for a request to a closed breaker. */
interface Happened {
  readonly id: string | null;
  readonly now: Date;
}

/** A probe begins; null where none may: it is not time yet, or somebody else probes. */
export function probing(
  state: BreakerState,
  { id, now, leaseMs }: { readonly id: string; readonly now: Date; readonly leaseMs: number },
): BreakerState | null {
  if (phaseOf(state, now) !== "half-open") return null;
  if (state.probeUntil !== null && state.probeUntil > now) return null;
  return { ...state, probe: id, probeUntil: later(now, leaseMs) };
}

/** Only the probe closes what is open: an answer to an older request says nothing about now. */
export function afterAnswer(state: BreakerState, { id }: Pick<Happened, "id">): BreakerState {
  return isCurrent(state, id) ? CLOSED : state;
}

export function afterFailure(
  state: BreakerState,
  { id, now, detail }: Happened & { readonly detail: string },
): BreakerState {
  if (!isCurrent(state, id)) return state;
  const failures = state.failures + 1;
  const counted = { ...state, failures, lastFailure: detail };
  return id === null && failures < FAILURES_TO_OPEN ? counted : opened(counted, { now });
}

/** It asked to be left alone: that needs no further failures. */
export function afterThrottling(
  state: BreakerState,
  {
    id,
    now,
    detail,
    retryAfterMs,
  }: Happened & { readonly detail: string; readonly retryAfterMs: number | null },
): BreakerState {
  if (!isCurrent(state, id)) return state;
  const waitMs =
    retryAfterMs === null
      ? undefined
      : Math.min(Math.max(retryAfterMs, SHORTEST_REQUEST_MS), LONGEST_REQUEST_MS);
  const failed = { ...state, failures: state.failures + 1, lastFailure: detail };
  return opened(failed, { now, waitMs });
}

/** Whether a request's outcome still counts: the breaker is as closed as it was, or the request is its probe. */
function isCurrent(state: BreakerState, id: string | null): boolean {
  return id === null ? state.openUntil === null : state.probe === id;
}

function opened(
  state: BreakerState,
  {
    now,
    waitMs = WAITS_MS[state.trips] ?? LONGEST_WAIT_MS,
  }: { now: Date; waitMs?: number | undefined },
): BreakerState {
  return {
    ...state,
    trips: state.trips + 1,
    openUntil: later(now, waitMs),
    probe: null,
    probeUntil: null,
  };
}

function later(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms);
}
