/** How much somebody may do: a bucket that holds `burst` tokens and gets `perMinute` back, evenly. */
export interface Allowance {
  /** Tokens that come back in a minute. */
  readonly perMinute: number;
  /** Tokens that a full bucket holds. */
  readonly burst: number;
}

/** Whose bucket: that of a key, of a person, or the one that everybody of an organization shares. */
export const LIMIT_SCOPES = ["key", "person", "organization"] as const;
export type LimitScope = (typeof LIMIT_SCOPES)[number];

interface LimitClassEntry extends Readonly<Record<LimitScope, Allowance>> {
  readonly words: string;
  /** For each address that nobody has signed in from; no setting changes it. */
  readonly address: Allowance;
  /** Requests that one key, person or address may have open at one replica. */
  readonly openRequests: number;
}

/**
 * What a request costs, as limits see it. Each class has a bucket of its own for each key, person and organization, so
 * that reading goes on while a batch is throttled. A request draws from its principal's bucket and from its
 * organization's, a line of a batch like a request.
 *
 * These are the defaults; an administrator changes them.
 */
export const LIMIT_CLASSES = {
  read: {
    words: "Reading",
    key: { perMinute: 6_000, burst: 600 },
    person: { perMinute: 6_000, burst: 600 },
    organization: { perMinute: 60_000, burst: 6_000 },
    address: { perMinute: 600, burst: 120 },
    openRequests: 256,
  },
  verify: {
    words: "Verifying and inspecting",
    key: { perMinute: 60_000, burst: 6_000 },
    person: { perMinute: 6_000, burst: 1_200 },
    organization: { perMinute: 240_000, burst: 24_000 },
    address: { perMinute: 60, burst: 20 },
    openRequests: 1_024,
  },
  submit: {
    words: "Submitting evidence",
    key: { perMinute: 30_000, burst: 3_000 },
    person: { perMinute: 3_000, burst: 1_200 },
    organization: { perMinute: 120_000, burst: 12_000 },
    address: { perMinute: 60, burst: 20 },
    openRequests: 1_024,
  },
  manage: {
    words: "Changing settings, members and keys",
    key: { perMinute: 300, burst: 100 },
    person: { perMinute: 300, burst: 100 },
    organization: { perMinute: 1_200, burst: 400 },
    address: { perMinute: 60, burst: 20 },
    openRequests: 16,
  },
  "sign-in": {
    words: "Signing in",
    key: { perMinute: 60, burst: 30 },
    person: { perMinute: 60, burst: 30 },
    organization: { perMinute: 600, burst: 300 },
    address: { perMinute: 60, burst: 30 },
    openRequests: 16,
  },
  /** 100 a minute for a service and 10 a minute for a person, as the vault promises. */
  vault: {
    words: "Keys and secrets",
    key: { perMinute: 100, burst: 100 },
    person: { perMinute: 10, burst: 10 },
    organization: { perMinute: 1_000, burst: 200 },
    address: { perMinute: 10, burst: 10 },
    openRequests: 32,
  },
} as const satisfies Record<string, LimitClassEntry>;

export type LimitClass = keyof typeof LIMIT_CLASSES;

export const LIMIT_CLASS_NAMES = Object.keys(LIMIT_CLASSES) as [LimitClass, ...LimitClass[]];

/** The same shape with other numbers: what a runtime goes by. */
export type LimitTable = Readonly<Record<LimitClass, LimitClassEntry>>;

/** A full bucket may hold what comes back in an hour and no more, so that one nobody used for so long is full. */
export const MAX_MINUTES_TO_FILL = 60;
