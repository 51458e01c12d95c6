import type { VerificationRequest } from "@/lib/rats/verification-request";
import { mintNitro, type MintedNitro, type MintNitroOptions } from "@/lib/simulator/aws/mint-nitro";
import { createNitroPki, type NitroPki } from "@/lib/simulator/aws/pki";
import type { AppraisalContext } from "../appraisal";
import { appraise, mintedRequest, type Outcome } from "./appraise-minted";
import { type JudgedCase, judging } from "./judged-case";

let pki: Promise<NitroPki> | undefined;

/** One set of keys for all tests of a file: making them is the slow part. */
export function sharedNitroPki(): Promise<NitroPki> {
  pki ??= createNitroPki();
  return pki;
}

export async function mintDocument(options: MintNitroOptions = {}): Promise<MintedNitro> {
  return mintNitro({ pki: await sharedNitroPki(), ...options });
}

export function nitroRequest(
  minted: MintedNitro,
  changes: Partial<VerificationRequest> = {},
): VerificationRequest {
  return mintedRequest(minted, { evidenceType: "aws-nitro-document", ...changes });
}

export async function appraiseDocument(
  options: MintNitroOptions = {},
  changes: Partial<VerificationRequest> = {},
  context?: AppraisalContext,
): Promise<Outcome> {
  return appraise(nitroRequest(await mintDocument(options), changes), context);
}

export type NitroCase = JudgedCase<MintNitroOptions>;

export const itJudgesDocuments = judging(appraiseDocument);
