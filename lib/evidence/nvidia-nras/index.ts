import type { EvidenceScheme } from "@/lib/evidence/scheme";
import { NRAS_ISSUER } from "@/lib/formats/tokens/token-kind";
import { nvidiaScheme } from "./nvidia-scheme";

/** Tokens of NVIDIA's Remote Attestation Service: an overall token and one for each GPU or switch. */
export const nvidiaNrasScheme: EvidenceScheme = nvidiaScheme({
  evidenceType: "nvidia-nras-token",
  kindName: "NVIDIA Remote Attestation Service",
  origin: "service",
  profile: {
    service: "NVIDIA Remote Attestation Service",
    usage: "nvidia-nras",
    algorithms: ["ES384"],
    issuers: [NRAS_ISSUER],
    allowsChainInHeader: true,
  },
});
