import type { CheckGroup, CheckStatus } from "@/lib/rats/check";
import type { EvidenceType } from "@/lib/rats/evidence-type";
import type { Assurance, Verdict } from "@/lib/rats/verdict";

export const verdictLabels = {
  affirming: "Affirming",
  warning: "Warning",
  contraindicated: "Contraindicated",
  indeterminate: "Indeterminate",
} satisfies Record<Verdict, string>;

export const assuranceLabels = {
  hardware: "Hardware",
  "hardware-debug": "Hardware, debug",
  "vendor-signed": "Vendor-signed",
  simulated: "Simulated",
} satisfies Record<Assurance, string>;

export const checkStatusLabels = {
  pass: "Passed",
  fail: "Failed",
  warn: "Tolerated",
  skip: "Not asked",
} satisfies Record<CheckStatus, string>;

export const checkGroupLabels = {
  format: "Format",
  chain: "Chain",
  collateral: "Collateral",
  binding: "Binding",
  signature: "Signature",
  tcb: "TCB",
  policy: "Policy",
  freshness: "Freshness",
} satisfies Record<CheckGroup, string>;

export const evidenceTypeLabels = {
  "intel-sgx-quote": "Intel SGX quote",
  "intel-tdx-quote": "Intel TDX quote",
  "amd-sev-snp-report": "AMD SEV-SNP report",
  "aws-nitro-document": "AWS Nitro document",
  "tpm-quote": "TPM quote",
  "azure-snp-vtpm": "Azure SEV-SNP with vTPM",
  "azure-tdx-vtpm": "Azure TDX with vTPM",
  "dstack-attestation": "dstack attestation",
  "gcp-confidential-space-token": "Confidential Space token",
  "azure-maa-token": "Azure Attestation token",
  "intel-trust-authority-token": "Intel Trust Authority token",
  "nvidia-nras-token": "NVIDIA NRAS token",
  "nvidia-gpu-report": "NVIDIA GPU report",
  "arm-cca-token": "Arm CCA token",
  "vendor-commitment": "Vendor commitment",
} satisfies Record<EvidenceType, string>;

/** For tables, where the whole name is too wide: `TDX`. */
export const evidenceTypeShortLabels = {
  "intel-sgx-quote": "SGX",
  "intel-tdx-quote": "TDX",
  "amd-sev-snp-report": "SEV-SNP",
  "aws-nitro-document": "Nitro",
  "tpm-quote": "TPM",
  "azure-snp-vtpm": "Azure SNP",
  "azure-tdx-vtpm": "Azure TDX",
  "dstack-attestation": "dstack",
  "gcp-confidential-space-token": "GCP CS",
  "azure-maa-token": "MAA",
  "intel-trust-authority-token": "ITA",
  "nvidia-nras-token": "NRAS",
  "nvidia-gpu-report": "GPU",
  "arm-cca-token": "CCA",
  "vendor-commitment": "Vendor",
} satisfies Record<EvidenceType, string>;
