/**
 * What a request costs, as limits see it. Each class has a bucket of its own for each key, person and organization, so
 * that reading goes on while a batch is throttled.
 *
 * `perMinute` and `burst` are the defaults; an administrator changes them, up to what the installation allows.
 */
export const LIMIT_CLASSES = {
  read: {
    words: "Reading",
    principal: { perMinute: 6_000, burst: 600 },
    organization: { perMinute: 60_000, burst: 6_000 },
  },
  verify: {
    words: "Verifying and inspecting",
    principal: { perMinute: 30_000, burst: 3_000 },
    organization: { perMinute: 120_000, burst: 12_000 },
  },
  submit: {
    words: "Submitting evidence",
    principal: { perMinute: 12_000, burst: 2_000 },
    organization: { perMinute: 60_000, burst: 6_000 },
  },
  manage: {
    words: "Changing settings, members and keys",
    principal: { perMinute: 120, burst: 30 },
    organization: { perMinute: 600, burst: 120 },
  },
  "sign-in": {
    words: "Signing in",
    principal: { perMinute: 30, burst: 10 },
    organization: { perMinute: 600, burst: 120 },
  },
  /** Keys and secrets: 100 a minute for a service, 10 a minute for a person. */
  vault: {
    words: "Keys and secrets",
    principal: { perMinute: 100, burst: 100 },
    organization: { perMinute: 1_000, burst: 200 },
  },
} as const satisfies Record<
  string,
  {
    readonly words: string;
    readonly principal: Allowance;
    readonly organization: Allowance;
  }
>;

export interface Allowance {
  /** Tokens that come back in a minute. */
  readonly perMinute: number;
  /** Tokens that a full bucket holds. */
  readonly burst: number;
}

export type LimitClass = keyof typeof LIMIT_CLASSES;
