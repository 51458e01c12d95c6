import type { EvidenceScheme } from "@/lib/evidence/scheme";
import { nvidiaScheme } from "@/lib/evidence/nvidia-nras/nvidia-scheme";
import { NVIDIA_LOCAL_ISSUER } from "@/lib/formats/tokens/token-kind";

/**
 * What NVIDIA's local verifier prints: the same bundle, without any signature (algorithm "none"). It is shown and checked
 * for consistency, and never accepted: whoever runs the verifier can write whatever they like. Operators who run it
 * where they trust it sign the tokens themselves (ES384); such a bundle stands on the key that the caller vouches for, by
 * `endorsements.jwks` or a given root. No built-in root has this usage.
 */
export const nvidiaGpuScheme: EvidenceScheme = nvidiaScheme({
  evidenceType: "nvidia-gpu-report",
  kindName: "NVIDIA local GPU verifier",
  origin: "local",
  profile: {
    service: "NVIDIA local GPU verifier",
    usage: "vendor",
    algorithms: ["ES384"],
    issuers: [NVIDIA_LOCAL_ISSUER],
    allowsChainInHeader: true,
  },
});
