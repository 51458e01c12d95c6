import type { EvidenceType } from "@/lib/rats/evidence-type";
import { simulateSnp } from "./amd/simulate-snp";
import { simulateArm } from "./arm/simulate-arm";
import { simulateNitro } from "./aws/simulate-nitro";
import { simulateAzureSnp, simulateAzureTdx } from "./azure/simulate-azure";
import { simulateDstack } from "./dstack/simulate-dstack";
import { simulateSgx, simulateTdx } from "./intel/simulate-intel";
import { simulateNras, simulateNvidiaGpu } from "./nvidia/mint-nvidia";
import type { Simulation } from "./simulated-evidence";
import { simulateGcp } from "./tokens/mint-gcp";
import { simulateIta } from "./tokens/mint-ita";
import { simulateMaa } from "./tokens/mint-maa";
import { simulateTpm } from "./tpm/simulate-tpm";
import { simulateCommitment } from "./vendor/mint-commitment";

/** Every kind of evidence that the simulator can make; a new kind is one line here. */
export const SIMULATIONS: readonly Simulation[] = [
  simulateTdx,
  simulateSgx,
  simulateSnp,
  simulateNitro,
  simulateTpm,
  simulateAzureSnp,
  simulateAzureTdx,
  simulateDstack,
  simulateArm,
  simulateGcp,
  simulateMaa,
  simulateIta,
  simulateNras,
  simulateNvidiaGpu,
  simulateCommitment,
];

export function simulationOf(evidenceType: EvidenceType): Simulation | undefined {
  return SIMULATIONS.find((simulation) => simulation.evidenceType === evidenceType);
}
