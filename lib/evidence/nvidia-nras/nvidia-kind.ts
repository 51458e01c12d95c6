import type { TokenProfile } from "@/lib/formats/tokens/token-profile";
import type { EvidenceType } from "@/lib/rats/evidence-type";

/** What the kinds of evidence from NVIDIA's verifiers differ in. */
export interface NvidiaKind {
  readonly evidenceType: EvidenceType;
  readonly kindName: string;
  readonly origin: "service" | "local";
  readonly profile: TokenProfile;
}
