/** A hash algorithm of a log's banks, by the name that it has in views and policies. */
export type HashName = "sha1" | "sha256" | "sha384" | "sha512" | "sm3";

/**
 * What the register number of an event counts. A TPM log names PCRs. A CC event log (CCEL) names measurement registers
 * of which 0 is MRTD and n is RTMR n-1. The formats are the same, so whoever hands over a log says which it is.
 */
export type RegisterFamily = "pcr" | "rtmr";

export interface LoggedEvent {
  /** Position among all records of the log, the Spec ID record included. */
  readonly index: number;
  /** Byte offset of the record; for a log in JSON, the position of the entry. */
  readonly offset: number;
  readonly length: number;
  /** The register as its family counts: PCR n or RTMR n; -1 for MRTD, which no event can extend. */
  readonly register: number;
  readonly type: number;
  readonly digests: ReadonlyMap<HashName, Uint8Array>;
  readonly data: Uint8Array;
  readonly dataOffset: number;
  /** The name of an event that dstack logs at run time: name and data are what the digest is of. Null for others. */
  readonly name: string | null;
  /** Set when the log left the data out, as dstack does to save room; then only the digest is there. */
  readonly isStripped?: true;
}

export interface EventLog {
  readonly format: "tcg-crypto-agile" | "tcg-sha1" | "dstack-json";
  readonly family: RegisterFamily;
  /** The banks that the log declares. */
  readonly algorithms: readonly HashName[];
  /** Every record, those that extend nothing included. */
  readonly events: readonly LoggedEvent[];
  readonly size: number;
  /** Where the filler begins; equal to `size` when there is none. */
  readonly bytesUsed: number;
  /** Of the Startup Locality event; 0 when there is none (TCG PC Client Platform Firmware Profile 10.4.5.3). */
  readonly startupLocality: number;
}

/** `rtmr2`, `pcr7`: the name of the claim and, in upper case, the name for people. */
export function registerName(family: RegisterFamily, register: number): string {
  return family === "rtmr" && register === -1 ? "mrtd" : `${family}${register}`;
}
