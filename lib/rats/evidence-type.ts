/**
 * The kinds of evidence that the outer contract names. Simulated evidence has the type of what it imitates. `event-log` is
 * an addition: a log on its own can be decoded and replayed, and nothing vouches for it.
 */
export const EVIDENCE_TYPES = [
  "intel-sgx-quote",
  "intel-tdx-quote",
  "amd-sev-snp-report",
  "aws-nitro-document",
  "tpm-quote",
  "azure-snp-vtpm",
  "azure-tdx-vtpm",
  "dstack-attestation",
  "gcp-confidential-space-token",
  "azure-maa-token",
  "intel-trust-authority-token",
  "nvidia-nras-token",
  "nvidia-gpu-report",
  "arm-cca-token",
  "vendor-commitment",
  "event-log",
] as const;

export type EvidenceType = (typeof EVIDENCE_TYPES)[number];
