import { armScheme } from "./arm-cca";
import { azureMaaScheme } from "./azure-maa";
import { azureSnpScheme, azureTdxScheme } from "./azure-vtpm";
import { dstackScheme } from "./dstack";
import { eventLogScheme } from "./event-log";
import { gcpConfidentialSpaceScheme } from "./gcp-confidential-space";
import { intelTrustAuthorityScheme } from "./intel-trust-authority";
import { nitroScheme } from "./nitro";
import { nvidiaGpuScheme } from "./nvidia-gpu";
import { nvidiaNrasScheme } from "./nvidia-nras";
import type { EvidenceScheme } from "./scheme";
import { sevSnpScheme } from "./sev-snp";
import { sgxScheme } from "./sgx";
import { tdxScheme } from "./tdx";
import { tpmQuoteScheme } from "./tpm-quote";
import { vendorCommitmentScheme } from "./vendor-commitment";

/** Every kind of evidence that this version judges; a new kind is one line here. */
export const EVIDENCE_SCHEMES: readonly EvidenceScheme[] = [
  tdxScheme,
  sgxScheme,
  sevSnpScheme,
  nitroScheme,
  armScheme,
  gcpConfidentialSpaceScheme,
  azureMaaScheme,
  intelTrustAuthorityScheme,
  nvidiaNrasScheme,
  nvidiaGpuScheme,
  vendorCommitmentScheme,
  tpmQuoteScheme,
  azureSnpScheme,
  azureTdxScheme,
  dstackScheme,
  eventLogScheme,
];
