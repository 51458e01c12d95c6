import { expect, it } from "vitest";
import { toBase64 } from "@/lib/bytes/base64";
import type { ReasonCode } from "@/lib/rats/reason-codes";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import { mintNitro, type MintedNitro, type MintNitroOptions } from "@/lib/simulator/aws/mint-nitro";
import { createNitroPki, type NitroPki } from "@/lib/simulator/aws/pki";
import type { AppraisalContext } from "../appraisal";
import { appraise, type Outcome } from "./appraise-minted";

let pki: Promise<NitroPki> | undefined;

/** One set of keys for all tests of a file: making them is the slow part. */
export function sharedNitroPki(): Promise<NitroPki> {
  pki ??= createNitroPki();
  return pki;
}

export async function mintDocument(options: MintNitroOptions = {}): Promise<MintedNitro> {
  return mintNitro({ pki: await sharedNitroPki(), ...options });
}

/** Judged under `relaxed`, the one built-in policy that lets simulated evidence pass. */
export function nitroRequest(
  minted: MintedNitro,
  changes: Partial<VerificationRequest> = {},
): VerificationRequest {
  return {
    evidence: toBase64(minted.evidence),
    evidenceType: "aws-nitro-document",
    trustAnchors: minted.trustAnchors,
    verifyAt: minted.at,
    policy: "relaxed",
    ...changes,
  };
}

export async function appraiseDocument(
  options: MintNitroOptions = {},
  changes: Partial<VerificationRequest> = {},
  context?: AppraisalContext,
): Promise<Outcome> {
  return appraise(nitroRequest(await mintDocument(options), changes), context);
}

/** One line of a matrix: what is minted, what is asked, and the one thing that must be said about it. */
export interface NitroCase {
  readonly name: string;
  readonly mint?: MintNitroOptions;
  readonly request?: Partial<VerificationRequest>;
  /** The first reason. Absent: the document is good. */
  readonly code?: ReasonCode;
  readonly check?: string;
  /** Reasons that this fault can't help to cause further down. */
  readonly follows?: readonly ReasonCode[];
  readonly verdict?: Outcome["verdict"];
}

/** One test for each case; apart from what follows from it, the intended reason must be the only one. */
export function itJudgesDocuments(cases: readonly NitroCase[]): void {
  it.each(cases)("$name", async ({ mint, request, code, check, follows = [], verdict }) => {
    const outcome = await appraiseDocument(mint, request);
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
