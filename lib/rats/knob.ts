import type { ReasonCode } from "./reason-codes";

/** What one knob of a policy demands of one value of the evidence. `actual` is undefined when the evidence has none. */
export type Demand =
  | {
      readonly kind: "any-of";
      readonly values: readonly string[];
      readonly actual: string | undefined;
    }
  /** Every one of `actuals` must be in `values`; no actuals at all is a mismatch. */
  | {
      readonly kind: "all-of";
      readonly values: readonly string[];
      readonly actuals: readonly string[];
    }
  | {
      readonly kind: "masked";
      readonly value: string;
      readonly mask: string;
      readonly actual: string | undefined;
    }
  | { readonly kind: "at-least"; readonly value: number; readonly actual: string | undefined }
  | { readonly kind: "at-most"; readonly value: number; readonly actual: string | undefined }
  | {
      readonly kind: "bytes-at-least";
      readonly value: string;
      readonly actual: string | undefined;
    };

/** A knob that the policy sets for this kind of evidence. */
export interface Knob {
  /** As in the policy document: `intel.tdx.mrSeam`, `nitro.pcrs.0`. */
  readonly path: string;
  /** Of the check that it makes, for example `policy.tdx.mrSeam`. */
  readonly check: string;
  readonly demand: Demand;
  /** `true`: text is compared as it is. Hex is compared without regard to case. */
  readonly isText?: boolean;
  /** When it is not met; `MEASUREMENT_MISMATCH` when absent. */
  readonly code?: ReasonCode;
}
