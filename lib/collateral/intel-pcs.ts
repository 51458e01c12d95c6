import type { CollateralUpstream } from "./upstream";

export interface IntelPcsOptions {
  /** `https://api.trustedservices.intel.com`, or the address of a PCCS. */
  readonly baseUrl: string;
  readonly kind: "pcs" | "pccs";
  /** Where a PCS's root CRL is; not asked of a PCCS. */
  readonly rootCrlUrl?: string;
  readonly tryTimeoutMs?: number;
  readonly overallTimeoutMs?: number;
  readonly maxTries?: number;
  readonly fetch?: typeof globalThis.fetch;
  readonly sleep?: (ms: number) => Promise<void>;
  /** 0 ≤ x < 1 */
  readonly random?: () => number;
}

export const INTEL_PCS_URL = "https://api.trustedservices.intel.com";

/** Throws for an address that is not https and not on loopback: a mistake in the configuration. */
export function intelPcs(_options: IntelPcsOptions): CollateralUpstream {
  throw new Error("not written yet");
}
