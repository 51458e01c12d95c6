import { toHex } from "@/lib/bytes/hex";
import type { SigningKey } from "../signing-key";
import type { Platform } from "./platform";
import type { EnclaveReport } from "./reports";

/** PCS v4 "TCB Info", version 3. */
export interface TcbLevel {
  readonly tcb: {
    readonly sgxtcbcomponents: readonly { readonly svn: number }[];
    readonly pcesvn: number;
    readonly tdxtcbcomponents?: readonly { readonly svn: number }[];
  };
  readonly tcbDate: string;
  readonly tcbStatus: string;
  readonly advisoryIDs?: readonly string[];
}

/** A level of a TDX module or of the quoting enclave. */
export interface IsvSvnLevel {
  readonly tcb: { readonly isvsvn: number };
  readonly tcbDate: string;
  readonly tcbStatus: string;
  readonly advisoryIDs?: readonly string[];
}

export interface TdxModuleIdentity {
  readonly id: string;
  readonly mrsigner: string;
  readonly attributes: string;
  readonly attributesMask: string;
  readonly tcbLevels: readonly IsvSvnLevel[];
}

export interface TcbInfo {
  readonly id: string;
  readonly version: number;
  readonly issueDate: string;
  readonly nextUpdate: string;
  readonly fmspc: string;
  readonly pceId: string;
  readonly tcbType: number;
  readonly tcbEvaluationDataNumber: number;
  readonly tdxModule?: Omit<TdxModuleIdentity, "id" | "tcbLevels">;
  readonly tdxModuleIdentities?: readonly TdxModuleIdentity[];
  readonly tcbLevels: readonly TcbLevel[];
}

/** PCS v4 "Enclave Identity", version 2. */
export interface QeIdentity {
  readonly id: string;
  readonly version: number;
  readonly issueDate: string;
  readonly nextUpdate: string;
  readonly tcbEvaluationDataNumber: number;
  readonly miscselect: string;
  readonly miscselectMask: string;
  readonly attributes: string;
  readonly attributesMask: string;
  readonly mrsigner: string;
  readonly isvprodid: number;
  readonly tcbLevels: readonly IsvSvnLevel[];
}

const RECENT_DATE = "2024-03-13T00:00:00Z";
const OLDER_DATE = "2018-01-04T00:00:00Z";
const EVALUATION_DATA_NUMBER = 17;

export function tcbLevel(level: {
  readonly components: readonly number[];
  readonly pceSvn: number;
  readonly tdx?: readonly number[] | undefined;
  readonly status: string;
  readonly date?: string;
  readonly advisoryIds?: readonly string[];
}): TcbLevel {
  return {
    tcb: {
      sgxtcbcomponents: sixteen(level.components),
      pcesvn: level.pceSvn,
      ...(level.tdx === undefined ? {} : { tdxtcbcomponents: sixteen(level.tdx) }),
    },
    tcbDate: level.date ?? RECENT_DATE,
    tcbStatus: level.status,
    ...(level.advisoryIds === undefined ? {} : { advisoryIDs: level.advisoryIds }),
  };
}

function sixteen(svns: readonly number[]): readonly { readonly svn: number }[] {
  return Array.from({ length: 16 }, (_, index) => ({ svn: svns[index] ?? 0 }));
}

export function isvSvnLevel(level: {
  readonly isvSvn: number;
  readonly status: string;
  readonly date?: string;
  readonly advisoryIds?: readonly string[];
}): IsvSvnLevel {
  return {
    tcb: { isvsvn: level.isvSvn },
    tcbDate: level.date ?? RECENT_DATE,
    tcbStatus: level.status,
    ...(level.advisoryIds === undefined ? {} : { advisoryIDs: level.advisoryIds }),
  };
}

/** What the default collateral says about each part. */
export interface Statuses {
  readonly platform: string;
  readonly module: string;
  readonly qe: string;
}

export interface CollateralInputs {
  readonly tee: "sgx" | "tdx";
  readonly platform: Platform;
  readonly statuses: Statuses;
  /** ISO 8601, UTC, whole seconds. */
  readonly issueDate: string;
  readonly nextUpdate: string;
}

const TDX_LEVEL = [5, 0, 3];
const OLDER_TDX_LEVEL = [3, 0, 2];

