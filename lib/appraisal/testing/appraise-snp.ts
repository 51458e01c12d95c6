import type { VerificationRequest } from "@/lib/rats/verification-request";
import { mintSnp, type MintedSnp, type MintSnpOptions } from "@/lib/simulator/amd/mint-snp";
import { createAmdPki, type AmdPki } from "@/lib/simulator/amd/pki";
import { testSubtle } from "@/lib/simulator/testing/test-keys";
import { appraise, mintedRequest, type Outcome } from "./appraise-minted";

let pki: Promise<AmdPki> | undefined;

/** One set of keys for all tests of a file: RSA-4096 takes seconds to make. */
export function sharedAmdPki(): Promise<AmdPki> {
  pki ??= warmPki();
  return pki;
}

async function warmPki(): Promise<AmdPki> {
  const made = await createAmdPki(testSubtle());
  await made.issuer("vcek");
  await made.issuer("vlek");
  return made;
}

export async function mintSnpShared(options: MintSnpOptions = {}): Promise<MintedSnp> {
  return mintSnp({ pki: await sharedAmdPki(), ...options });
}

/** Mints, then judges with everything that was minted. */
export async function appraiseSnp(
  options: MintSnpOptions = {},
  changes: Partial<VerificationRequest> = {},
): Promise<Outcome> {
  return appraise(mintedRequest(await mintSnpShared(options), changes));
}
