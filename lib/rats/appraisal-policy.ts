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

export interface SnpKnobs {
  readonly measurement?: AnyOf;
  readonly hostData?: AnyOf;
  readonly idKeyDigest?: AnyOf;
  readonly authorKeyDigest?: AnyOf;
  readonly familyId?: AnyOf;
  readonly imageId?: AnyOf;
  readonly chipId?: AnyOf;
  readonly reportId?: AnyOf;
  readonly minGuestSvn?: number | undefined;
  readonly maxVmpl?: number | undefined;
  /** Component by component, of the reported TCB. */
  readonly minTcb?:
    | {
        readonly bootloader?: number | undefined;
        readonly tee?: number | undefined;
        readonly snp?: number | undefined;
        readonly microcode?: number | undefined;
        readonly fmc?: number | undefined;
      }
    | undefined;
  readonly allowMigrationAgent?: boolean | undefined;
  readonly allowSmt?: boolean | undefined;
  readonly requireSingleSocket?: boolean | undefined;
  /** The firmware found no memory aliases (BadRAM, AMD-SB-3015). */
  readonly requireAliasCheck?: boolean | undefined;
  /** The host can't see the ciphertext of guest memory. */
  readonly requireCiphertextHiding?: boolean | undefined;
  readonly allowCxl?: boolean | undefined;
  /** Bit positions that must be set in both mitigation vectors (reports from version 5 on). */
  readonly requiredMitigations?: readonly number[] | undefined;
  /** A revocation list of the ARK must be at hand; one that is at hand is judged in any case. */
  readonly requireCrl?: boolean | undefined;
  readonly allowProvisionalFirmware?: boolean | undefined;
  readonly allowedSigners?: readonly ("vcek" | "vlek")[] | undefined;
  readonly products?: readonly ("Milan" | "Genoa" | "Turin")[] | undefined;
}

/** By register number as text: `{ "0": ["hex"] }`. */
export type PcrKnobs = Readonly<Record<string, readonly string[]>>;

export interface NitroKnobs {
  readonly pcrs?: PcrKnobs | undefined;
  readonly moduleId?: AnyOf;
}

export interface TpmKnobs {
  readonly pcrs?: PcrKnobs | undefined;
  readonly hashAlgorithm?: "sha256" | "sha384" | "sha512" | undefined;
  readonly requireSecureBoot?: boolean | undefined;
}

export interface DstackKnobs {
  readonly appId?: AnyOf;
  readonly composeHash?: AnyOf;
  readonly instanceId?: AnyOf;
  readonly keyProvider?: AnyOf;
  readonly osImageHash?: AnyOf;
}

export interface TokenKnobs {
  readonly issuers?: AnyOf;
  readonly audiences?: AnyOf;
  /** By claim name, dotted for nested ones; compared by value. */
  readonly requiredClaims?: Readonly<Record<string, unknown>> | undefined;
  readonly imageDigests?: AnyOf;
  readonly algorithms?: readonly ("RS256" | "ES256" | "ES384" | "PS256" | "PS384")[] | undefined;
}

export interface ArmKnobs {
  readonly rim?: AnyOf;
  readonly rem0?: AnyOf;
  readonly rem1?: AnyOf;
  readonly rem2?: AnyOf;
  readonly rem3?: AnyOf;
  readonly rpv?: AnyOf;
  readonly implementationId?: AnyOf;
  readonly instanceId?: AnyOf;
  /** Signer ids of software components: every component must have one of these. */
  readonly signerId?: AnyOf;
  /** Measurements of software components: every component must have one of these. */
  readonly softwareComponents?: AnyOf;
}

export interface NvidiaKnobs {
  readonly hwModels?: AnyOf;
  readonly driverVersions?: AnyOf;
  readonly vbiosVersions?: AnyOf;
  /** How many devices a bundle must speak of. */
  readonly deviceCount?: number | undefined;
}

export interface VendorKnobs {
  readonly vendors?: AnyOf;
  readonly models?: AnyOf;
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
  readonly sevSnp?: SnpKnobs | undefined;
  readonly nitro?: NitroKnobs | undefined;
  readonly tpm?: TpmKnobs | undefined;
  readonly dstack?: DstackKnobs | undefined;
  readonly token?: TokenKnobs | undefined;
  readonly arm?: ArmKnobs | undefined;
  readonly nvidia?: NvidiaKnobs | undefined;
  readonly vendor?: VendorKnobs | undefined;
}