/** Two levels: the platform itself with the wanted status, and an older one that is OutOfDate. */
export function defaultTcbInfo(inputs: CollateralInputs): TcbInfo {
  const { tee, platform, statuses } = inputs;
  const isTdx = tee === "tdx";
  const older = platform.components.map((svn) => Math.max(0, svn - 1));
  const noSigner = { mrsigner: "0".repeat(96), attributes: "0".repeat(16) };
  const moduleIdentity = { ...noSigner, attributesMask: "F".repeat(16) };
  const moduleLevels = [
    isvSvnLevel({ isvSvn: 4, status: statuses.module }),
    isvSvnLevel({ isvSvn: 2, status: "OutOfDate", date: OLDER_DATE }),
  ];
  return {
    id: isTdx ? "TDX" : "SGX",
    version: 3,
    issueDate: inputs.issueDate,
    nextUpdate: inputs.nextUpdate,
    fmspc: toHex(platform.fmspc).toUpperCase(),
    pceId: toHex(platform.pceId),
    tcbType: 0,
    tcbEvaluationDataNumber: EVALUATION_DATA_NUMBER,
    ...(isTdx
      ? {
          tdxModule: moduleIdentity,
          tdxModuleIdentities: [
            { id: "TDX_03", ...moduleIdentity, tcbLevels: moduleLevels },
            { id: "TDX_01", ...moduleIdentity, tcbLevels: moduleLevels },
          ],
        }
      : {}),
    tcbLevels: [
      tcbLevel({
        components: platform.components,
        pceSvn: platform.pceSvn,
        tdx: isTdx ? TDX_LEVEL : undefined,
        status: statuses.platform,
      }),
      tcbLevel({
        components: older,
        pceSvn: Math.max(0, platform.pceSvn - 6),
        tdx: isTdx ? OLDER_TDX_LEVEL : undefined,
        status: "OutOfDate",
        date: OLDER_DATE,
        advisoryIds: ["INTEL-SA-00106", "INTEL-SA-00115"],
      }),
    ],
  };
}

/** The identity that fits `qe`; masks as Intel publishes them. */
export function defaultQeIdentity(inputs: CollateralInputs, qe: EnclaveReport): QeIdentity {
  return {
    id: inputs.tee === "tdx" ? "TD_QE" : "QE",
    version: 2,
    issueDate: inputs.issueDate,
    nextUpdate: inputs.nextUpdate,
    tcbEvaluationDataNumber: EVALUATION_DATA_NUMBER,
    miscselect: "00000000",
    miscselectMask: "FFFFFFFF",
    attributes: "11000000000000000000000000000000",
    attributesMask: "FBFFFFFFFFFFFFFF0000000000000000",
    mrsigner: toHex(qe.mrSigner).toUpperCase(),
    isvprodid: qe.isvProdId,
    tcbLevels: [
      isvSvnLevel({ isvSvn: qe.isvSvn, status: inputs.statuses.qe }),
      isvSvnLevel({
        isvSvn: Math.max(0, qe.isvSvn - 2),
        status: "OutOfDate",
        date: OLDER_DATE,
        advisoryIds: ["INTEL-SA-00477"],
      }),
    ],
  };
}

/** Places at which a test can break a signed JSON document, in the order in which it is made. */
export interface SignedJsonHooks<T> {
  /** The value before it becomes text. */
  readonly members?: (value: T) => unknown;
  /** The text that is signed. */
  readonly text?: (text: string) => string;
  /** r‖s. */
  readonly signature?: (signature: Uint8Array) => Uint8Array;
  /** The finished envelope. */
  readonly envelope?: (text: string) => string;
}

/** `{"<member>":<text>,"signature":"<hex r‖s>"}`, signed over the exact text. */
export async function writeSignedJson<T>(options: {
  readonly member: "tcbInfo" | "enclaveIdentity";
  readonly value: T;
  readonly signer: SigningKey;
  readonly hooks: SignedJsonHooks<T>;
}): Promise<string> {
  const { member, value, signer, hooks } = options;
  const compact = JSON.stringify(hooks.members?.(value) ?? value);
  const text = hooks.text?.(compact) ?? compact;
  const signature = await signer.sign(new TextEncoder().encode(text), "SHA-256");
  const hex = toHex(hooks.signature?.(signature) ?? signature);
  const envelope = `{"${member}":${text},"signature":"${hex}"}`;
  return hooks.envelope?.(envelope) ?? envelope;
}
