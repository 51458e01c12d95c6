import { expect, it } from "vitest";
import { toBase64 } from "@/lib/bytes/base64";
import type { ReasonCode } from "@/lib/rats/reason-codes";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import { mintArm, type MintArmOptions, type MintedArm } from "@/lib/simulator/arm/mint-arm";
import { createArmPki, type ArmPki } from "@/lib/simulator/arm/pki";
import { appraise, type Outcome } from "./appraise-minted";

let pki: Promise<ArmPki> | undefined;

/** One set of keys for all tests of a file: making them is the slow part. */
export function sharedArmPki(): Promise<ArmPki> {
  pki ??= createArmPki();
  return pki;
}

export async function mintToken(options: MintArmOptions = {}): Promise<MintedArm> {
  return mintArm({ pki: await sharedArmPki(), ...options });
}

/** Judged under `relaxed`, the one built-in policy that lets simulated evidence pass. */
export function armRequest(
  minted: MintedArm,
  changes: Partial<VerificationRequest> = {},
): VerificationRequest {
  return {
    evidence: toBase64(minted.evidence),
    evidenceType: "arm-cca-token",
    endorsements: minted.endorsements,
    trustAnchors: minted.trustAnchors,
    verifyAt: minted.at,
    policy: "relaxed",
    ...changes,
  };
}

export async function appraiseToken(
  options: MintArmOptions = {},
  changes: Partial<VerificationRequest> = {},
): Promise<Outcome> {
  return appraise(armRequest(await mintToken(options), changes));
}

/** One line of a matrix: what is minted, what is asked, and the one thing that must be said about it. */
export interface ArmCase {
  readonly name: string;
  readonly mint?: MintArmOptions;
  readonly request?: Partial<VerificationRequest>;
  /** The first reason. Absent: the token is good. */
  readonly code?: ReasonCode;
  readonly check?: string;
  /** Reasons that this fault can't help to cause further down. */
  readonly follows?: readonly ReasonCode[];
  readonly verdict?: Outcome["verdict"];
}

/** One test for each case; apart from what follows from it, the intended reason must be the only one. */
export function itJudgesTokens(cases: readonly ArmCase[]): void {
  it.each(cases)("$name", async ({ mint, request, code, check, follows = [], verdict }) => {
    const outcome = await appraiseToken(mint, request);
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
