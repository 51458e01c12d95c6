import type { Endorsements } from "@/lib/rats/endorsements";
import type { EvidenceType } from "@/lib/rats/evidence-type";
import { SIMULATIONS, simulationOf } from "@/lib/simulator/simulations";
import { toBase64 } from "./read-evidence";

/** Kinds that a sample can be made of. */
export const SAMPLE_TYPES: readonly EvidenceType[] = SIMULATIONS.map(
  ({ evidenceType }) => evidenceType,
);

/** Evidence under roots that were made for it, with all that is needed to judge it. */
export interface SampleEvidence {
  readonly evidence: Uint8Array;
  readonly endorsements: Endorsements;
  readonly trustAnchors: readonly string[];
  /** Standard base64. */
  readonly eventLog: string | null;
}

/**
 * Mints a piece of simulated evidence on this computer, as of now. It proves nothing about any hardware, and only the
 * policy `relaxed` accepts it. Loaded on demand: it brings the simulator.
 */
export async function sampleEvidence(evidenceType: EvidenceType): Promise<SampleEvidence> {
  const simulation = simulationOf(evidenceType);
  if (simulation === undefined) throw new Error(`${evidenceType} can't be simulated`);
  const made = await simulation.simulate(
    { at: new Date(), nonce: null, measurements: {}, debug: false, tcb: "UpToDate" },
    crypto.subtle,
  );
  return { ...made, eventLog: made.eventLog === null ? null : toBase64(made.eventLog) };
}
