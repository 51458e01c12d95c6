import type { TcbStatus } from "./tcb-status";

export const SECURITY_LEVELS = ["basic", "medium", "high"] as const;
export type SecurityLevel = (typeof SECURITY_LEVELS)[number];

export const BUILT_IN_POLICIES = ["strict", "moderate", "relaxed"] as const;
export type BuiltInPolicyName = (typeof BUILT_IN_POLICIES)[number];

/** A list means any of these; an empty list means that none is acceptable; an absent knob is not asked. */
type AnyOf = readonly string[] | undefined;

export interface SgxKnobs {
  readonly mrEnclave?: AnyOf;
  readonly mrSigner?: AnyOf;
  readonly isvProdId?: number | undefined;
  readonly minIsvSvn?: number | undefined;
  readonly attributes?: string | undefined;
  readonly attributesMask?: string | undefined;
}

export interface TdxKnobs {
  readonly mrTd?: AnyOf;
  readonly rtmr0?: AnyOf;
  readonly rtmr1?: AnyOf;
  readonly rtmr2?: AnyOf;
  readonly rtmr3?: AnyOf;
  readonly mrSeam?: AnyOf;
  readonly mrSignerSeam?: AnyOf;
  readonly mrServiceTd?: AnyOf;
  readonly seamAttributes?: string | undefined;
  readonly tdAttributes?: string | undefined;
  readonly xfam?: string | undefined;
  readonly mrConfigId?: AnyOf;
  readonly mrOwner?: AnyOf;
  readonly mrOwnerConfig?: AnyOf;
  /** 16 bytes, compared byte by byte. */
  readonly minTeeTcbSvn?: string | undefined;
  readonly enforceReservedBits?: boolean | undefined;
}

export interface IntelKnobs {
  readonly acceptedTcbStatuses?: readonly TcbStatus[] | undefined;
  readonly rejectedAdvisories?: readonly string[] | undefined;
  readonly tcbGracePeriodDays?: number | undefined;
  readonly minTcbEvaluationDataNumber?: number | undefined;
  readonly qeVendorId?: string | undefined;
  readonly fmspc?: AnyOf;
  readonly allowExpiredCollateral?: boolean | undefined;
  readonly evaluateTcb?: boolean | undefined;
  readonly sgx?: SgxKnobs | undefined;
  readonly tdx?: TdxKnobs | undefined;
}

/** A policy as a person writes it: `extends` names what it starts from. */
export interface AppraisalPolicy {
  readonly name?: string | undefined;
  readonly extends?: BuiltInPolicyName | undefined;
  readonly allowDebug?: boolean | undefined;
  readonly allowSimulated?: boolean | undefined;
  readonly maxAgeSeconds?: number | undefined;
  readonly requireNonce?: boolean | undefined;
  readonly requireReferenceValues?: boolean | undefined;
  readonly minSecurityLevel?: SecurityLevel | undefined;
  readonly intel?: IntelKnobs | undefined;
  /** Knobs of kinds that this version does not judge yet are kept, not interpreted. */
  readonly sevSnp?: Readonly<Record<string, unknown>> | undefined;
  readonly nitro?: Readonly<Record<string, unknown>> | undefined;
  readonly tpm?: Readonly<Record<string, unknown>> | undefined;
  readonly token?: Readonly<Record<string, unknown>> | undefined;
}
