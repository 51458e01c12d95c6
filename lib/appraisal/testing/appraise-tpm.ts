import { expect, it } from "vitest";
import { toBase64 } from "@/lib/bytes/base64";
import type { ReasonCode } from "@/lib/rats/reason-codes";
import type { Endorsements } from "@/lib/rats/endorsements";
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
import { appraise, sharedPki, type Outcome } from "./appraise-minted";

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

interface Minted {
  readonly evidence: Uint8Array;
  readonly endorsements: Endorsements;
  readonly trustAnchors: readonly string[];
  readonly at: string;
}

/** Judged under `relaxed`, the one built-in policy that lets simulated evidence pass. */
export function mintedRequest(
  minted: Minted,
  changes: Partial<VerificationRequest> = {},
): VerificationRequest {
  return {
    evidence: toBase64(minted.evidence),
    endorsements: minted.endorsements,
    trustAnchors: minted.trustAnchors,
    verifyAt: minted.at,
    policy: "relaxed",
    ...changes,
  };
}

export async function appraiseQuote(
  options: MintTpmOptions = {},
  changes: Partial<VerificationRequest> = {},
): Promise<Outcome> {
  return appraise(mintedRequest(await mintQuote(options), changes));
}

/** One line of a matrix: what is minted, what is asked, and the one thing that must be said about it. */
export interface MintedCase<Options> {
  readonly name: string;
  readonly mint?: Options | ((pki: TpmPki) => Options);
  readonly request?: Partial<VerificationRequest>;
  /** The first reason. Absent: the evidence is good. */
  readonly code?: ReasonCode;
  readonly check?: string;
  /** Reasons that this fault can't help to cause further down. */
  readonly follows?: readonly ReasonCode[];
  readonly verdict?: Outcome["verdict"];
}

/** One test for each case; apart from what follows from it, the intended reason must be the only one. */
export function itJudgesMinted<Options extends object>(
  mint: (options?: Options) => Promise<Minted>,
  evidenceType: EvidenceType,
  cases: readonly MintedCase<Options>[],
): void {
  it.each(cases)("$name", async ({ mint: given, request, code, check, follows = [], verdict }) => {
    const options = typeof given === "function" ? given(await sharedTpmPki()) : given;
    const minted = await mint(options);
    const outcome = await appraise(mintedRequest(minted, { evidenceType, ...request }));
    const [first, ...others] = outcome.codes;
    const unexpected = others.filter((other) => other !== code && !follows.includes(other));
    expect(
      { verdict: outcome.verdict, first, unexpected },
      `reasons: ${outcome.reasons.join("; ")}`,
    ).toEqual({
      verdict: verdict ?? (code === undefined ? "affirming" : "contraindicated"),
      first: code,
      unexpected: [],
    });
    if (check !== undefined) expect(outcome.reasons).toContain(`${code} ${check}`);
  });
}
