/** What a security lifecycle claim says of the platform, by its upper byte; the lower one is the implementer's own. */
const STATES = {
  0x00: "unknown",
  0x10: "assembly and test",
  0x20: "root of trust provisioning",
  0x30: "secured",
  0x40: "debug outside the root of trust",
  0x50: "recoverable debug of the root of trust",
  0x60: "decommissioned",
} as const;

export type LifecycleState = (typeof STATES)[keyof typeof STATES];

const states: ReadonlyMap<number, LifecycleState> = new Map(
  Object.entries(STATES).map(([upper, state]) => [Number(upper), state]),
);

/** RFC 9783 section 4.3.1 and draft-ffm-rats-cca-token section 4.5.2; null for a value that has no meaning. */
export function lifecycleState(value: number): LifecycleState | null {
  return states.get(value >> 8) ?? null;
}

/** Somebody with a debugger may have looked in: no state but "secured" keeps that out, and these two say it. */
export function isDebugLifecycle(value: number): boolean {
  const state = lifecycleState(value);
  return state === STATES[0x40] || state === STATES[0x50];
}
