/**
 * The conclusion of an appraisal (RFC 9334, "attestation result").
 * `indeterminate` means that it could not be decided and is never to be treated as good.
 */
export const VERDICTS = ["affirming", "warning", "contraindicated", "indeterminate"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What stands behind a verdict. Only `hardware` may ever be drawn as hardware. */
export const ASSURANCES = ["hardware", "hardware-debug", "vendor-signed", "simulated"] as const;
export type Assurance = (typeof ASSURANCES)[number];
