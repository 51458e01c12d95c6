import type { VerificationRequest } from "@/lib/rats/verification-request";
import { mintArm, type MintArmOptions, type MintedArm } from "@/lib/simulator/arm/mint-arm";
import { createArmPki, type ArmPki } from "@/lib/simulator/arm/pki";
import { appraise, mintedRequest, type Outcome } from "./appraise-minted";
import { type JudgedCase, judging } from "./judged-case";

let pki: Promise<ArmPki> | undefined;

/** One set of keys for all tests of a file: making them is the slow part. */
export function sharedArmPki(): Promise<ArmPki> {
  pki ??= createArmPki();
  return pki;
}

export async function mintToken(options: MintArmOptions = {}): Promise<MintedArm> {
  return mintArm({ pki: await sharedArmPki(), ...options });
}

export function armRequest(
  minted: MintedArm,
  changes: Partial<VerificationRequest> = {},
): VerificationRequest {
  return mintedRequest(minted, { evidenceType: "arm-cca-token", ...changes });
}

export async function appraiseToken(
  options: MintArmOptions = {},
  changes: Partial<VerificationRequest> = {},
): Promise<Outcome> {
  return appraise(armRequest(await mintToken(options), changes));
}

export type ArmCase = JudgedCase<MintArmOptions>;

export const itJudgesTokens = judging(appraiseToken);
