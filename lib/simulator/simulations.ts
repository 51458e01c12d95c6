import type { EvidenceType } from "@/lib/rats/evidence-type";
import { simulateNitro } from "./aws/simulate-nitro";
import { simulateSgx, simulateTdx } from "./intel/simulate-intel";
import type { Simulation } from "./simulated-evidence";

/** Every kind of evidence that the simulator can make; a new kind is one line here. */
export const SIMULATIONS: readonly Simulation[] = [simulateTdx, simulateSgx, simulateNitro];

export function simulationOf(evidenceType: EvidenceType): Simulation | undefined {
  return SIMULATIONS.find((simulation) => simulation.evidenceType === evidenceType);
}
