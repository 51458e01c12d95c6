import type { Detection, EvidenceFormat } from "./attestation-result";
import type { EventLogView } from "./event-log";
import type { EvidenceType } from "./evidence-type";

/** One named bit, or run of bits, of a flags field. */
export interface BitField {
  /** Position of the lowest bit; bit 0 is the least significant. */
  readonly bit: number;
  readonly width: number;
  readonly name: string;
  readonly value: number;
  readonly meaning: string;
  readonly reserved: boolean;
}

export const FIELD_KINDS = ["structure", "bytes", "integer", "flags", "text"] as const;
export type FieldKind = (typeof FIELD_KINDS)[number];

/** A field of the evidence as the inspector draws it. Offsets count from the first byte of the evidence. */
export interface Field {
  /** Dotted path, unique, used in permalinks: `body.rtmr0`. */
  readonly id: string;
  readonly name: string;
  readonly offset: number;
  readonly length: number;
  readonly kind: FieldKind;
  /** Hex for bytes and flags, decimal for integers, the text itself for text; null for a structure. */
  readonly value: string | null;
  /** What this value says, for example "ECDSA-256-with-P-256"; null when there is nothing to add. */
  readonly meaning: string | null;
  /** The sentence of the field dictionary. */
  readonly description: string;
  /** The specification and the table that names this field. */
  readonly specification: string;
  readonly reserved: boolean;
  readonly bits: readonly BitField[];
  readonly children: readonly Field[];
}

/** A certificate decoded for people; `role` is its place in the chain that it came in. */
export interface CertificateView {
  readonly role: string;
  readonly subject: string;
  readonly issuer: string;
  readonly serial: string;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly sha256: string;
  readonly keyAlgorithm: string;
  readonly signatureAlgorithm: string;
  readonly isCa: boolean;
  readonly pem: string;
  /** Decoded extensions: a name and a value for people, grouped by extension. */
  readonly extensions: readonly {
    readonly oid: string;
    readonly name: string;
    readonly critical: boolean;
    readonly values: readonly { readonly name: string; readonly value: string }[];
  }[];
}

/** A signed thing with a validity: a bar on the time axis. */
export interface ValidityItem {
  /** `pckCertificate`, `pckCa`, `rootCa`, `tcbSigner`, `pckCrl`, `rootCaCrl`, `tcbInfo`, `qeIdentity` … */
  readonly id: string;
  readonly label: string;
  readonly kind: "certificate" | "crl" | "signed-json";
  readonly notBefore: string;
  readonly notAfter: string;
}

/** A revocation list, for people. */
export interface CrlView {
  readonly id: string;
  readonly label: string;
  readonly issuer: string;
  readonly thisUpdate: string;
  /** Null when the list names none. */
  readonly nextUpdate: string | null;
  readonly crlNumber: string | null;
  readonly revokedSerials: number;
}

/** Every field decoded with its offset and length; nothing verified. */
export interface Inspection {
  readonly evidenceType: EvidenceType;
  readonly detection: Detection;
  readonly format: EvidenceFormat;
  readonly size: number;
  /** `sha256:…` of the evidence bytes. */
  readonly evidenceDigest: string;
  readonly fields: readonly Field[];
  /** Set when reading stopped early: the byte where, and why. The fields before it are still there. */
  readonly stoppedAt: {
    readonly offset: number;
    readonly code: string;
    readonly detail: string;
  } | null;
  readonly certificates: readonly CertificateView[];
  /** Boot and event logs that the evidence carries, or that came with it. */
  readonly eventLogs: readonly EventLogView[];
}

/** What a kind says of its own evidence; the rest is the same for all. */
export type KindInspection = Omit<Inspection, "detection" | "evidenceDigest" | "size">;
