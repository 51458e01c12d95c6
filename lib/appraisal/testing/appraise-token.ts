import type { VerificationRequest } from "@/lib/rats/verification-request";
import { mintNvidia, type MintNvidiaOptions } from "@/lib/simulator/nvidia/mint-nvidia";
import { mintGcp, type MintGcpOptions } from "@/lib/simulator/tokens/mint-gcp";
import { mintIta, type MintItaOptions } from "@/lib/simulator/tokens/mint-ita";
import { mintMaa, type MintMaaOptions } from "@/lib/simulator/tokens/mint-maa";
import { createTokenPki, type TokenPki } from "@/lib/simulator/tokens/pki";
import type { SimulatedAlgorithm } from "@/lib/simulator/tokens/token-signer";
import { mintCommitment, type MintCommitmentOptions } from "@/lib/simulator/vendor/mint-commitment";
import { appraise, mintedRequest, type Outcome } from "./appraise-minted";

const pkis = new Map<SimulatedAlgorithm, Promise<TokenPki>>();

/** One set of keys for all tests of a file: RSA is the slow part. */
export function tokenPki(alg: SimulatedAlgorithm): Promise<TokenPki> {
  const known = pkis.get(alg);
  if (known) return known;
  const made = createTokenPki(alg);
  pkis.set(alg, made);
  return made;
}

type Changes = Partial<VerificationRequest>;

type Free<Options extends { readonly pki: TokenPki }> = Omit<Options, "pki">;

export async function appraiseGcp(
  options: Free<MintGcpOptions> = {},
  changes: Changes = {},
): Promise<Outcome> {
  const minted = await mintGcp({ pki: await tokenPki("RS256"), ...options });
  return appraise(mintedRequest(minted, changes));
}

export async function appraiseMaa(
  options: Free<MintMaaOptions> = {},
  changes: Changes = {},
): Promise<Outcome> {
  const minted = await mintMaa({ pki: await tokenPki("RS256"), ...options });
  return appraise(mintedRequest(minted, changes));
}

export async function appraiseIta(
  options: Free<MintItaOptions> = {},
  changes: Changes = {},
): Promise<Outcome> {
  const minted = await mintIta({ pki: await tokenPki("PS384"), ...options });
  return appraise(mintedRequest(minted, changes));
}

export async function appraiseNvidia(
  options: Free<MintNvidiaOptions> = {},
  changes: Changes = {},
): Promise<Outcome> {
  const minted = await mintNvidia({ pki: await tokenPki("ES384"), ...options });
  return appraise(mintedRequest(minted, changes));
}

export async function appraiseCommitment(
  options: Free<MintCommitmentOptions> & { readonly alg?: SimulatedAlgorithm } = {},
  changes: Changes = {},
): Promise<Outcome> {
  const { alg = "EdDSA", ...mint } = options;
  const minted = await mintCommitment({ pki: await tokenPki(alg), ...mint });
  return appraise(mintedRequest(minted, changes));
}
