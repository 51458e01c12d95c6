import type { CheckGroup, CheckStatus } from "@/lib/rats/check";
import type { EvidenceType } from "@/lib/rats/evidence-type";
import type { TcbStatus } from "@/lib/rats/tcb-status";
import type { Assurance, Verdict } from "@/lib/rats/verdict";

/** What the console calls something, and the sentence that explains it wherever it is explained. */
export interface Word {
  readonly label: string;
  readonly meaning: string;
}

export const verdictWords = {
  affirming: {
    label: "Affirming",
    meaning: "Genuine, and everything that the policy asks for holds.",
  },
  warning: {
    label: "Warning",
    meaning: "Genuine, but the policy tolerated something that a stricter one would refuse.",
  },
  contraindicated: {
    label: "Contraindicated",
    meaning: "At least one check failed: do not rely on this evidence.",
  },
  indeterminate: {
    label: "Indeterminate",
    meaning:
      "It could not be decided, for example because collateral could not be had. Never to be treated as good.",
  },
} satisfies Record<Verdict, Word>;

export const assuranceWords = {
  hardware: {
    label: "Hardware",
    meaning:
      "The vendor's hardware root vouches for the evidence, and the environment is not in debug mode.",
  },
  "hardware-debug": {
    label: "Hardware, debug",
    meaning:
      "The vendor's hardware root vouches for it, but whoever runs the machine can read and change its memory.",
  },
  "vendor-signed": {
    label: "Vendor-signed",
    meaning: "Signed by a vendor's service or key, without a proof that the hardware itself gives.",
  },
  simulated: {
    label: "Simulated",
    meaning: "Made by a simulator. It proves nothing about any hardware.",
  },
} satisfies Record<Assurance, Word>;

/** In the place of an assurance where the signatures do not hold. */
export const nothingVouches = {
  label: "Nothing vouches for it",
  meaning: "The evidence was rejected before anything it says could be trusted.",
} satisfies Word;

export const nothingVouchesYet = {
  label: "Nothing vouches for it yet",
  meaning: "It could not be decided what stands behind the evidence.",
} satisfies Word;

export const checkStatusWords = {
  pass: { label: "Passed", meaning: "Looked at, and as expected." },
  fail: { label: "Failed", meaning: "Looked at, and not as expected." },
  warn: { label: "Tolerated", meaning: "Not as expected, and the policy says that this may be." },
  skip: {
    label: "Not asked",
    meaning: "Not looked at, with the reason why. It never counts as passed.",
  },
} satisfies Record<CheckStatus, Word>;

export const checkGroupWords = {
  format: {
    label: "Format",
    meaning: "The bytes have the form that the specification names, and nothing more follows them.",
  },
  chain: {
    label: "Chain",
    meaning: "Certificates lead link by link from the signing key to a pinned root.",
  },
  collateral: {
    label: "Collateral",
    meaning:
      "What the vendor says about platforms and revocation is signed, complete and in force.",
  },
  binding: {
    label: "Binding",
    meaning: "The pieces belong together: each key is vouched for by the one before it.",
  },
  signature: {
    label: "Signature",
    meaning: "The evidence itself is signed by that key, byte for byte.",
  },
  submodules: {
    label: "Parts",
    meaning:
      "Every piece of composite evidence, judged on its own; the whole is as good as its worst part.",
  },
  tcb: {
    label: "TCB",
    meaning: "How well the platform is patched, by the vendor's list of levels.",
  },
  policy: { label: "Policy", meaning: "What runs there, and how, is what the policy expects." },
  freshness: {
    label: "Freshness",
    meaning: "The evidence was made for this question and not replayed.",
  },
} satisfies Record<CheckGroup, Word>;

/** `short` is for tables, where the whole name is too wide. */
export const evidenceTypeWords = {
  "intel-sgx-quote": { label: "Intel SGX quote", short: "SGX" },
  "intel-tdx-quote": { label: "Intel TDX quote", short: "TDX" },
  "amd-sev-snp-report": { label: "AMD SEV-SNP report", short: "SEV-SNP" },
  "aws-nitro-document": { label: "AWS Nitro document", short: "Nitro" },
  "tpm-quote": { label: "TPM quote", short: "TPM" },
  "azure-snp-vtpm": { label: "Azure SEV-SNP with vTPM", short: "Azure SNP" },
  "azure-tdx-vtpm": { label: "Azure TDX with vTPM", short: "Azure TDX" },
  "dstack-attestation": { label: "dstack attestation", short: "dstack" },
  "gcp-confidential-space-token": { label: "Confidential Space token", short: "GCP CS" },
  "azure-maa-token": { label: "Azure Attestation token", short: "MAA" },
  "intel-trust-authority-token": { label: "Intel Trust Authority token", short: "ITA" },
  "nvidia-nras-token": { label: "NVIDIA NRAS token", short: "NRAS" },
  "nvidia-gpu-report": { label: "NVIDIA GPU report", short: "GPU" },
  "arm-cca-token": { label: "Arm CCA token", short: "CCA" },
  "vendor-commitment": { label: "Vendor commitment", short: "Vendor" },
  "event-log": { label: "Event log", short: "Log" },
} satisfies Record<EvidenceType, { readonly label: string; readonly short: string }>;

/** After Intel's description of tcbStatus, PCS API v4, and of the quote verification library for the relaunch statuses. */
export const tcbStatusMeanings = {
  UpToDate: "The platform has every security update that Intel lists for it.",
  SWHardeningNeeded:
    "The platform is up to date; software inside has to defend itself against the advisories named.",
  ConfigurationNeeded:
    "The platform is up to date; its configuration needs a change against the advisories named.",
  ConfigurationAndSWHardeningNeeded:
    "Both: the configuration needs a change, and software has to defend itself.",
  TDRelaunchAdvised:
    "The TDX module was updated while this domain ran; start the domain again to be judged up to date.",
  TDRelaunchAdvisedConfigurationNeeded: "As before, and the configuration needs a change as well.",
  OutOfDate: "Security updates are missing on the platform.",
  OutOfDateConfigurationNeeded:
    "Security updates are missing, and the configuration needs a change.",
  Revoked: "Intel no longer vouches for platforms at this level.",
} satisfies Record<TcbStatus, string>;
