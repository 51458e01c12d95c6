import type { SubmoduleItem } from "@/lib/contract/attestations";
import type { AttestationResult } from "@/lib/rats/attestation-result";

/** The parts of composite evidence, as a row of the history names them. */
export function submoduleItems({ submodules }: AttestationResult): SubmoduleItem[] {
  return submodules.map(({ name, evidenceType, verdict }) => ({ name, evidenceType, verdict }));
}
