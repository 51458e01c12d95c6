import type { Endorsements } from "@/lib/rats/endorsements";
import type { EvidenceType } from "@/lib/rats/evidence-type";

/** What to simulate. A kind that has no place for something says so by refusing it, never by leaving it out. */
export interface SimulationOptions {
  /** When the evidence is made; what vouches for it is valid at that time. */
  readonly at: Date;
  /** Goes where this kind of evidence carries a nonce. */
  readonly nonce: Uint8Array | null;
  /** Contract names (`mrtd`, `pcr0`, `imageDigest`) with lower-case hex or text. */
  readonly measurements: Readonly<Record<string, string>>;
  readonly debug: boolean;
  readonly tcb: "UpToDate" | "OutOfDate";
}

/** Evidence with everything that a verifier needs to judge it without a network. */
export interface SimulatedEvidence {
  readonly evidence: Uint8Array;
  readonly endorsements: Endorsements;
  /** PEM; each says in its subject that it is a simulation. */
  readonly trustAnchors: readonly string[];
  readonly eventLog: Uint8Array | null;
}

/** The simulator of one kind of evidence. */
export interface Simulation {
  readonly evidenceType: EvidenceType;
  /** Names that `measurements` may have. */
  readonly measurementNames: readonly string[];
  /** `subtle` makes the keys; one that remembers them gives an installation its own roots. */
  simulate(options: SimulationOptions, subtle: SubtleCrypto): Promise<SimulatedEvidence>;
}
