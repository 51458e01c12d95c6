import type { EvidenceType } from "@/lib/rats/evidence-type";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import { createAmdPki, type AmdPki } from "@/lib/simulator/amd/pki";
import {
  mintAzureSnp,
  mintAzureTdx,
  type MintAzureSnpOptions,
  type MintAzureTdxOptions,
  type MintedAzure,
} from "@/lib/simulator/azure/mint-azure";
import { mintTpm, type MintedTpm, type MintTpmOptions } from "@/lib/simulator/tpm/mint-tpm";
import { createTpmPki, type TpmPki } from "@/lib/simulator/tpm/pki";
import { appraise, mintedRequest, sharedPki, type Outcome } from "./appraise-minted";
import { type JudgedCase, judging } from "./judged-case";

let tpmPki: Promise<TpmPki> | undefined;
let amdPki: Promise<AmdPki> | undefined;

/** One set of keys for all tests of a file: making RSA keys is the slow part. */
export function sharedTpmPki(): Promise<TpmPki> {
  tpmPki ??= createTpmPki();
  return tpmPki;
}

function sharedAmdPki(): Promise<AmdPki> {
  amdPki ??= createAmdPki();
  return amdPki;
}

export async function mintQuote(options: MintTpmOptions = {}): Promise<MintedTpm> {
  return mintTpm({ pki: await sharedTpmPki(), ...options });
}

export async function mintSnpVm(options: MintAzureSnpOptions = {}): Promise<MintedAzure> {
  const [pki, amd] = await Promise.all([sharedTpmPki(), sharedAmdPki()]);
  return mintAzureSnp({
    ...options,
    tpm: { pki, ...options.tpm },
    snp: { pki: amd, ...options.snp },
  });
}

export async function mintTdxVm(options: MintAzureTdxOptions = {}): Promise<MintedAzure> {
  const [pki, intel] = await Promise.all([sharedTpmPki(), sharedPki()]);
  return mintAzureTdx({
    ...options,
    tpm: { pki, ...options.tpm },
    intel: { pki: intel, ...options.intel },
  });
}

type Minted = Parameters<typeof mintedRequest>[0];

export async function appraiseQuote(
  options: MintTpmOptions = {},
  changes: Partial<VerificationRequest> = {},
): Promise<Outcome> {
  return appraise(mintedRequest(await mintQuote(options), changes));
}

export type MintedCase<Options> = JudgedCase<Options | ((pki: TpmPki) => Options)>;

export function itJudgesMinted<Options extends object>(
  mint: (options?: Options) => Promise<Minted>,
  evidenceType: EvidenceType,
  cases: readonly MintedCase<Options>[],
): void {
  const judge = judging(async (given?: Options | ((pki: TpmPki) => Options), request = {}) => {
    const options = typeof given === "function" ? given(await sharedTpmPki()) : given;
    return appraise(mintedRequest(await mint(options), { evidenceType, ...request }));
  });
  judge(cases);
}
