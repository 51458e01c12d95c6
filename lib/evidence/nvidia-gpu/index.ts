import type { EvidenceScheme } from "@/lib/evidence/scheme";
import { nvidiaScheme } from "@/lib/evidence/nvidia-nras/nvidia-scheme";
import { NVIDIA_LOCAL_ISSUER } from "@/lib/formats/tokens/token-kind";

/**
 * What NVIDIA's local verifier prints: the same bundle without any signature (algorithm "none"). It is shown and checked
 * for consistency, and never accepted: whoever runs the verifier can write whatever they like. The list of algorithms is
 * empty, so no signature makes it better either.
 */
export const nvidiaGpuScheme: EvidenceScheme = nvidiaScheme({
  evidenceType: "nvidia-gpu-report",
  kindName: "NVIDIA local GPU verifier",
  origin: "local",
  profile: {
    service: "NVIDIA local GPU verifier",
    usage: "nvidia-device",
    algorithms: [],
    issuers: [NVIDIA_LOCAL_ISSUER],
    allowsChainInHeader: false,
  },
});
